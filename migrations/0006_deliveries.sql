create table deliveries (
  id uuid primary key,
  workspace_id uuid not null,
  webhook_id uuid not null,
  event_id uuid not null,
  -- The dialect's name of the event.
  event_key text not null,
  status text not null check (status in ('pending', 'delivered', 'failed', 'suppressed')),
  -- Why it was suppressed.
  reason text,
  -- The exact text to send, rendered once.
  body text not null,
  attempts int not null default 0,
  -- Attempts made before the present schedule began: a manual retry starts a schedule of its own.
  attempts_before int not null default 0,
  -- The job that stands for the next attempt; what it no longer matches is not carried out.
  job_id uuid,
  -- The dispatcher that holds the next attempt.
  owner_id uuid,
  next_attempt_at timestamptz,
  response_status int,
  last_error text,
  error_class text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  ended_at timestamptz
) with (fillfactor = 80);
create index deliveries_by_webhook on deliveries (webhook_id, id);
create index deliveries_by_event on deliveries (event_id);

create table attempts (
  delivery_id uuid not null,
  number int not null,
  workspace_id uuid not null,
  started_at timestamptz not null,
  duration_ms int not null,
  -- Milliseconds of dns, connect, tls, first byte, total, as far as the attempt got.
  timings json not null,
  -- As sent, signatures included; custom headers redacted.
  request_headers json not null,
  response_status int,
  response_headers json,
  -- The first 16 KiB.
  response_body bytea,
  response_truncated boolean not null default false,
  error_class text,
  error text,
  primary key (delivery_id, number)
);

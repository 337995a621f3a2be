create table webhooks (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  dialect text not null,
  url text not null,
  method text not null check (method in ('GET', 'POST')),
  description text,
  -- Null: the events of all agents, and of none.
  agent_ids uuid[],
  workflow_ids uuid[],
  is_active boolean not null default true,
  -- Why the gateway itself switched the webhook off; null when a person did, or it is on.
  deactivation_reason text,
  headers_sealed text not null,
  secret_sealed text not null,
  secret_preview text not null,
  -- Overrides of the dialect's schedule and timeout.
  retry_policy jsonb,
  timeout_ms int,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index webhooks_by_workspace on webhooks (workspace_id, id);

create table subscriptions (
  id uuid primary key,
  webhook_id uuid not null references webhooks (id) on delete cascade,
  -- In the words of the webhook's dialect.
  event_key text not null,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (webhook_id, event_key)
);

-- Apart from the webhooks, because these change with every batch of deliveries. No foreign key: a check
-- per batch would lock the webhook's row against its owner's edits.
create table webhook_counters (
  webhook_id uuid primary key,
  success_count bigint not null default 0,
  failure_count bigint not null default 0,
  last_delivery_at timestamptz
) with (fillfactor = 50);

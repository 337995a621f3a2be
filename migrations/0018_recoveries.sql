-- Deliveries that are to be sent again, in bulk.
create table recoveries (
  id uuid primary key,
  workspace_id uuid not null,
  webhook_id uuid not null references webhooks (id) on delete cascade,
  since timestamptz not null,
  until timestamptz not null,
  statuses text[] not null,
  state text not null check (state in ('running', 'completed', 'canceled')),
  -- Deliveries that matched when it was asked for, and those that have been dealt with.
  total int not null,
  requeued int not null default 0,
  skipped int not null default 0,
  -- The last delivery dealt with.
  last_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  ended_at timestamptz
);
create index recoveries_by_webhook on recoveries (webhook_id, id);
create index recoveries_running on recoveries (id) where state = 'running';
-- What never reached its tenant.
create index deliveries_undelivered on deliveries (workspace_id, id) where status in ('failed', 'suppressed');
-- A delivery sent to try the endpoint out: it is nobody's event and moves no counter.
alter table deliveries add column is_test boolean not null default false;

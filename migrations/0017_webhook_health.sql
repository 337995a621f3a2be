-- Days of nothing but failure after which the gateway switches the webhook off.
alter table webhooks add column deactivate_after_days int not null default 5;
alter table webhook_counters
  -- When the first attempt failed of those since the last that succeeded; null while none has.
  add column failing_since timestamptz,
  -- When an attempt failed last.
  add column last_failed_at timestamptz,
  -- The share of the way to deactivation, in percent, of which the workspace was told last.
  add column failing_told int not null default 0;
create index webhook_counters_failing on webhook_counters (failing_since) where failing_since is not null;

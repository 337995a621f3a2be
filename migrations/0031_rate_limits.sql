-- Deliveries per second at most; null: as many as the endpoint takes.
alter table webhooks add column rate_limit double precision check (rate_limit between 0.1 and 1000);

-- From when on the next delivery of a webhook with a limit may go out: what every process has taken lies before. Apart
-- from the webhooks, because it changes with every few deliveries, and without a foreign key for the same reason.
create table send_rates (
  webhook_id uuid primary key,
  next_at timestamptz not null
) with (fillfactor = 50);

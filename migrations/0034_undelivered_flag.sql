-- Whether a delivery counts as undelivered, as a column of its own: an index that mentions the status makes PostgreSQL write a
-- delivery that ends to all of its indexes again, though all but a few end well.
alter table deliveries add column undelivered boolean not null generated always as (status in ('failed', 'suppressed')) stored;
drop index deliveries_undelivered;
create index deliveries_undelivered on deliveries (workspace_id, id) where undelivered;
-- When it was opened anew after it had ended: what retention found ended may not be so any more.
alter table deliveries add column reopened_at timestamptz;
create index deliveries_reopened on deliveries (id) where reopened_at is not null;

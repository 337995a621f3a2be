-- Bodies apart from the rows that they belong to: they are most of the bytes and go first (BODY_RETENTION_DAYS), a partition
-- at a time and without a rewrite of what stays; and a delivery whose status changes is a short row.
create table callback_bodies (
  id uuid primary key,
  body bytea not null
) partition by range (id);
create table callback_bodies_default partition of callback_bodies default;
create table delivery_bodies (
  id uuid primary key,
  body text not null
) partition by range (id);
create table delivery_bodies_default partition of delivery_bodies default;
-- What tenants answered, where it was anything. An attempt is written once, by whoever settles its delivery: to check that
-- here too would cost as much again as to write it.
create table attempt_bodies (
  delivery_id uuid not null,
  number int not null,
  body bytea not null
) partition by range (delivery_id);
create index attempt_bodies_by_delivery on attempt_bodies (delivery_id);
create table attempt_bodies_default partition of attempt_bodies default;

-- Null: it is in the tables above, or gone. Not so in rows from before them and in refused callbacks, which are trimmed
-- row by row.
alter table callbacks alter column body drop not null;
alter table deliveries alter column body drop not null;

-- Which bodies retention removed, and when.
create table body_removals (
  relation text not null,
  -- Ids from `since` to before `until`.
  since uuid not null,
  until uuid not null,
  removed_at timestamptz not null default now(),
  primary key (relation, since)
);

-- Recoveries that are over go with the rest.
create index recoveries_ended on recoveries (ended_at) where ended_at is not null;

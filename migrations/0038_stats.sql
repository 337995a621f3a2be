-- What became of deliveries and callbacks, counted as it happens: charts read these rows and none of what they count.
--
-- Written by every transaction that settles deliveries. A row belongs to the backend that writes it (`writer`), and a
-- backend runs one transaction at a time: no two ever wait for each other's counts, in whatever order they come. After
-- the end of their five minutes they are added to delivery_stats and are gone.
create table delivery_stats_fresh (
  workspace_id uuid not null,
  webhook_id uuid not null,
  -- The beginning of five minutes.
  bucket timestamptz not null,
  writer int not null,
  -- Deliveries that ended so.
  delivered int not null,
  failed int not null,
  suppressed int not null,
  attempts int not null,
  failed_attempts int not null,
  -- Failed attempts by error class, and deliveries by the milliseconds from their creation: core/stats.ts tells what
  -- stands at which position.
  errors int[] not null,
  latency int[] not null,
  primary key (workspace_id, webhook_id, bucket, writer)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200);

-- The same, of five minutes and of an hour (`minutes`), of each webhook and of the whole workspace (webhook_id is all
-- zeros then, so that a chart of it does not read the rows of a thousand webhooks).
create table delivery_stats (
  workspace_id uuid not null,
  webhook_id uuid not null,
  minutes smallint not null check (minutes in (5, 60)),
  bucket timestamptz not null,
  delivered int not null,
  failed int not null,
  suppressed int not null,
  attempts int not null,
  failed_attempts int not null,
  errors int[] not null,
  latency int[] not null,
  primary key (workspace_id, webhook_id, minutes, bucket)
) with (fillfactor = 80);
create index delivery_stats_by_age on delivery_stats (minutes, bucket);

create table callback_stats_fresh (
  workspace_id uuid not null,
  provider text not null,
  -- All zeros: of no connection, which is what the workspace published itself.
  connection_id uuid not null,
  bucket timestamptz not null,
  writer int not null,
  accepted int not null,
  duplicate int not null,
  unreadable int not null,
  rejected int not null,
  primary key (workspace_id, provider, connection_id, bucket, writer)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200);

create table callback_stats (
  workspace_id uuid not null,
  provider text not null,
  connection_id uuid not null,
  minutes smallint not null check (minutes in (5, 60)),
  bucket timestamptz not null,
  accepted int not null,
  duplicate int not null,
  unreadable int not null,
  rejected int not null,
  primary key (workspace_id, minutes, bucket, provider, connection_id)
) with (fillfactor = 80);
create index callback_stats_by_age on callback_stats (minutes, bucket);

-- The attempt that failed last, whatever came after it.
alter table webhook_counters
  add column last_failure_at timestamptz,
  add column last_failure_delivery_id uuid,
  add column last_failure_class text,
  add column last_failure_status int;

-- Deliveries that are pending, by the five minutes in which they were made: how many there are, and where the oldest is to be
-- looked for. Their table has no index that mentions the status, because then each delivery would be written to all of its
-- indexes when it ends. As above, `_fresh` has a row for each backend that writes; the sum of both tables is what holds.
create table delivery_pending_fresh (
  workspace_id uuid not null,
  webhook_id uuid not null,
  bucket timestamptz not null,
  writer int not null,
  pending int not null,
  primary key (workspace_id, webhook_id, bucket, writer)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 200);
create table delivery_pending (
  workspace_id uuid not null,
  webhook_id uuid not null,
  bucket timestamptz not null,
  pending int not null,
  primary key (workspace_id, webhook_id, bucket)
);
insert into delivery_pending (workspace_id, webhook_id, bucket, pending)
select workspace_id, webhook_id,
  date_bin('5 minutes', to_timestamp(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0), 'epoch'),
  count(*)
from deliveries where status = 'pending' group by 1, 2, 3;

-- A webhook's failures among millions that arrived.
create index deliveries_undelivered_by_webhook on deliveries (webhook_id, id) where undelivered;

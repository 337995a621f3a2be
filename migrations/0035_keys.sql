-- What has been seen, apart from the rows that say what it was: those are partitioned by time, and what is unique at all
-- times cannot be an index of theirs. A key is the first 16 bytes of a SHA-256 (src/db/dedupe-key.ts): 2^64 of them would have
-- to be made to find two that are the same.
create table callback_keys (
  -- Of the connection and the callback's digest.
  key uuid primary key,
  -- The callback's; without an index: retention reads the table through (src/db/key-sweep.ts).
  id uuid not null
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_freeze_min_age = 0);
insert into callback_keys (key, id)
select encode(substring(sha256(convert_to(connection_id::text || encode(digest, 'hex'), 'UTF8')) for 16), 'hex')::uuid, id
from callbacks where verdict <> 'rejected' and connection_id is not null and digest is not null
on conflict do nothing;
drop index callbacks_once;

create table event_keys (
  -- Of the workspace and the event's dedupe key.
  key uuid primary key,
  id uuid not null
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_freeze_min_age = 0);
insert into event_keys (key, id)
select encode(substring(sha256(convert_to(workspace_id::text || dedupe_key, 'UTF8')) for 16), 'hex')::uuid, id from events
on conflict do nothing;
drop index events_once;
analyze callback_keys, event_keys;

-- Up to when the tasks of retention that are not done in every run have done their work.
create table retention_marks (
  task text primary key,
  until timestamptz not null
);

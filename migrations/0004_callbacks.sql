create table callbacks (
  id uuid primary key,
  -- Null for a rejected request that could not be tied to a connection.
  workspace_id uuid,
  connection_id uuid,
  provider text not null,
  -- The provider's own word for this kind of callback.
  type text,
  -- The carrier's id of the call that it speaks of, where it speaks of one.
  call_id text,
  verdict text not null check (verdict in ('accepted', 'unreadable', 'rejected')),
  reason text,
  method text not null,
  -- Request target as received, with credentials in the query redacted.
  target text not null,
  -- Names and values in order of arrival, credentials redacted.
  headers json not null,
  -- Exactly the bytes received; cut to 4 KiB for a rejected request.
  body bytea not null,
  body_bytes int not null,
  remote_address text not null,
  -- SHA-256 over query and body: the same bytes to the same connection are the same callback.
  digest bytea,
  received_at timestamptz not null
);
create unique index callbacks_once on callbacks (connection_id, digest) where verdict <> 'rejected';
create index callbacks_by_workspace on callbacks (workspace_id, id);
create index callbacks_by_call on callbacks (workspace_id, call_id) where call_id is not null;
create index callbacks_rejected on callbacks (provider, connection_id, id) where verdict = 'rejected';

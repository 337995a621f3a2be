-- Recordings that travelled inside callbacks. The bytes are files; a file without a row here does not exist for anybody.
create table media (
  id uuid primary key,
  workspace_id uuid not null,
  -- Names the recording itself: it is stored once, however often it is sent.
  key text not null,
  kind text not null check (kind in ('recording')),
  -- The carrier's id of the call; null until it is known.
  call_id text,
  conversation_id text,
  content_type text not null,
  size_bytes bigint not null,
  sha256 bytea not null,
  -- Relative to the media directory.
  path text not null,
  created_at timestamptz not null default now(),
  -- The row of a deleted recording stays until retention ends, so that a repeated callback does not bring it back.
  deleted_at timestamptz,
  unique (workspace_id, key)
);
create index media_by_call on media (workspace_id, call_id) where call_id is not null;
create index media_by_conversation on media (workspace_id, conversation_id) where conversation_id is not null;
create index media_by_age on media (created_at);

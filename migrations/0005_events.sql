create table events (
  id uuid primary key,
  workspace_id uuid not null,
  callback_id uuid,
  type text not null,
  occurred_at timestamptz not null,
  agent_id uuid,
  workflow_id text,
  -- The carrier's id of the call.
  call_id text,
  conversation_id text,
  dedupe_key text not null,
  -- json, not jsonb: jsonb refuses some valid JSON (\u0000, lone surrogates), and that must not lose an event.
  data json not null,
  created_at timestamptz not null default now()
);
create unique index events_once on events (workspace_id, dedupe_key);
create index events_by_workspace on events (workspace_id, id);
create index events_by_call on events (workspace_id, call_id) where call_id is not null;

create table calls (
  workspace_id uuid not null,
  -- The carrier's id of the call.
  call_id text not null,
  id uuid not null unique,
  -- core/call.ts: CallState; null only inside the transaction that creates the row.
  state json,
  -- Read off the state, for lists.
  status text,
  direction text,
  from_number text,
  to_number text,
  agent_id uuid,
  started_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz,
  -- When time alone decides something about the call; null when only a callback can.
  wake_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, call_id)
) with (fillfactor = 70);
create index calls_by_age on calls (workspace_id, id);
create index calls_to_wake on calls (wake_at) where wake_at is not null;

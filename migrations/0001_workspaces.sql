create table workspaces (
  id uuid primary key,
  name text not null,
  -- Raised by every change to the workspace's webhooks, subscriptions and agents, in the same transaction.
  -- Ingest reads it inside its own transaction, so a change holds from the very next event, in every process.
  config_version bigint not null default 1,
  created_at timestamptz not null default now()
);

create table api_keys (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  -- First characters of the key, for people to recognise it by.
  prefix text not null,
  -- SHA-256 of the key: keys are random, so a plain digest is enough, and it can be looked up.
  key_digest bytea not null unique,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_by_workspace on api_keys (workspace_id);

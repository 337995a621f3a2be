-- People who are signed in to the console.
create table console_sessions (
  id uuid primary key,
  -- SHA-256 of the random text in the cookie, which is stored nowhere.
  secret_digest bytea not null unique,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  -- The key it was opened with: it ends with that, and may do what the key may at the moment.
  api_key_id uuid references api_keys (id) on delete cascade,
  -- Of one that was opened with a token or a link, what that allowed.
  scopes text[],
  created_at timestamptz not null default now(),
  -- Written once a minute at most.
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check ((api_key_id is null) <> (scopes is null))
);
create index console_sessions_by_workspace on console_sessions (workspace_id);
create index console_sessions_by_key on console_sessions (api_key_id);
create index console_sessions_by_expiry on console_sessions (expires_at);

-- Links that sign in once: whoever uses one deletes it.
create table console_links (
  code_digest bytea primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  scopes text[] not null,
  expires_at timestamptz not null
);
create index console_links_by_workspace on console_links (workspace_id);
create index console_links_by_expiry on console_links (expires_at);

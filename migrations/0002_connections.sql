create table connections (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  provider text not null,
  name text not null,
  -- JSON array of secrets, and the JSON of the settings, each sealed (AES-256-GCM).
  secrets_sealed text not null,
  settings_sealed text not null,
  identifiers text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index connections_by_workspace on connections (workspace_id);
create index connections_by_provider on connections (provider);

create table agents (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  -- Provider agent ids, phone numbers in E.164, WhatsApp phone_number_ids.
  provider_references text[] not null default '{}',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index agents_by_workspace on agents (workspace_id);

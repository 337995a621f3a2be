alter table agents
  -- A recording of its calls is a voicemail.
  add column is_mailbox boolean not null default false,
  add column revision int not null default 1;
alter table connections add column revision int not null default 1;

create table workflows (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  -- The id by which the platform's events name it.
  reference text not null,
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, reference)
);

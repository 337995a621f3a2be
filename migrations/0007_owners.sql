-- Dispatchers that are, or were, alive. Each holds the session advisory lock (lock_class, lock_key); one whose
-- lock is gone is dead, and what it held is freed.
create table owners (
  id uuid primary key,
  lock_key int not null generated always as identity,
  host text not null,
  pid int not null,
  started_at timestamptz not null default now()
);

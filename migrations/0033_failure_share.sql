-- The attempts of one window of time, as long as some of them fail; null: no window is open.
alter table circuits
  add column window_started_at timestamptz,
  add column window_attempts int not null default 0,
  add column window_failures int not null default 0;

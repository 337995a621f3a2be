-- When the file with its body was removed, before the rest of the callback.
alter table callbacks add column body_removed_at timestamptz;
create index callbacks_with_file on callbacks (id) where body_path is not null and body_removed_at is null;
create index media_with_file on media (created_at) where deleted_at is null;
-- When the end of the latest window was told; null while it is open. A column of its own, because an index on
-- updated_at would be written with every message.
alter table conversations add column ended_at timestamptz;
update conversations set ended_at = updated_at where wake_at is null;
create index conversations_by_end on conversations (ended_at) where ended_at is not null;

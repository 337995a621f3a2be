-- The latest 24-hour window of each user with each business number.
create table conversations (
  workspace_id uuid not null,
  -- Business number and user, as core/conversation.ts spells them.
  key text not null,
  -- core/conversation.ts: ConversationWindow; null only inside the transaction that creates the row.
  state json,
  -- When the end of the window is to be told; null when it has been.
  wake_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, key)
) with (fillfactor = 70);
create index conversations_to_end on conversations (wake_at) where wake_at is not null;
create index events_by_conversation on events (workspace_id, conversation_id) where conversation_id is not null;

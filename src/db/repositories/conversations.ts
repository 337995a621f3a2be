import sql from "sql-template-tag";
import type { ConversationWindow } from "#src/core/conversation.ts";
import { jsonArray, type Query } from "#src/db/sql.ts";
import type { ConversationKey, SavedConversation } from "#src/pipeline/ports.ts";

/** Creates what is missing and locks all, in one order for every transaction (as calls.ts does for calls). */
export async function lockConversations(
  query: Query,
  keys: readonly ConversationKey[],
): Promise<readonly (ConversationWindow | null)[]> {
  const rows = await query<{ workspace_id: string; key: string; state: string | null }>(sql`
    insert into conversations (workspace_id, key)
    select workspace_id, key from unnest(
      ${keys.map((key) => key.workspaceId)}::uuid[], ${keys.map(({ key }) => key)}::text[])
      as k (workspace_id, key)
    order by workspace_id, key
    on conflict (workspace_id, key) do update set updated_at = now()
    returning workspace_id, key, state`);
  const states = new Map(rows.map((row) => [`${row.workspace_id} ${row.key}`, row.state]));
  return keys.map(({ workspaceId, key }) => {
    const state = states.get(`${workspaceId} ${key}`) ?? null;
    // Written by saveConversations and by nothing else.
    return state === null ? null : (JSON.parse(state) as ConversationWindow);
  });
}

export async function saveConversations(
  query: Query,
  conversations: readonly SavedConversation[],
): Promise<void> {
  await query(sql`
    update conversations set state = k.state, wake_at = k.wake_at,
      ended_at = case when k.wake_at is null then now() end, updated_at = now()
    from rows from (unnest(
      ${conversations.map((row) => row.workspaceId)}::uuid[], ${conversations.map((row) => row.key)}::text[],
      ${conversations.map((row) => row.wakeAt)}::timestamptz[]),
      json_array_elements(${jsonArray(conversations.map((row) => row.window))}::json))
      as k (workspace_id, key, wake_at, state)
    where conversations.workspace_id = k.workspace_id and conversations.key = k.key`);
}

/** Windows whose day is over, locked; what another process is at already is left to it. */
export async function lockDueConversations(
  query: Query,
  now: Date,
  limit: number,
): Promise<readonly (ConversationKey & { readonly window: ConversationWindow })[]> {
  const rows = await query<{ workspace_id: string; key: string; state: string }>(sql`
    select workspace_id, key, state from conversations
    where wake_at <= ${now} and state is not null
    order by wake_at limit ${limit} for update skip locked`);
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    key: row.key,
    window: JSON.parse(row.state) as ConversationWindow,
  }));
}

import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { NewEvent } from "#src/pipeline/ports.ts";

/** Stores events whose fact is new to the workspace; returns their ids. */
export async function insertEvents(
  query: Query,
  events: readonly NewEvent[],
): Promise<ReadonlySet<string>> {
  const rows = events.toSorted((a, b) => (a.dedupeKey < b.dedupeKey ? -1 : 1));
  const inserted = await query<{ id: string }>(sql`
    insert into events (id, workspace_id, callback_id, type, occurred_at, agent_id, workflow_id, call_id,
      conversation_id, dedupe_key, data)
    select * from unnest(
      ${rows.map(({ event }) => event.id)}::uuid[], ${rows.map(({ event }) => event.workspaceId)}::uuid[],
      ${rows.map(({ callbackId }) => callbackId)}::uuid[], ${rows.map(({ event }) => event.type)}::text[],
      ${rows.map(({ event }) => event.occurredAt)}::timestamptz[],
      ${rows.map(({ event }) => event.agentId)}::uuid[], ${rows.map(({ event }) => event.workflowId)}::text[],
      ${rows.map(({ event }) => event.callId)}::text[],
      ${rows.map(({ event }) => event.conversationId)}::text[],
      ${rows.map(({ dedupeKey }) => dedupeKey)}::text[],
      ${rows.map(({ event }) => JSON.stringify(event.data))}::json[])
    on conflict (workspace_id, dedupe_key) do nothing
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

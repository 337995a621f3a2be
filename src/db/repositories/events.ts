import sql from "sql-template-tag";
import { jsonArray, type Query } from "#src/db/sql.ts";
import type { EventKey, KnownEvent, NewEvent } from "#src/pipeline/ports.ts";

/** Stores events whose fact is new to the workspace; returns their ids. */
export async function insertEvents(
  query: Query,
  events: readonly NewEvent[],
): Promise<ReadonlySet<string>> {
  const rows = events.toSorted((a, b) => (a.dedupeKey < b.dedupeKey ? -1 : 1));
  const inserted = await query<{ id: string }>(sql`
    insert into events (id, workspace_id, callback_id, type, occurred_at, agent_id, workflow_id, call_id,
      conversation_id, dedupe_key, data)
    select * from rows from (unnest(
      ${rows.map(({ event }) => event.id)}::uuid[], ${rows.map(({ event }) => event.workspaceId)}::uuid[],
      ${rows.map(({ callbackId }) => callbackId)}::uuid[], ${rows.map(({ event }) => event.type)}::text[],
      ${rows.map(({ event }) => event.occurredAt)}::timestamptz[],
      ${rows.map(({ event }) => event.agentId)}::uuid[], ${rows.map(({ event }) => event.workflowId)}::text[],
      ${rows.map(({ event }) => event.callId)}::text[],
      ${rows.map(({ event }) => event.conversationId)}::text[],
      ${rows.map(({ dedupeKey }) => dedupeKey)}::text[]),
      json_array_elements(${jsonArray(rows.map(({ event }) => event.data))}::json))
    on conflict (workspace_id, dedupe_key) do nothing
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

/** Those of the facts that are stored, also by a transaction that committed meanwhile. */
export async function findEvents(
  query: Query,
  keys: readonly EventKey[],
): Promise<readonly KnownEvent[]> {
  const rows = await query<Omit<KnownEvent, "occurredAt"> & { readonly occurredAt: Date }>(sql`
    select e.workspace_id as "workspaceId", e.dedupe_key as "dedupeKey", e.id, e.type,
      e.occurred_at as "occurredAt"
    from unnest(
      ${keys.map((key) => key.workspaceId)}::uuid[], ${keys.map((key) => key.dedupeKey)}::text[])
      as k (workspace_id, dedupe_key)
    join events e on e.workspace_id = k.workspace_id and e.dedupe_key = k.dedupe_key`);
  return rows.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }));
}

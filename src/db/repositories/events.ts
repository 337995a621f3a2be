import sql from "sql-template-tag";
import { dedupeKey } from "#src/db/dedupe-key.ts";
import { isAmong } from "#src/db/id-range.ts";
import { jsonArray, type Query } from "#src/db/sql.ts";
import { timeToldBy } from "#src/db/told-time.ts";
import type { EventKey, KnownEvent, NewEvent } from "#src/pipeline/ports.ts";

/** Stores events whose fact is new to the workspace; returns their ids. Keys are written in one order. */
export async function insertEvents(
  query: Query,
  events: readonly NewEvent[],
): Promise<ReadonlySet<string>> {
  const keys = events.map(({ event, dedupeKey: name }) => ({
    id: event.id,
    key: dedupeKey(event.workspaceId, name),
  }));
  keys.sort((a, b) => (a.key < b.key ? -1 : 1));
  const inserted = await query<{ id: string }>(sql`
    with fresh as (
      insert into event_keys (key, id)
      select * from unnest(${keys.map(({ key }) => key)}::uuid[], ${keys.map(({ id }) => id)}::uuid[])
      on conflict (key) do nothing
      returning id
    )
    insert into events (id, workspace_id, callback_id, type, occurred_at, agent_id, workflow_id, call_id,
      conversation_id, dedupe_key, is_wanted, data, created_at)
    select e.*, ${timeToldBy(sql`e.id`)} from rows from (unnest(
      ${events.map(({ event }) => event.id)}::uuid[], ${events.map(({ event }) => event.workspaceId)}::uuid[],
      ${events.map(({ callbackId }) => callbackId)}::uuid[], ${events.map(({ event }) => event.type)}::text[],
      ${events.map(({ event }) => event.occurredAt)}::timestamptz[],
      ${events.map(({ event }) => event.agentId)}::uuid[], ${events.map(({ event }) => event.workflowId)}::text[],
      ${events.map(({ event }) => event.callId)}::text[],
      ${events.map(({ event }) => event.conversationId)}::text[],
      ${events.map(({ dedupeKey: name }) => name)}::text[],
      ${events.map(({ isWanted }) => isWanted)}::boolean[]),
      json_array_elements(${jsonArray(events.map(({ event }) => event.data))}::json)) as e (id, workspace_id,
        callback_id, type, occurred_at, agent_id, workflow_id, call_id, conversation_id, dedupe_key, is_wanted, data)
    where e.id in (select id from fresh)
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

export async function noteWanted(query: Query, ids: readonly string[]): Promise<void> {
  await query(sql`
    update events set is_wanted = true where ${isAmong(sql`id`, ids)} and not is_wanted`);
}

/** Those of the facts that are stored, also by a transaction that committed meanwhile. */
export async function findEvents(
  query: Query,
  keys: readonly EventKey[],
): Promise<readonly KnownEvent[]> {
  const rows = await query<Omit<KnownEvent, "occurredAt"> & { readonly occurredAt: Date }>(sql`
    select e.workspace_id as "workspaceId", e.dedupe_key as "dedupeKey", e.id, e.type,
      e.occurred_at as "occurredAt"
    from unnest(${keys.map((key) => dedupeKey(key.workspaceId, key.dedupeKey))}::uuid[]) as asked (key)
    join event_keys k on k.key = asked.key
    join events e on e.id = k.id`);
  return rows.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }));
}

import sql, { type Sql } from "sql-template-tag";
import { dedupeKey } from "#src/db/dedupe-key.ts";
import { isAmong } from "#src/db/id-range.ts";
import { jsonArray, type Query } from "#src/db/sql.ts";
import { timeToldBy } from "#src/db/told-time.ts";
import { RunAgain } from "#src/db/transact.ts";
import type { EventKey, KnownEvent, NewEvent } from "#src/pipeline/ports.ts";

/** Some of the events that were taken for new are known. */
export class KnownEvents extends RunAgain {
  override readonly name = "KnownEvents";
}

/** Stores events whose fact is new to the workspace; returns their ids. */
export async function insertEvents(
  query: Query,
  events: readonly NewEvent[],
): Promise<ReadonlySet<string>> {
  const inserted = await query<{ id: string }>(sql`
    with fresh as (${insertKeys(events)}) ${insertFresh(events)} returning id`);
  return new Set(inserted.map(({ id }) => id));
}

/**
 * As insertEvents, where it is thought that all are new: nobody needs to wait for the answer, because where that is wrong
 * it fails with KnownEvents, and the transaction with it.
 */
export async function insertNewEvents(query: Query, events: readonly NewEvent[]): Promise<void> {
  try {
    await query(sql`
      with fresh as (${insertKeys(events)}), stored as (${insertFresh(events)})
      select 1 / (case when count(*) = ${events.length}::int then 1 else 0 end) from fresh`);
  } catch (error) {
    const isKnown = error instanceof Error && "code" in error && error.code === DIVISION_BY_ZERO;
    throw isKnown ? new KnownEvents("some of the events are known", { cause: error }) : error;
  }
}

const DIVISION_BY_ZERO = "22012";

/** In one order for every transaction. */
function insertKeys(events: readonly NewEvent[]): Sql {
  const keys = events.map(({ event, dedupeKey: name }) => ({
    id: event.id,
    key: dedupeKey(event.workspaceId, name),
  }));
  keys.sort((a, b) => (a.key < b.key ? -1 : 1));
  return sql`
    insert into event_keys (key, id)
    select * from unnest(${keys.map(({ key }) => key)}::uuid[], ${keys.map(({ id }) => id)}::uuid[])
    on conflict (key) do nothing
    returning id`;
}

/** Those whose keys are fresh. */
function insertFresh(events: readonly NewEvent[]): Sql {
  return sql`
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
    where e.id in (select id from fresh)`;
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

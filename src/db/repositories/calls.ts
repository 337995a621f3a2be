import sql from "sql-template-tag";
import { type CallState, callStatus } from "#src/core/call-state.ts";
import { jsonArray, type Query } from "#src/db/sql.ts";
import type { CallKey, SavedCall } from "#src/pipeline/ports.ts";

/**
 * Locks those that there are, in one order for every transaction; null for the others, which `saveCalls` creates. What
 * another transaction has just committed is waited for and returned. One by one along the index: a plan made while the
 * table was small would go on to read all of it.
 */
export async function lockCalls(
  query: Query,
  keys: readonly CallKey[],
): Promise<readonly (CallState | null)[]> {
  const ordered = keys.toSorted(inOrder);
  const rows = await query<StateRow>(sql`
    select k.workspace_id, k.call_id, c.state
    from unnest(
      ${ordered.map((key) => key.workspaceId)}::uuid[], ${ordered.map((key) => key.callId)}::text[])
      as k (workspace_id, call_id)
    cross join lateral (
      select state from calls where workspace_id = k.workspace_id and call_id = k.call_id
      for no key update) as c`);
  return statesOf(keys, rows);
}

/** The order in which calls are locked, and written. */
function inOrder(a: CallKey, b: CallKey): number {
  if (a.workspaceId !== b.workspaceId) return a.workspaceId < b.workspaceId ? -1 : 1;
  return a.callId < b.callId ? -1 : 1;
}

/** As they are known to this transaction, without a lock. */
export async function findCalls(
  query: Query,
  keys: readonly CallKey[],
): Promise<readonly (CallState | null)[]> {
  const rows = await query<StateRow>(sql`
    select c.workspace_id, c.call_id, c.state
    from unnest(${keys.map((key) => key.workspaceId)}::uuid[], ${keys.map((key) => key.callId)}::text[])
      as k (workspace_id, call_id)
    join calls c on c.workspace_id = k.workspace_id and c.call_id = k.call_id`);
  return statesOf(keys, rows);
}

type StateRow = {
  readonly workspace_id: string;
  readonly call_id: string;
  readonly state: string | null;
};

function statesOf(
  keys: readonly CallKey[],
  rows: readonly StateRow[],
): readonly (CallState | null)[] {
  const states = new Map(rows.map((row) => [`${row.workspace_id} ${row.call_id}`, row.state]));
  return keys.map(({ workspaceId, callId }) => {
    const state = states.get(`${workspaceId} ${callId}`) ?? null;
    // Written by saveCalls and by nothing else.
    return state === null ? null : (JSON.parse(state) as CallState);
  });
}

/** Calls whose time has come, locked; what another process is at already is left to it. */
export async function lockDueCalls(
  query: Query,
  now: Date,
  limit: number,
): Promise<readonly (CallKey & { readonly state: CallState })[]> {
  const rows = await query<{ workspace_id: string; call_id: string; state: string }>(sql`
    select workspace_id, call_id, state from calls
    where wake_at <= ${now} and state is not null
    order by wake_at limit ${limit} for update skip locked`);
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    callId: row.call_id,
    state: JSON.parse(row.state) as CallState,
  }));
}

/**
 * Two transactions may both be the first to hear of a call. The second waits for the first here, and fails: it runs
 * again, and finds the call (transact.ts).
 */
export async function insertCalls(
  query: Query,
  calls: readonly SavedCall[],
  newId: () => string,
): Promise<void> {
  const rows = calls.map(toRow).sort(inOrder);
  await query(sql`
    insert into calls (workspace_id, call_id, id, state, wake_at, agent_id, status, direction, from_number,
      to_number, started_at, answered_at, ended_at)
    select workspace_id, call_id, id, state, wake_at, agent_id, status, direction, from_number, to_number,
      started_at, answered_at, ended_at
    from rows from (unnest(
      ${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.callId)}::text[],
      ${rows.map(newId)}::uuid[], ${rows.map((row) => row.wakeAt)}::timestamptz[],
      ${rows.map((row) => row.agentId)}::uuid[], ${rows.map((row) => row.status)}::text[],
      ${rows.map((row) => row.direction)}::text[], ${rows.map((row) => row.fromNumber)}::text[],
      ${rows.map((row) => row.toNumber)}::text[], ${rows.map((row) => row.startedAt)}::timestamptz[],
      ${rows.map((row) => row.answeredAt)}::timestamptz[], ${rows.map((row) => row.endedAt)}::timestamptz[]),
      json_array_elements(${jsonArray(rows.map((row) => row.state))}::json))
      as k (workspace_id, call_id, id, wake_at, agent_id, status, direction, from_number, to_number,
        started_at, answered_at, ended_at, state)`);
}

/** Of calls that are locked. */
export async function updateCalls(query: Query, calls: readonly SavedCall[]): Promise<void> {
  const rows = calls.map(toRow);
  await query(sql`
    update calls set state = k.state, wake_at = k.wake_at, agent_id = k.agent_id, status = k.status,
      direction = k.direction, from_number = k.from_number, to_number = k.to_number,
      started_at = k.started_at, answered_at = k.answered_at, ended_at = k.ended_at, updated_at = now()
    from rows from (unnest(
      ${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.callId)}::text[],
      ${rows.map((row) => row.wakeAt)}::timestamptz[], ${rows.map((row) => row.agentId)}::uuid[],
      ${rows.map((row) => row.status)}::text[], ${rows.map((row) => row.direction)}::text[],
      ${rows.map((row) => row.fromNumber)}::text[], ${rows.map((row) => row.toNumber)}::text[],
      ${rows.map((row) => row.startedAt)}::timestamptz[],
      ${rows.map((row) => row.answeredAt)}::timestamptz[], ${rows.map((row) => row.endedAt)}::timestamptz[]),
      json_array_elements(${jsonArray(rows.map((row) => row.state))}::json))
      as k (workspace_id, call_id, wake_at, agent_id, status, direction, from_number, to_number,
        started_at, answered_at, ended_at, state)
    where calls.workspace_id = k.workspace_id and calls.call_id = k.call_id`);
}

function toRow({ workspaceId, callId, state, wakeAt, agentId }: SavedCall) {
  const { direction, fromNumber, toNumber, startedAt, answeredAt, endedAt } = state;
  return {
    workspaceId,
    callId,
    state,
    wakeAt,
    agentId,
    status: callStatus(state),
    direction,
    fromNumber,
    toNumber,
    startedAt,
    answeredAt,
    endedAt,
  };
}

import sql from "sql-template-tag";
import { type CallState, callStatus } from "#src/core/call-state.ts";
import type { Query } from "#src/db/sql.ts";
import type { CallKey, SavedCall } from "#src/pipeline/ports.ts";

/**
 * Creates the calls that are missing and locks all of them, in one order for every transaction. The update that
 * changes nothing is what takes the lock and returns what another transaction has just committed.
 */
export async function lockCalls(
  query: Query,
  keys: readonly CallKey[],
  newId: () => string,
): Promise<readonly (CallState | null)[]> {
  const rows = await query<StateRow>(sql`
    insert into calls (workspace_id, call_id, id)
    select workspace_id, call_id, id from unnest(
      ${keys.map((key) => key.workspaceId)}::uuid[], ${keys.map((key) => key.callId)}::text[],
      ${keys.map(newId)}::uuid[]) as k (workspace_id, call_id, id)
    order by workspace_id, call_id
    on conflict (workspace_id, call_id) do update set updated_at = now()
    returning workspace_id, call_id, state`);
  return statesOf(keys, rows);
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

export async function saveCalls(query: Query, calls: readonly SavedCall[]): Promise<void> {
  await query(sql`
    update calls set state = k.state, wake_at = k.wake_at, agent_id = k.agent_id, status = k.status,
      direction = k.direction, from_number = k.from_number, to_number = k.to_number,
      started_at = k.started_at, answered_at = k.answered_at, ended_at = k.ended_at, updated_at = now()
    from unnest(
      ${calls.map((call) => call.workspaceId)}::uuid[], ${calls.map((call) => call.callId)}::text[],
      ${calls.map((call) => JSON.stringify(call.state))}::json[],
      ${calls.map((call) => call.wakeAt)}::timestamptz[], ${calls.map((call) => call.agentId)}::uuid[],
      ${calls.map(({ state }) => callStatus(state))}::text[],
      ${calls.map(({ state }) => state.direction)}::text[],
      ${calls.map(({ state }) => state.fromNumber)}::text[],
      ${calls.map(({ state }) => state.toNumber)}::text[],
      ${calls.map(({ state }) => state.startedAt)}::timestamptz[],
      ${calls.map(({ state }) => state.answeredAt)}::timestamptz[],
      ${calls.map(({ state }) => state.endedAt)}::timestamptz[])
      as k (workspace_id, call_id, state, wake_at, agent_id, status, direction, from_number, to_number,
        started_at, answered_at, ended_at)
    where calls.workspace_id = k.workspace_id and calls.call_id = k.call_id`);
}

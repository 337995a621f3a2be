import { wake } from "#src/core/call.ts";
import { callRules, type StandingCallRules } from "./call-rules.ts";
import { endDueConversations } from "./conversations.ts";
import { agentOf, type EmitDependencies, emit, type OwnedDraft } from "./emit.ts";
import { pause } from "./pause.ts";
import type { IngestUnit, Log, SavedCall, WorkspaceConfig } from "./ports.ts";
import { type ReservedTransact, withReservation } from "./reserved.ts";

const EVERY_MS = 500;
const BATCH = 200;

export type WakerDependencies = EmitDependencies & {
  readonly transact: ReservedTransact;
  readonly callRules: StandingCallRules;
  readonly log: Log;
};

/**
 * Lets time decide: ends of calls that were held, reports whose carrier stayed silent, calls that never end, and
 * conversations whose day is over. What is due is in the database, so it survives restarts and is done by one process.
 */
export function createWaker(dependencies: WakerDependencies) {
  const stopping = new AbortController();
  let loop = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const woken = (await attempt(wakeDueCalls)) + (await attempt(endConversations));
      if (woken < BATCH) await pause(EVERY_MS, stopping.signal);
    }
  }

  async function attempt(work: (own: WakerDependencies) => Promise<number>): Promise<number> {
    try {
      return await work(dependencies);
    } catch (error) {
      const reason = { error: String(error) };
      dependencies.log.error("what time decides could not be done, trying again", reason);
      return 0;
    }
  }

  return {
    start(): void {
      loop = run();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort();
      await loop;
    },
  };
}

/** One transaction; returns how many calls were due. */
export function wakeDueCalls(dependencies: WakerDependencies): Promise<number> {
  return withReservation(dependencies, async (scope) => {
    const { unit } = scope;
    const now = dependencies.now();
    const due = await unit.lockDueCalls(now, BATCH);
    const configs = await configsOf(unit, due);
    const drafts: OwnedDraft[] = [];
    const saved: SavedCall[] = [];
    for (const { workspaceId, callId, state: known } of due) {
      const config = configs.get(workspaceId);
      const rules = callRules(dependencies.callRules, config, now.toISOString());
      const { state, events, wakeAt } = wake(known, rules);
      const agentId = config ? agentOf(config, state.references, state.agentId) : null;
      saved.push({ workspaceId, callId, isNew: false, state, agentId, wakeAt });
      for (const draft of events) drafts.push({ draft, workspaceId, callbackId: null });
    }
    if (saved.length > 0) await unit.saveCalls(saved);
    const { leased } = await emit(dependencies, scope, drafts, configs);
    return { value: due.length, leased };
  });
}

/** One transaction; returns how many conversations were due. */
export function endConversations(dependencies: WakerDependencies): Promise<number> {
  return withReservation(dependencies, async (scope) => {
    const { drafts, count } = await endDueConversations(scope.unit, dependencies.now(), BATCH);
    const configs = await configsOf(scope.unit, drafts);
    const { leased } = await emit(dependencies, scope, drafts, configs);
    return { value: count, leased };
  });
}

async function configsOf(
  unit: IngestUnit,
  owned: readonly { readonly workspaceId: string }[],
): Promise<ReadonlyMap<string, WorkspaceConfig>> {
  const ids = new Set(owned.map(({ workspaceId }) => workspaceId));
  return ids.size === 0 ? new Map() : unit.configs([...ids]);
}

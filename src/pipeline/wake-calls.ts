import { type CallRules, wake } from "#src/core/call.ts";
import { type EmitDependencies, emit, type OwnedDraft } from "./emit.ts";
import { pause } from "./pause.ts";
import type { Log, SavedCall } from "./ports.ts";
import { type ReservedTransact, withReservation } from "./reserved.ts";

const EVERY_MS = 500;
const BATCH = 200;

export type WakeCallsDependencies = EmitDependencies & {
  readonly transact: ReservedTransact;
  readonly callRules: Omit<CallRules, "now" | "hasCarrier">;
  readonly log: Log;
};

/** Lets time decide about calls: ends that were held, reports whose carrier stayed silent, calls that never end. */
export function createCallWaker(dependencies: WakeCallsDependencies) {
  const stopping = new AbortController();
  let loop = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let woken = 0;
      try {
        woken = await wakeDueCalls(dependencies);
      } catch (error) {
        dependencies.log.error("calls could not be woken, trying again", { error: String(error) });
      }
      if (woken < BATCH) await pause(EVERY_MS, stopping.signal);
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
export function wakeDueCalls(dependencies: WakeCallsDependencies): Promise<number> {
  return withReservation(dependencies, async (scope) => {
    const now = dependencies.now();
    const due = await scope.unit.lockDueCalls(now, BATCH);
    if (due.length === 0) return { value: 0, leased: [] };
    const configs = await scope.unit.configs([...new Set(due.map((call) => call.workspaceId))]);
    const drafts: OwnedDraft[] = [];
    const saved: SavedCall[] = [];
    for (const { workspaceId, callId, state: known } of due) {
      const hasCarrier = configs.get(workspaceId)?.hasCarrier ?? false;
      const rules = { ...dependencies.callRules, now: now.toISOString(), hasCarrier };
      const { state, events, wakeAt } = wake(known, rules);
      saved.push({ workspaceId, callId, state, wakeAt });
      for (const draft of events) drafts.push({ draft, workspaceId, callbackId: null });
    }
    await scope.unit.saveCalls(saved);
    const { leased } = await emit(dependencies, scope, drafts, configs);
    return { value: due.length, leased };
  });
}

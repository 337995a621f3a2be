import { type CallRules, observe } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import { placeMessages } from "./conversations.ts";
import { agentOf, type EmitDependencies, emit, type OwnedDraft } from "./emit.ts";
import { createGroups } from "./group.ts";
import { callsOf, keyOf, withCallReferences } from "./known-calls.ts";
import type { IngestUnit, NewEvent, SavedCall, StoredCallback, WorkspaceConfig } from "./ports.ts";
import { type ReservedTransact, withReservation } from "./reserved.ts";

/** A verified callback of a workspace, with what it says. */
export type IngestItem = {
  readonly callback: StoredCallback & { readonly workspaceId: string };
  readonly facts: readonly Fact[];
};
export type IngestOutcome = { readonly duplicate: boolean; readonly eventIds: readonly string[] };
export type Ingest = (item: IngestItem) => Promise<IngestOutcome>;

export type IngestDependencies = EmitDependencies & {
  readonly transact: ReservedTransact;
  readonly callRules: Omit<CallRules, "now" | "hasCarrier">;
  readonly isItemFault: (error: unknown) => boolean;
};

const MEBIBYTE = 1024 * 1024;

/**
 * Stores callbacks and all that follows from them: one transaction for as many requests as arrive together. The
 * promise resolves after the commit; when it rejects, nothing of the item was stored.
 */
export function createIngest(dependencies: IngestDependencies): Ingest {
  return createGroups((items) => commitGroup(dependencies, items), {
    maxItems: 200,
    maxBytes: 8 * MEBIBYTE,
    maxGroups: 2,
    maxWaitingBytes: 256 * MEBIBYTE,
    sizeOf: ({ callback }) => callback.body.byteLength + 2_048,
    isItemFault: dependencies.isItemFault,
  });
}

async function commitGroup(
  dependencies: IngestDependencies,
  items: readonly IngestItem[],
): Promise<readonly IngestOutcome[]> {
  return withReservation(dependencies, async (scope) => {
    const { unit } = scope;
    const freshCallbacks = await unit.insertCallbacks(items.map(({ callback }) => callback));
    const fresh = items.filter(
      ({ callback, facts }) => freshCallbacks.has(callback.id) && facts.length > 0,
    );
    const workspaceIds = new Set(fresh.map(({ callback }) => callback.workspaceId));
    const configs = workspaceIds.size === 0 ? new Map() : await unit.configs([...workspaceIds]);
    const drafts = await draftEvents(dependencies, unit, fresh, configs);
    const { events, leased } = await emit(dependencies, scope, drafts, configs);
    const outcomes = items.map((item) => outcomeOf(item, events, freshCallbacks));
    return { value: outcomes, leased };
  });
}

/** Ready events as they are; observations through the call machine, under the calls' locks. */
async function draftEvents(
  dependencies: IngestDependencies,
  unit: IngestUnit,
  items: readonly IngestItem[],
  configs: ReadonlyMap<string, WorkspaceConfig>,
): Promise<readonly OwnedDraft[]> {
  const states = await callsOf(unit, items);
  const now = dependencies.now().toISOString();
  const changed = new Map<string, SavedCall>();

  function draftsOf(fact: Fact, workspaceId: string): readonly EventDraft[] {
    if (fact.kind === "event") return [withCallReferences(fact.event, workspaceId, states)];
    if (fact.kind !== "call") return [];
    const { callId } = fact.observation;
    const key = keyOf(workspaceId, callId);
    const config = configs.get(workspaceId);
    const hasCarrier = config?.hasCarrier ?? false;
    const rules = { ...dependencies.callRules, now, hasCarrier };
    const { state, events, wakeAt } = observe(states.get(key) ?? null, fact.observation, rules);
    states.set(key, state);
    const agentId = config === undefined ? null : agentOf(config, state.references, state.agentId);
    changed.set(key, { workspaceId, callId, state, agentId, wakeAt });
    return events;
  }

  const drafts = items.flatMap(({ callback: { workspaceId, id: callbackId }, facts }) =>
    facts.flatMap((fact) =>
      draftsOf(fact, workspaceId).map((draft) => ({ draft, workspaceId, callbackId })),
    ),
  );
  if (changed.size > 0) await unit.saveCalls([...changed.values()]);
  return placeMessages(unit, drafts, dependencies.newId);
}

/** Seen before: the same bytes, or other bytes that tell only events already known. */
function outcomeOf(
  { callback, facts }: IngestItem,
  events: readonly NewEvent[],
  freshCallbacks: ReadonlySet<string>,
): IngestOutcome {
  if (!freshCallbacks.has(callback.id)) return { duplicate: true, eventIds: [] };
  const own = events.filter(({ callbackId }) => callbackId === callback.id);
  const toldOnlyEvents = facts.length > 0 && facts.every(({ kind }) => kind === "event");
  return {
    duplicate: toldOnlyEvents && own.length === 0,
    eventIds: own.map(({ event }) => event.id),
  };
}

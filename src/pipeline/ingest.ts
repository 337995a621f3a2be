import { observe } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import { withArrivalTimes } from "./arrival-times.ts";
import { callRules, type StandingCallRules } from "./call-rules.ts";
import { callbackCounts } from "./callback-counts.ts";
import { placeMessages } from "./conversations.ts";
import { agentOf, type EmitDependencies, emit, type OwnedDraft } from "./emit.ts";
import { createGroups } from "./group.ts";
import { tellsOfConversations } from "./held-over.ts";
import { claimKeys, type Keyed } from "./idempotency.ts";
import { type CallStates, callsOf, keyOf, withCallReferences } from "./known-calls.ts";
import { joinMedia, type PreparedItem } from "./media.ts";
import { withFiles } from "./media-files.ts";
import type { MediaPorts, PlacedFile } from "./media-ports.ts";
import type {
  IngestUnit,
  KeptAnswer,
  NewEvent,
  SavedCall,
  StoredCallback,
  WorkspaceConfig,
} from "./ports.ts";
import { type Reports, reportOn, type ToldEvent } from "./report.ts";
import { type ReservedTransact, withReservation } from "./reserved.ts";

/** A verified callback of a workspace, with what it says. */
export type IngestItem = {
  readonly callback: StoredCallback & { readonly workspaceId: string };
  readonly facts: readonly Fact[];
  /** Durable already, to be named by its rows; ingest sees to them from here on. */
  readonly files?: readonly PlacedFile[];
  /** What it tells is to be reported event by event, also what was known before. */
  readonly isReported?: true;
  /** It is in history already, and told again. */
  readonly isRetold?: true;
} & Keyed<IngestOutcome>;
export type IngestOutcome = {
  readonly duplicate: boolean;
  readonly eventIds: readonly string[];
  /** Where it was asked for. */
  readonly told?: readonly ToldEvent[];
  /** Of an item whose key was used before: nothing was done now. */
  readonly answered?: KeptAnswer;
};
export type Ingest = (item: IngestItem) => Promise<IngestOutcome>;

export type IngestDependencies = EmitDependencies & {
  readonly transact: ReservedTransact;
  readonly callRules: StandingCallRules;
  readonly isItemFault: (error: unknown) => boolean;
  readonly media: MediaPorts;
};

const MEBIBYTE = 1024 * 1024;

/**
 * Stores callbacks and all that follows from them: one transaction for as many requests as arrive together. The
 * promise resolves after the commit; when it rejects, nothing of the item was stored.
 */
export function createIngest(dependencies: IngestDependencies): Ingest {
  const { media, isItemFault } = dependencies;
  const commit = createGroups((items: readonly Prepared[]) => commitGroup(dependencies, items), {
    maxItems: 200,
    maxBytes: 8 * MEBIBYTE,
    maxGroups: 4,
    maxWaitingBytes: 256 * MEBIBYTE,
    sizeOf: ({ callback }) => callback.bodyBytes + 2_048,
    ownerOf: ({ callback }) => callback.workspaceId,
    isItemFault,
  });
  return (item) => withFiles(media, item, commit);
}

type Prepared = IngestItem & PreparedItem;

async function commitGroup(
  dependencies: IngestDependencies,
  items: readonly Prepared[],
): Promise<readonly IngestOutcome[]> {
  return withReservation(dependencies, async (scope) => {
    const { unit } = scope;
    const { due, settle } = await claimKeys(unit, items, dependencies.now());
    // Asked together: each would otherwise wait for a round trip of its own.
    const isPlain = due.every(({ facts }) => !tellsOfConversations(facts));
    const [freshCallbacks, configs, early] = await Promise.all([
      enterHistory(unit, due),
      configsFor(unit, due),
      isPlain ? callsOf(unit, due) : null,
    ]);
    const fresh = due.filter(
      ({ callback, facts }) => freshCallbacks.has(callback.id) && facts.length > 0,
    );
    const told = isPlain ? fresh : await joinMedia(dependencies.media, unit.media, fresh);
    const states = early ?? (await callsOf(unit, told));
    const drafts = await draftEvents(dependencies, unit, told, { configs, states });
    const { leased, ...emitted } = await emit(dependencies, scope, drafts, configs);
    const reports = await reportOn(unit, idsOf(due.filter((item) => item.isReported)), {
      ...emitted,
      drafts,
    });
    const eventsOf = Map.groupBy(emitted.events, ({ callbackId }) => callbackId);
    const outcomes = new Map(
      due.map((item) => {
        const own = eventsOf.get(item.callback.id) ?? [];
        return [item, outcomeOf(item, own, { freshCallbacks, reports })];
      }),
    );
    const answered = await settle((item) => outcomes.get(item));
    const value = items.map((item) => outcomes.get(item) ?? answeredBefore(answered(item)));
    await unit.countCallbacks(callbackCounts(items, value));
    return { value, leased: withArrivalTimes(leased, emitted.events, due) };
  });
}

/** Stores the callbacks that are not stored yet; returns the ids of those whose facts are to be told. */
async function enterHistory(
  unit: IngestUnit,
  items: readonly Prepared[],
): Promise<ReadonlySet<string>> {
  const retold = items.filter((item) => item.isRetold);
  const arrived = items.filter((item) => !item.isRetold).map(({ callback }) => callback);
  const [fresh] = await Promise.all([
    arrived.length === 0 ? [] : unit.insertCallbacks(arrived),
    ...retold.map(({ callback }) => unit.reviseCallback(callback)),
  ]);
  return retold.length === 0 ? new Set(fresh) : new Set([...fresh, ...idsOf(retold)]);
}

async function configsFor(
  unit: IngestUnit,
  items: readonly Prepared[],
): Promise<ReadonlyMap<string, WorkspaceConfig>> {
  const telling = items.filter(({ facts }) => facts.length > 0);
  const ids = new Set(telling.map(({ callback }) => callback.workspaceId));
  return ids.size === 0 ? new Map() : unit.configs([...ids]);
}

function idsOf(items: readonly Prepared[]): ReadonlySet<string> {
  return new Set(items.map(({ callback }) => callback.id));
}

/** Ready events as they are; observations through the call machine, under the calls' locks. */
async function draftEvents(
  dependencies: IngestDependencies,
  unit: IngestUnit,
  items: readonly IngestItem[],
  {
    configs,
    states,
  }: {
    readonly configs: ReadonlyMap<string, WorkspaceConfig>;
    readonly states: CallStates;
  },
): Promise<readonly OwnedDraft[]> {
  const now = dependencies.now().toISOString();
  const changed = new Map<string, SavedCall>();

  function draftsOf(fact: Fact, workspaceId: string): readonly EventDraft[] {
    if (fact.kind === "event") return [withCallReferences(fact.event, workspaceId, states)];
    if (fact.kind !== "call") return [];
    const { callId } = fact.observation;
    const key = keyOf(workspaceId, callId);
    const config = configs.get(workspaceId);
    const rules = callRules(dependencies.callRules, config, now);
    const known = states.get(key) ?? null;
    const { state, events, wakeAt } = observe(known, fact.observation, rules);
    states.set(key, state);
    const agentId = config === undefined ? null : agentOf(config, state.references, state.agentId);
    const isNew = changed.get(key)?.isNew ?? known === null;
    changed.set(key, { workspaceId, callId, isNew, state, agentId, wakeAt });
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

function answeredBefore(answered: KeptAnswer | null): IngestOutcome {
  return { duplicate: true, eventIds: [], ...(answered && { answered }) };
}

/** Seen before: the same bytes, or other bytes that tell only events already known. */
function outcomeOf(
  { callback, facts, isReported }: IngestItem,
  own: readonly NewEvent[],
  { freshCallbacks, reports }: { freshCallbacks: ReadonlySet<string>; reports: Reports },
): IngestOutcome {
  if (!freshCallbacks.has(callback.id)) return { duplicate: true, eventIds: [] };
  const toldOnlyEvents = facts.length > 0 && facts.every(({ kind }) => kind !== "call");
  return {
    duplicate: toldOnlyEvents && own.length === 0,
    eventIds: own.map(({ event }) => event.id),
    ...(isReported && { told: reports.get(callback.id) ?? [] }),
  };
}

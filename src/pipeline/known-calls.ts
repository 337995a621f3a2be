import type { CallState } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import type { CallKey, IngestUnit } from "./ports.ts";

/** By keyOf; null for a call of which nothing is known. */
export type CallStates = Map<string, CallState | null>;

export function keyOf(workspaceId: string, callId: string): string {
  return `${workspaceId} ${callId}`;
}

/** A recording or a transcript often names its call alone: whose it is, the call knows. */
export function withCallReferences(
  event: EventDraft,
  workspaceId: string,
  states: CallStates,
): EventDraft {
  const call = event.callId === null ? null : states.get(keyOf(workspaceId, event.callId));
  if (!call) return event;
  return {
    ...event,
    references: [...event.references, ...call.references],
    agentId: event.agentId ?? call.agentId,
  };
}

type Told = {
  readonly callback: { readonly workspaceId: string };
  readonly facts: readonly Fact[];
};

/** The calls that are observed, locked, and those that are only mentioned, as they are. */
export async function callsOf(unit: IngestUnit, items: readonly Told[]): Promise<CallStates> {
  const observed = keysOf(items, (fact) => fact.kind === "call");
  const mentioned = keysOf(items, (fact) => fact.kind !== "call");
  for (const key of observed.keys()) mentioned.delete(key);
  const locked = observed.size === 0 ? [] : await unit.lockCalls([...observed.values()]);
  const found = mentioned.size === 0 ? [] : await unit.findCalls([...mentioned.values()]);
  const states: CallStates = new Map();
  for (const [index, key] of [...observed.keys()].entries()) states.set(key, locked[index] ?? null);
  for (const [index, key] of [...mentioned.keys()].entries()) states.set(key, found[index] ?? null);
  return states;
}

function keysOf(items: readonly Told[], isMeant: (fact: Fact) => boolean): Map<string, CallKey> {
  const keys = new Map<string, CallKey>();
  for (const { callback, facts } of items) {
    const { workspaceId } = callback;
    for (const fact of facts.filter(isMeant)) {
      const callId = callIdOf(fact);
      if (callId !== null) keys.set(keyOf(workspaceId, callId), { workspaceId, callId });
    }
  }
  return keys;
}

/** The call that a fact speaks of, if it speaks of one. */
export function callIdOf(fact: Fact): string | null {
  if (fact.kind === "call") return fact.observation.callId;
  return fact.kind === "event" ? fact.event.callId : fact.media.callId;
}

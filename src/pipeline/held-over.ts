import type { CallObservation } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import type { HeldOver } from "./media-ports.ts";

/** Events with which an agent's platform tells of a whole conversation. */
const TOLD_AT_THE_END: ReadonlySet<EventDraft["type"]> = new Set([
  "call.transcriptionCompleted",
  "conversation.completed",
]);

/** May say which conversation was held over which call, or bring what was said in it. */
export function tellsOfConversations(facts: readonly Fact[]): boolean {
  return facts.some((fact) => {
    if (fact.kind === "event") return TOLD_AT_THE_END.has(fact.event.type);
    return fact.kind === "media" || fact.observation.fact === "report";
  });
}

/** Which conversation was held over which call, as far as one callback's facts say. */
export function heldOver(workspaceId: string, facts: readonly Fact[]): readonly HeldOver[] {
  const told = facts.flatMap((fact) =>
    fact.kind === "event" && TOLD_AT_THE_END.has(fact.event.type) ? [fact.event] : [],
  );
  const reports = facts.flatMap((fact) =>
    fact.kind === "call" && fact.observation.fact === "report" ? [fact.observation] : [],
  );
  const pairs = new Map<string, HeldOver>();
  for (const { conversationId, callId } of [
    ...told,
    ...reports.flatMap((report) => conversationsOf(report, told)),
  ]) {
    if (conversationId === null || callId === null || pairs.has(conversationId)) continue;
    pairs.set(conversationId, { workspaceId, conversationId, callId });
  }
  return [...pairs.values()];
}

type Ids = { readonly conversationId: string | null; readonly callId: string | null };

/** A conversation without a carrier's call goes by its own id. */
function conversationsOf(
  { callId, namesCarrierCall, metadata }: CallObservation,
  told: readonly Ids[],
): readonly Ids[] {
  const named = metadata?.["conversationId"];
  return [
    ...told.filter((event) => event.callId === null).map((event) => ({ ...event, callId })),
    ...(typeof named === "string" ? [{ conversationId: named, callId }] : []),
    ...(namesCarrierCall === true ? [] : [{ conversationId: callId, callId }]),
  ];
}

import type { CallObservation } from "#src/core/call.ts";
import type { Fact } from "#src/provider.ts";
import { directionOf, type Ending, endingOfReason, progressOfStatus } from "./call-terms.ts";
import { type Arrival, callFact, recordingFacts } from "./facts.ts";
import { AgentId } from "./fields.ts";
import { instantOfText } from "./instants.ts";
import { partyOf, referencesTo } from "./parties.ts";
import type { JsonObject } from "./payload.ts";
import { WireCall, WireRecording } from "./schema-json.ts";

const FACTS = {
  "call.created": "started",
  "call.ringing": "ringing",
  "call.answered": "answered",
  "call.completed": "ended",
} as const satisfies Record<WireCall["event_type"], CallObservation["fact"]>;

/** Call events in the form of the 11Wire document. */
export function wireCall(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = WireCall.safeParse(value);
  if (!parsed.success) return [];
  const call = parsed.data;
  const fact = FACTS[call.event_type];
  const direction = directionOf(call.direction);
  const ending = fact === "ended" ? endingOf(call) : null;
  const observed = {
    callId: call.call_id,
    at: instantOfText(call.timestamp) ?? arrival.receivedAt,
    fact,
    outcome: ending?.outcome ?? null,
    endReason: ending?.endReason ?? null,
    direction,
    fromNumber: partyOf(call.from),
    toNumber: partyOf(call.to),
    durationMs: ending === null ? null : call.duration,
    recordingUrl: call.recording_url,
    outcomes: call.outcomes,
    metadata: call.metadata,
    references: referencesTo(direction, call),
    agentId: agentIn(call.metadata),
  };
  return [callFact(observed, arrival)];
}

/** `call.completed` is said of a call that was answered, unless its state or reason tells otherwise. */
function endingOf({ state, end_reason }: WireCall): Ending {
  const told = progressOfStatus((state ?? "").replaceAll("_", "-"))?.outcome ?? null;
  if (told !== null) return { outcome: told, endReason: null };
  const ending = endingOfReason(end_reason);
  return ending.outcome === "hangup" ? { ...ending, outcome: "completed" } : ending;
}

export function wireRecording(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = WireRecording.safeParse(value);
  if (!parsed.success) return [];
  const recording = parsed.data;
  const status = recording.event_type === "recording.started" ? "started" : "completed";
  const direction = directionOf(recording.direction);
  const url = recording.recording_url ?? recording.url;
  const recorded = {
    occurredAt: instantOfText(recording.timestamp) ?? arrival.receivedAt,
    references: referencesTo(direction, recording),
    agentId: agentIn(recording.metadata),
    identity: url,
    callMetadata: recording.metadata,
    data: {
      callId: recording.call_id,
      recordingId: recording.recording_id,
      status,
      url,
      durationMs: recording.duration,
      channels: recording.channels,
      format: recording.format,
      sizeBytes: recording.size,
      direction,
      fromNumber: partyOf(recording.from),
      toNumber: partyOf(recording.to),
      metadata: recording.metadata,
    },
  } as const;
  return recordingFacts(recorded, arrival);
}

function agentIn({ agentId }: WireCall["metadata"]): string | null {
  return AgentId.parse(agentId);
}

import type { CallObservation } from "#src/core/call.ts";
import type { Metadata, RecordingData } from "#src/core/catalog/call-events.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import { sha256Hex } from "#src/security/hmac.ts";

const PROVIDER = "signalwire";
const MAX_KEY_PART = 300;

type Observed = Pick<CallObservation, "callId" | "at" | "fact" | "outcome"> &
  Partial<Omit<CallObservation, "provider">>;

/** Everything is said, if only as null, so that two readings of a callback compare equal. */
export function callFact(observed: Observed): Fact {
  const observation: CallObservation = {
    provider: PROVIDER,
    endReason: null,
    direction: null,
    fromNumber: null,
    toNumber: null,
    durationMs: null,
    sipCode: null,
    errorCode: null,
    errorMessage: null,
    recordingUrl: null,
    outcomes: {},
    metadata: {},
    references: [],
    agentId: null,
    ...observed,
  };
  return { kind: "call", observation };
}

type Recorded = {
  readonly data: RecordingData;
  readonly occurredAt: string;
  readonly references: readonly string[];
  readonly agentId?: string | null;
  /** What tells two recordings of a call apart where they have no id of their own. */
  readonly identity: string | null;
};

/** One event, or none where nothing says which recording it is. */
export function recordingFacts(recorded: Recorded): readonly Fact[] {
  const { data, occurredAt, references, agentId, identity } = recorded;
  if (data.recordingId === null && data.callId === null && identity === null) return [];
  const recording = data.recordingId ?? `${data.callId ?? ""}+${bounded(identity ?? "")}`;
  const event: EventDraft = {
    type: data.status === "started" ? "call.recordingStarted" : "call.recordingCompleted",
    occurredAt,
    dedupeKey: `recording:${recording}:${data.status}`,
    callId: data.callId,
    conversationId: null,
    references,
    agentId: agentId ?? null,
    workflowId: null,
    data,
  };
  return [{ kind: "event", event }];
}

/** Metadata without the entries that nothing is known of. */
export function metadataOf(entries: Readonly<Record<string, string | null>>): Metadata {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null));
}

/** Keys are indexed, and URLs have no bound. */
function bounded(text: string): string {
  return text.length <= MAX_KEY_PART ? text : sha256Hex(text);
}

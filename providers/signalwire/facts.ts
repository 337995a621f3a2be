import type { CallObservation } from "#src/core/call.ts";
import type { Metadata, RecordingData } from "#src/core/catalog/call-events.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import { sha256Hex } from "#src/security/hmac.ts";
import type { Connection } from "./schema.ts";

export const PROVIDER = "signalwire";
const MAX_KEY_PART = 300;

/** What a normaliser knows besides the payload. */
export type Arrival = {
  /** ISO 8601 in UTC. */
  readonly receivedAt: string;
  readonly settings: Connection["settings"];
};

type Observed = Pick<CallObservation, "callId" | "at" | "fact" | "outcome"> &
  Partial<Omit<CallObservation, "provider" | "enrichmentWindowSeconds">>;

/** Everything is said, if only as null, so that two readings of a callback compare equal. */
export function callFact(observed: Observed, { settings }: Arrival): Fact {
  const { enrichmentWindowSeconds } = settings;
  const isEnriched = observed.fact === "ended" && enrichmentWindowSeconds !== undefined;
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
    ...(isEnriched && { enrichmentWindowSeconds }),
  };
  return { kind: "call", observation };
}

export function eventFact(event: EventDraft): Fact {
  return { kind: "event", event };
}

type Recorded = {
  readonly data: RecordingData;
  readonly occurredAt: string;
  readonly references: readonly string[];
  readonly agentId?: string | null;
  /** What tells two recordings of a call apart where they have no id of their own. */
  readonly identity: string | null;
  /** What the recording tells of its call. */
  readonly callMetadata?: Metadata;
};

/** One event, none where nothing says which recording it is; a finished recording belongs to its call as well. */
export function recordingFacts(recorded: Recorded, arrival: Arrival): readonly Fact[] {
  const { occurredAt, references, agentId, identity } = recorded;
  const recordingId = recorded.data.recordingId ?? recordingIdIn(recorded.data.url);
  const data = { ...recorded.data, recordingId };
  if (recordingId === null && data.callId === null && identity === null) return [];
  const recording = recordingId ?? `${data.callId ?? ""}+${bounded(identity ?? "")}`;
  const event = eventFact({
    type: data.status === "started" ? "call.recordingStarted" : "call.recordingCompleted",
    occurredAt,
    dedupeKey: `recording:${recording}:${data.status}`,
    callId: data.callId,
    conversationId: null,
    references,
    agentId: agentId ?? null,
    workflowId: null,
    data,
  });
  return data.status === "completed" ? [event, ...aboutItsCall(recorded, arrival)] : [event];
}

/** On a mailbox a recording is a message that somebody left; whether an agent is one is not known here. */
function aboutItsCall(recorded: Recorded, arrival: Arrival): readonly Fact[] {
  const { data, occurredAt, references, agentId, callMetadata } = recorded;
  if (data.callId === null) return [];
  const about = {
    callId: data.callId,
    at: occurredAt,
    outcome: null,
    direction: data.direction,
    fromNumber: data.fromNumber,
    toNumber: data.toNumber,
    recordingUrl: data.url,
    metadata: callMetadata ?? {},
    references,
    agentId: agentId ?? null,
  };
  const detail = callFact({ ...about, fact: "detail", isRecorded: true }, arrival);
  if (arrival.settings.mailbox !== true) return [detail];
  return [detail, callFact({ ...about, fact: "voicemail" }, arrival)];
}

type Transcribed = {
  readonly id: string;
  readonly callId: string | null;
  readonly occurredAt: string;
  readonly text: string | null;
  readonly url: string | null;
  readonly metadata: Metadata;
  readonly references: readonly string[];
};

export function transcriptionFact(transcribed: Transcribed): Fact {
  const { id, callId, occurredAt, text, url, metadata, references } = transcribed;
  return eventFact({
    type: "call.transcriptionCompleted",
    occurredAt,
    dedupeKey: `transcription:${id}`,
    callId,
    conversationId: null,
    references,
    agentId: null,
    workflowId: null,
    data: {
      callId,
      conversationId: null,
      text,
      turns: [],
      language: null,
      summary: null,
      url,
      metadata,
    },
  });
}

/** Metadata without the entries that nothing is known of. */
export function metadataOf(entries: Readonly<Record<string, string | null>>): Metadata {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null));
}

/** SignalWire's addresses of recordings name them in both of its APIs (`…/Recordings/<id>.mp3`, `…/recordings/<id>/download`). */
function recordingIdIn(url: string | null): string | null {
  return (
    /\/recordings\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/i.exec(url ?? "")?.[1] ?? null
  );
}

/** Keys are indexed, and URLs have no bound. */
function bounded(text: string): string {
  return text.length <= MAX_KEY_PART ? text : sha256Hex(text);
}

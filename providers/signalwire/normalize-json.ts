import type { Fact } from "#src/provider.ts";
import { directionOf, endingOfReason, factOfState } from "./call-terms.ts";
import { callFact, metadataOf, recordingFacts } from "./facts.ts";
import { instantOfSeconds, instantOfText } from "./instants.ts";
import { wireCall, wireRecording } from "./normalize-wire.ts";
import { partyOf, referencesTo } from "./parties.ts";
import type { JsonObject } from "./payload.ts";
import type { JsonKind } from "./recognise.ts";
import { CallRecordEvent, CallStateEvent, FlatCallState } from "./schema.ts";

type JsonNormaliser = (value: JsonObject, receivedAt: string) => readonly Fact[];

const nothing: JsonNormaliser = () => [];

/** What each kind of JSON means to tenants. */
export const JSON_NORMALISERS = {
  "call-state": callState,
  "call-record": callRecord,
  "flat-call-state": flatCallState,
  "wire-call": wireCall,
  "wire-recording": wireRecording,
  "calling-event": nothing,
  "campaign-registry": nothing,
  "flat-message-status": nothing,
  "call-document": nothing,
  "message-document": nothing,
  "tool-call": nothing,
  "tool-signature": nothing,
  "post-prompt": nothing,
  event: nothing,
  "unknown-json": nothing,
} as const satisfies Record<JsonKind, JsonNormaliser>;

function callState(value: JsonObject, receivedAt: string): readonly Fact[] {
  const parsed = CallStateEvent.safeParse(value);
  if (!parsed.success) return [];
  const { timestamp, params } = parsed.data;
  const device = params.device?.params;
  return stateFacts({
    callId: params.call_id,
    state: params.call_state,
    endReason: params.end_reason,
    at: instantOfSeconds(timestamp) ?? receivedAt,
    direction: params.direction,
    from: device?.from_number ?? device?.from ?? null,
    to: device?.to_number ?? device?.to ?? null,
    metadata: { tag: params.tag, parentCallId: params.parent?.call_id ?? null },
  });
}

function flatCallState(value: JsonObject, receivedAt: string): readonly Fact[] {
  const parsed = FlatCallState.safeParse(value);
  if (!parsed.success) return [];
  const call = parsed.data;
  return stateFacts({
    callId: call.call_id,
    state: call.call_state,
    endReason: call.end_reason,
    at: instantOfText(call.timestamp) ?? receivedAt,
    direction: call.direction,
    from: call.from,
    to: call.to,
    metadata: {},
  });
}

type StateChange = {
  readonly callId: string;
  readonly state: string;
  readonly endReason: string | null;
  readonly at: string;
  readonly direction: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly metadata: Readonly<Record<string, string | null>>;
};

function stateFacts(change: StateChange): readonly Fact[] {
  const fact = factOfState(change.state);
  if (fact === null) return [];
  const direction = directionOf(change.direction);
  const ending = fact === "ended" ? endingOfReason(change.endReason) : null;
  return [
    callFact({
      callId: change.callId,
      at: change.at,
      fact,
      outcome: ending?.outcome ?? null,
      endReason: ending?.endReason ?? null,
      direction,
      fromNumber: partyOf(change.from),
      toNumber: partyOf(change.to),
      metadata: metadataOf(change.metadata),
      references: referencesTo(direction, change),
    }),
  ];
}

/** `paused`, `no_input` and `error` neither begin a recording nor leave one. */
const RECORD_STATES: ReadonlyMap<string, "started" | "completed"> = new Map([
  ["recording", "started"],
  ["finished", "completed"],
]);

function callRecord(value: JsonObject, receivedAt: string): readonly Fact[] {
  const parsed = CallRecordEvent.safeParse(value);
  if (!parsed.success) return [];
  const { timestamp, params } = parsed.data;
  const status = RECORD_STATES.get(params.state);
  if (status === undefined) return [];
  const device = params.device?.params;
  const parties = {
    from: device?.from_number ?? device?.from ?? null,
    to: device?.to_number ?? device?.to ?? null,
  };
  const direction = directionOf(params.direction);
  return recordingFacts({
    occurredAt: instantOfSeconds(timestamp) ?? receivedAt,
    references: referencesTo(direction, parties),
    // A control id may be chosen by the sender and used again; a URL is of one recording.
    identity: params.url ?? params.record?.url ?? params.control_id,
    data: {
      callId: params.call_id,
      recordingId: params.recording_id,
      status,
      ...recordedFile(params),
      direction,
      fromNumber: partyOf(parties.from),
      toNumber: partyOf(parties.to),
      metadata: metadataOf({ tag: params.tag }),
    },
  });
}

function recordedFile(params: CallRecordEvent["params"]) {
  const { record } = params;
  const isStereo = record?.audio?.stereo ?? record?.stereo ?? null;
  return {
    url: params.url ?? record?.url ?? null,
    durationMs: params.duration ?? record?.duration ?? null,
    sizeBytes: params.size ?? record?.size ?? null,
    format: record?.format ?? record?.audio?.format ?? null,
    channels: isStereo === null ? null : isStereo ? 2 : 1,
  };
}

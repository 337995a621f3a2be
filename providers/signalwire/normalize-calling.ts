import type { Fact } from "#src/provider.ts";
import { directionOf, endingOfReason, factOfState } from "./call-terms.ts";
import { type Arrival, callFact, metadataOf, transcriptionFact } from "./facts.ts";
import { instantOfSeconds, instantOfText } from "./instants.ts";
import { callRecord } from "./normalize-recording.ts";
import { type Parties, partiesOf, partyOf, referencesTo } from "./parties.ts";
import type { JsonObject } from "./payload.ts";
import {
  CallConnectEvent,
  CallDetectEvent,
  CallDialEvent,
  CallReceiveEvent,
  CallStateEvent,
  FlatCallState,
  TranscriptEvent,
} from "./schema-json.ts";

type CallingNormaliser = (value: JsonObject, arrival: Arrival) => readonly Fact[];

/** By `event_type`. The others of the envelope (`.play`, `.collect`, `.stream`, `.fax`…) tell what a document did. */
const CALLING: ReadonlyMap<unknown, CallingNormaliser> = new Map([
  ["calling.call.state", callState],
  ["calling.call.receive", callReceive],
  ["calling.call.dial", callDial],
  ["calling.call.connect", callConnect],
  ["calling.call.detect", callDetect],
  ["calling.call.record", callRecord],
  ["calling.transcript.completed", transcriptCompleted],
]);

export function callingEvent(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const { event_type: type } = value;
  return CALLING.get(type)?.(value, arrival) ?? [];
}

function callState(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = CallStateEvent.safeParse(value);
  if (!parsed.success) return [];
  const { timestamp, params } = parsed.data;
  const change = {
    callId: params.call_id,
    state: params.call_state,
    endReason: params.end_reason,
    at: instantOfSeconds(timestamp) ?? arrival.receivedAt,
    direction: params.direction,
    parties: partiesOf(params.device),
    metadata: { tag: params.tag, parentCallId: params.parent?.call_id ?? null },
  };
  return stateFacts(change, arrival);
}

export function flatCallState(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = FlatCallState.safeParse(value);
  if (!parsed.success) return [];
  const call = parsed.data;
  const change = {
    callId: call.call_id,
    state: call.call_state,
    endReason: call.end_reason,
    at: instantOfText(call.timestamp) ?? arrival.receivedAt,
    direction: call.direction,
    parties: call,
    metadata: {},
  };
  return stateFacts(change, arrival);
}

function callReceive(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = CallReceiveEvent.safeParse(value);
  if (!parsed.success) return [];
  const { timestamp, params } = parsed.data;
  const change = {
    callId: params.call_id,
    state: "created",
    endReason: null,
    at: instantOfSeconds(timestamp) ?? arrival.receivedAt,
    direction: params.direction ?? "inbound",
    parties: partiesOf(params.device),
    metadata: { tag: params.tag },
  };
  return stateFacts(change, arrival);
}

/** `failed` speaks of the dial as a whole; what became of a leg is told by the leg's own state. */
const DIAL_STATES: ReadonlyMap<string, string> = new Map([
  ["dialing", "created"],
  ["answered", "answered"],
]);

function callDial(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = CallDialEvent.safeParse(value);
  if (!parsed.success) return [];
  const { timestamp, params } = parsed.data;
  const state = DIAL_STATES.get(params.dial_state);
  if (state === undefined) return [];
  const change = {
    callId: params.call.call_id,
    state,
    endReason: null,
    at: instantOfSeconds(timestamp) ?? arrival.receivedAt,
    direction: "outbound",
    parties: partiesOf(params.call.device),
    metadata: { tag: params.call.tag },
  };
  return stateFacts(change, arrival);
}

type StateChange = {
  readonly callId: string;
  readonly state: string;
  readonly endReason: string | null;
  readonly at: string;
  readonly direction: string | null;
  readonly parties: Parties;
  readonly metadata: Readonly<Record<string, string | null>>;
};

function stateFacts(change: StateChange, arrival: Arrival): readonly Fact[] {
  const fact = factOfState(change.state);
  if (fact === null) return [];
  const { callId, at, parties } = change;
  const direction = directionOf(change.direction);
  const ending = fact === "ended" ? endingOfReason(change.endReason) : null;
  const observed = {
    callId,
    at,
    fact,
    outcome: ending?.outcome ?? null,
    endReason: ending?.endReason ?? null,
    direction,
    fromNumber: partyOf(parties.from),
    toNumber: partyOf(parties.to),
    metadata: metadataOf(change.metadata),
    references: referencesTo(direction, parties),
  };
  return [callFact(observed, arrival)];
}

/** To whom the call was connected, or why it was not: of the other leg's life the other leg tells. */
function callConnect(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = CallConnectEvent.safeParse(value);
  if (!parsed.success) return [];
  const { timestamp, params } = parsed.data;
  const hasFailed = params.connect_state === "failed";
  const isConnected = params.connect_state === "connected";
  if (!hasFailed && !isConnected) return [];
  const metadata = metadataOf({
    connectFailedReason: hasFailed ? params.failed_reason : null,
    connectedTo: isConnected ? partyOf(partiesOf(params.peer?.device ?? null).to) : null,
    peerCallId: params.peer?.call_id ?? null,
    queueName: params.peer?.queue_name ?? null,
  });
  return detailFacts({ callId: params.call_id, timestamp, metadata }, arrival);
}

/** Outcomes of the machine detector. `READY` and `NOT_READY` tell when a machine, found before, can be spoken to. */
const DETECTED: ReadonlyMap<string, string> = new Map([
  ["HUMAN", "human"],
  ["MACHINE", "machine"],
  ["READY", "machine"],
  ["NOT_READY", "machine"],
  ["UNKNOWN", "unknown"],
]);
const FAX_TONES: ReadonlySet<string> = new Set(["CED", "CNG"]);

function callDetect(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = CallDetectEvent.safeParse(value);
  if (!parsed.success) return [];
  const { timestamp, params } = parsed.data;
  const { type, params: found } = params.detect;
  const fax = type === "fax" && FAX_TONES.has(found.event) ? "fax" : null;
  const answeredBy = type === "machine" ? (DETECTED.get(found.event) ?? null) : fax;
  const metadata = metadataOf({ answeredBy });
  return detailFacts({ callId: params.call_id, timestamp, metadata }, arrival);
}

type Detail = {
  readonly callId: string;
  readonly timestamp: number | null;
  readonly metadata: ReturnType<typeof metadataOf>;
};

function detailFacts({ callId, timestamp, metadata }: Detail, arrival: Arrival): readonly Fact[] {
  if (Object.keys(metadata).length === 0) return [];
  const at = instantOfSeconds(timestamp) ?? arrival.receivedAt;
  return [callFact({ callId, at, fact: "detail", outcome: null, metadata }, arrival)];
}

function transcriptCompleted(value: JsonObject, { receivedAt }: Arrival): readonly Fact[] {
  const parsed = TranscriptEvent.safeParse(value);
  if (!parsed.success) return [];
  const { timestamp, params } = parsed.data;
  const transcribed = {
    id: params.id,
    callId: params.call_id,
    occurredAt: instantOfSeconds(timestamp) ?? receivedAt,
    text: params.text,
    url: null,
    metadata: {},
    references: [],
  };
  return [transcriptionFact(transcribed)];
}

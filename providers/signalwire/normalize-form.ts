import type { CallOutcome } from "#src/core/call.ts";
import type { Direction, EndReason } from "#src/core/catalog/call-events.ts";
import type { Fact } from "#src/provider.ts";
import { directionOf, type Progress, progressOfStatus } from "./call-terms.ts";
import { type Arrival, callFact, metadataOf, recordingFacts, transcriptionFact } from "./facts.ts";
import { instantOfText } from "./instants.ts";
import { messageForm } from "./normalize-message.ts";
import { partyOf, referencesTo } from "./parties.ts";
import type { FormFields } from "./payload.ts";
import type { FormKind } from "./recognise.ts";
import { CallForm, RecordingStatus, Transcription } from "./schema.ts";

type FormNormaliser = (fields: FormFields, arrival: Arrival) => readonly Fact[];

/** Kept and acknowledged; no event of the catalog says it. */
const nothing: FormNormaliser = () => [];

/** What each kind of form means to tenants. */
export const FORM_NORMALISERS = {
  "voice-status": callForm,
  "dial-result": callForm,
  "machine-detection": callForm,
  "recording-status": recordingStatus,
  transcription,
  message: messageForm,
  fax: nothing,
  stream: nothing,
  conference: nothing,
  "unknown-form": nothing,
} as const satisfies Record<FormKind, FormNormaliser>;

function callForm(fields: FormFields, arrival: Arrival): readonly Fact[] {
  const parsed = CallForm.safeParse(Object.fromEntries(fields));
  if (!parsed.success) return [];
  const call = parsed.data;
  const progress = progressOfStatus(call.CallStatus ?? "");
  const observed = progress === null ? detail(call, arrival) : moved(call, progress, arrival);
  return [...observed, ...recordingMade(call, progress, arrival)];
}

function moved(call: CallForm, progress: Progress, arrival: Arrival): readonly Fact[] {
  const outcome = progress.outcome === "completed" ? outcomeOfCompleted(call) : progress.outcome;
  const hasFailed = outcome === "failed";
  return [
    callFact(
      {
        ...aboutCall(call, arrival),
        fact: progress.fact,
        outcome,
        endReason: outcome === "completed" ? whoHungUp(call) : null,
        durationMs: progress.fact === "ended" ? call.CallDuration : null,
        sipCode: call.SipResultCode,
        errorCode: hasFailed ? (call.SipResultCode?.toString() ?? null) : null,
        errorMessage: hasFailed ? call.SipInviteResultPhrase : null,
        recordingUrl: call.RecordingUrl,
      },
      arrival,
    ),
  ];
}

/** A form that gives no state of the call, or an unknown one, may still tell something about it. */
function detail(call: CallForm, arrival: Arrival): readonly Fact[] {
  const about = aboutCall(call, arrival);
  if (Object.keys(about.metadata).length === 0) return [];
  return [callFact({ ...about, fact: "detail", outcome: null }, arrival)];
}

function aboutCall(call: CallForm, { receivedAt }: Arrival) {
  const direction = callDirection(call);
  return {
    callId: call.CallSid,
    at: instantOfText(call.Timestamp) ?? receivedAt,
    direction,
    fromNumber: partyOf(call.From),
    toNumber: partyOf(call.To),
    metadata: callMetadata(call),
    references: referencesTo(direction, { from: call.From, to: call.To }),
  };
}

/**
 * `<Record>` and `<Dial>` request their `action` when the recording is made; a status callback names a recording
 * that is finished only at the end of the call.
 */
function recordingMade(
  call: CallForm,
  progress: Progress | null,
  arrival: Arrival,
): readonly Fact[] {
  const isAction = call.CallbackSource === null && call.SequenceNumber === null;
  if (call.RecordingUrl === null || !(isAction || progress?.fact === "ended")) return [];
  const { callId, at, direction, fromNumber, toNumber, references } = aboutCall(call, arrival);
  const data = {
    callId,
    recordingId: call.RecordingSid,
    status: "completed",
    url: call.RecordingUrl,
    durationMs: call.RecordingDuration,
    channels: null,
    format: null,
    sizeBytes: null,
    direction,
    fromNumber,
    toNumber,
    metadata: {},
  } as const;
  return recordingFacts({ data, occurredAt: at, references, identity: data.url }, arrival);
}

/**
 * The status callback of a phone number, which only inbound calls have, gives no direction and little else.
 * Answering machine detection gives less still, and is for outbound calls.
 */
function callDirection(call: CallForm): Direction | null {
  const isThin = call.ApiVersion === null && call.SequenceNumber === null;
  const isPhoneNumbers = isThin && call.CallStatus !== null && call.AnsweredBy === null;
  if (call.Direction === null && isPhoneNumbers) return "inbound";
  return directionOf(call.Direction);
}

/**
 * A caller whose `<Dial>` reached nobody has "completed" a call with a document: what the dialled leg came to
 * is the only sign that nobody picked up.
 */
function outcomeOfCompleted(call: CallForm): CallOutcome {
  const dialled = progressOfStatus(call.DialCallStatus ?? "")?.outcome ?? null;
  return dialled !== null && callDirection(call) === "inbound" ? dialled : "completed";
}

/**
 * `HangupBy` is the number that ended the call. Only with two different numbers, and where it is certain which
 * one is ours, does that name a side: a leg dialled by a document may show its caller's number as its own.
 */
function whoHungUp(call: CallForm): EndReason | null {
  const [from, to, by] = [partyOf(call.From), partyOf(call.To), partyOf(call.HangupBy)];
  if (by === null || from === to || (by !== from && by !== to)) return null;
  const isInbound = callDirection(call) === "inbound";
  if (!isInbound && call.Direction !== "outbound-api") return null;
  const isUser = isInbound ? by === from : by === to;
  return isUser ? "user_hangup" : "agent_hangup";
}

function callMetadata(call: CallForm) {
  return metadataOf({
    parentCallId: call.ParentCallSid,
    callerName: call.CallerName,
    forwardedFrom: call.ForwardedFrom,
    dialCallId: call.DialCallSid,
    dialCallStatus: call.DialCallStatus,
    hangupBy: call.HangupBy,
    hangupDirection: call.HangupDirection,
    answeredBy: call.AnsweredBy,
  });
}

/** `absent` (silence, too short) and `failed` leave no recording to tell of. */
const RECORDING_STATUSES: ReadonlyMap<string, "started" | "completed"> = new Map([
  ["in-progress", "started"],
  ["completed", "completed"],
]);

function recordingStatus(fields: FormFields, arrival: Arrival): readonly Fact[] {
  const parsed = RecordingStatus.safeParse(Object.fromEntries(fields));
  if (!parsed.success) return [];
  const recording = parsed.data;
  const status = RECORDING_STATUSES.get(recording.RecordingStatus);
  if (status === undefined) return [];
  const direction = directionOf(recording.Direction);
  const recorded = {
    occurredAt: instantOfText(recording.Timestamp) ?? arrival.receivedAt,
    references: referencesTo(direction, { from: recording.From, to: recording.To }),
    identity: recording.RecordingUrl,
    data: {
      callId: recording.CallSid,
      recordingId: recording.RecordingSid,
      status,
      url: recording.RecordingUrl,
      durationMs: status === "completed" ? recording.RecordingDuration : null,
      channels: recording.RecordingChannels,
      format: null,
      sizeBytes: null,
      direction,
      fromNumber: partyOf(recording.From),
      toNumber: partyOf(recording.To),
      metadata: metadataOf({
        recordingSource: recording.RecordingSource,
        conferenceId: recording.ConferenceSid,
      }),
    },
  };
  return recordingFacts(recorded, arrival);
}

function transcription(fields: FormFields, { receivedAt }: Arrival): readonly Fact[] {
  const parsed = Transcription.safeParse(Object.fromEntries(fields));
  if (!parsed.success) return [];
  const transcribed = parsed.data;
  const id = transcribed.TranscriptionSid ?? transcribed.RecordingSid;
  if (id === null || transcribed.TranscriptionStatus !== "completed") return [];
  const parties = { from: transcribed.From, to: transcribed.To };
  return [
    transcriptionFact({
      id,
      callId: transcribed.CallSid,
      occurredAt: receivedAt,
      text: transcribed.TranscriptionText,
      url: transcribed.TranscriptionUrl,
      references: referencesTo(directionOf(transcribed.Direction), parties),
      metadata: metadataOf({
        recordingId: transcribed.RecordingSid,
        recordingUrl: transcribed.RecordingUrl,
      }),
    }),
  ];
}

import type { CallOutcome } from "#src/core/call.ts";
import type { Direction, EndReason } from "#src/core/catalog/call-events.ts";
import type { Fact } from "#src/provider.ts";
import { directionOf, progressOfStatus } from "./call-terms.ts";
import { callFact, metadataOf, recordingFacts } from "./facts.ts";
import { instantOfText } from "./instants.ts";
import { partyOf, referencesTo } from "./parties.ts";
import type { FormFields } from "./payload.ts";
import type { FormKind } from "./recognise.ts";
import { RecordingStatus, VoiceStatus } from "./schema.ts";

type FormNormaliser = (fields: FormFields, receivedAt: string) => readonly Fact[];

const nothing: FormNormaliser = () => [];

/** What each kind of form means to tenants. */
export const FORM_NORMALISERS = {
  "voice-status": voiceStatus,
  "recording-status": recordingStatus,
  transcription: nothing,
  message: nothing,
  fax: nothing,
  stream: nothing,
  conference: nothing,
  "machine-detection": nothing,
  "dial-result": nothing,
  "unknown-form": nothing,
} as const satisfies Record<FormKind, FormNormaliser>;

function voiceStatus(fields: FormFields, receivedAt: string): readonly Fact[] {
  const parsed = VoiceStatus.safeParse(Object.fromEntries(fields));
  if (!parsed.success) return [];
  const call = parsed.data;
  const progress = progressOfStatus(call.CallStatus);
  if (progress === null) return [];
  const direction = callDirection(call);
  const outcome = progress.outcome === "completed" ? outcomeOfCompleted(call) : progress.outcome;
  const hasFailed = outcome === "failed";
  const isEnded = progress.fact === "ended";
  return [
    callFact({
      callId: call.CallSid,
      at: instantOfText(call.Timestamp) ?? receivedAt,
      fact: progress.fact,
      outcome,
      endReason: outcome === "completed" ? whoHungUp(call) : null,
      direction,
      fromNumber: partyOf(call.From),
      toNumber: partyOf(call.To),
      durationMs: isEnded ? call.CallDuration : null,
      sipCode: call.SipResultCode,
      errorCode: hasFailed ? (call.SipResultCode?.toString() ?? null) : null,
      errorMessage: hasFailed ? call.SipInviteResultPhrase : null,
      recordingUrl: call.RecordingUrl,
      metadata: callMetadata(call),
      references: referencesTo(direction, { from: call.From, to: call.To }),
    }),
  ];
}

/** The status callback of a phone number, which only inbound calls have, gives no direction and little else. */
function callDirection(call: VoiceStatus): Direction | null {
  const isThin = call.ApiVersion === null && call.SequenceNumber === null;
  if (call.Direction === null && isThin) return "inbound";
  return directionOf(call.Direction);
}

/**
 * A caller whose `<Dial>` reached nobody has "completed" a call with a document: what the dialled leg came to
 * is the only sign that nobody picked up.
 */
function outcomeOfCompleted(call: VoiceStatus): CallOutcome {
  const dialled = progressOfStatus(call.DialCallStatus ?? "")?.outcome ?? null;
  return dialled !== null && callDirection(call) === "inbound" ? dialled : "completed";
}

/**
 * `HangupBy` is the number that ended the call. Only with two different numbers, and where it is certain which
 * one is ours, does that name a side: a leg dialled by a document may show its caller's number as its own.
 */
function whoHungUp(call: VoiceStatus): EndReason | null {
  const [from, to, by] = [partyOf(call.From), partyOf(call.To), partyOf(call.HangupBy)];
  if (by === null || from === to || (by !== from && by !== to)) return null;
  const isInbound = callDirection(call) === "inbound";
  if (!isInbound && call.Direction !== "outbound-api") return null;
  const isUser = isInbound ? by === from : by === to;
  return isUser ? "user_hangup" : "agent_hangup";
}

function callMetadata(call: VoiceStatus) {
  return metadataOf({
    parentCallId: call.ParentCallSid,
    callerName: call.CallerName,
    forwardedFrom: call.ForwardedFrom,
    dialCallId: call.DialCallSid,
    dialCallStatus: call.DialCallStatus,
    hangupBy: call.HangupBy,
    hangupDirection: call.HangupDirection,
  });
}

/** `absent` (silence, too short) and `failed` leave no recording to tell of. */
const RECORDING_STATUSES: ReadonlyMap<string, "started" | "completed"> = new Map([
  ["in-progress", "started"],
  ["completed", "completed"],
]);

function recordingStatus(fields: FormFields, receivedAt: string): readonly Fact[] {
  const parsed = RecordingStatus.safeParse(Object.fromEntries(fields));
  if (!parsed.success) return [];
  const recording = parsed.data;
  const status = RECORDING_STATUSES.get(recording.RecordingStatus);
  if (status === undefined) return [];
  const direction = directionOf(recording.Direction);
  return recordingFacts({
    occurredAt: instantOfText(recording.Timestamp) ?? receivedAt,
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
  });
}

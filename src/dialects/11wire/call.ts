import type { CallData } from "#src/core/catalog/call-events.ts";
import type { CanonicalEvent } from "#src/core/catalog.ts";
import { attached, type Fields, instant, known, outcomes, wholeSeconds } from "./fields.ts";

/** The events of a call itself that have a name here, and its status in each. */
const STATUS = {
  "call.callStarted": "created",
  "call.callRinging": "ringing",
  "call.callAnswered": "answered",
  "call.callEnded": "completed",
  // How the call ended, nobody ever said.
  "call.callExpired": "expired",
} as const;

export type CallType = keyof typeof STATUS;
export type CallEvent = Extract<CanonicalEvent, { readonly type: CallType }>;

/** The payload of the document's event history, the same fields for every event of a call and null where unknown. */
export function callPayload(event: CallEvent): Fields {
  const { data: call } = event;
  const { campaignId, contactId } = attached(call.metadata);
  return {
    callId: call.callId,
    direction: call.direction,
    from: call.fromNumber,
    to: call.toNumber,
    status: STATUS[event.type],
    duration: wholeSeconds(call.durationMs),
    startTime: instant(call.startedAt ?? call.createdAt),
    endTime: instant(call.endedAt),
    campaignId,
    contactId,
    outcomes: outcomes(call),
    metadata: callMetadata(event),
  };
}

/** First the two flags of the document's sample, then what the platform attached, then what else is known. */
function callMetadata({ agentId, type, data: call }: CallEvent): Fields {
  const { transferredToAgent, voicemailLeft, ...others } = attached(call.metadata).others;
  const isOpen = type === "call.callExpired";
  return {
    transferredToAgent: flag(isOpen ? null : call.endReason === "transferred", transferredToAgent),
    voicemailLeft: flag(isOpen ? null : hasVoicemail(call), voicemailLeft),
    ...others,
    ...known({ agentId, ...course(call) }),
  };
}

/** Where nobody said whether a message was left, to have reached a voicemail tells of one. */
function hasVoicemail({ voicemailLeft, endReason }: CallData): boolean {
  return voicemailLeft ?? endReason === "voicemail_reached";
}

/** The platform may know more than the end of the call told, and never less. */
function flag(told: boolean | null, attachedValue: unknown): boolean | null {
  return typeof attachedValue === "boolean" ? told === true || attachedValue : told;
}

function course(call: CallData): Fields {
  return {
    answerTime: instant(call.answeredAt),
    endReason: call.endReason,
    sipCode: call.sipCode,
    errorCode: call.errorCode,
    errorMessage: call.errorMessage,
    goal: call.goal,
    // Events stored by an earlier release have none.
    summary: call.summary ?? null,
    recordingUrl: call.recordingUrl,
    transcriptionUrl: call.transcriptionUrl,
  };
}

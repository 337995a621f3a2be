import type { CallData, Direction, EndReason, Goal, Metadata } from "./catalog/call-events.ts";
import type { EventDraft } from "./catalog.ts";

/** How a call ended, in one vocabulary for all providers. `hangup`: ended, and the provider does not say whether it was answered. */
export type CallOutcome =
  | "completed"
  | "hangup"
  | "no-answer"
  | "busy"
  | "failed"
  | "canceled"
  | "max-duration";

/**
 * What was seen. The first five are the carrier's word. `report`: what the agent's platform says after the call.
 * `voicemail`: somebody left a message, or a machine was left one. `detail`: something about the call that moves
 * nothing, such as its recording's address.
 */
export type CallFact =
  | "queued"
  | "started"
  | "ringing"
  | "answered"
  | "ended"
  | "report"
  | "voicemail"
  | "detail";

/** Something a provider saw of a call. Repeated, late and reordered observations are normal. */
export type CallObservation = {
  /** The carrier's id of the call; a platform's own where it names no carrier call. */
  readonly callId: string;
  readonly provider: string;
  /** When it happened, ISO 8601 in UTC. With `report`: when the call ended. */
  readonly at: string;
  readonly fact: CallFact;
  /** With `ended` and `report`; null while the call lives. */
  readonly outcome: CallOutcome | null;
  /** With `report`: when the conversation began. */
  readonly startedAt?: string | null;
  /** With `report`: true when `callId` is a carrier's, so that the carrier's own word may still come. */
  readonly namesCarrierCall?: boolean;
  /** A recording of it was finished, or told of by a report: on a mailbox that is a message somebody left. */
  readonly isRecorded?: boolean;
  /** With `report`: a message was left. By itself that is a `voicemail`. */
  readonly isVoicemail?: boolean;
  /** How long the end may wait for a report; the connection's setting. */
  readonly enrichmentWindowSeconds?: number;
  /** Where the provider says more than the outcome does. */
  readonly endReason?: EndReason | null;
  readonly direction?: Direction | null;
  readonly fromNumber?: string | null;
  readonly toNumber?: string | null;
  readonly durationMs?: number | null;
  readonly sipCode?: number | null;
  readonly errorCode?: string | null;
  readonly errorMessage?: string | null;
  readonly recordingUrl?: string | null;
  readonly transcriptionUrl?: string | null;
  readonly transcript?: string | null;
  readonly summary?: string | null;
  readonly goal?: Goal | null;
  readonly outcomes?: CallData["outcomes"];
  readonly metadata?: Metadata;
  /** As in EventDraft. */
  readonly references: readonly string[];
  readonly agentId?: string | null;
};

export type CallEventType = Extract<EventDraft, { data: CallData }>["type"];

/** All that is known of a call. JSON-safe: it is stored as it is. Times are ISO 8601 in UTC. */
export type CallState = {
  readonly callId: string;
  readonly provider: string;
  readonly direction: Direction | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly firstSeenAt: string;
  readonly queuedAt: string | null;
  readonly startedAt: string | null;
  readonly ringingAt: string | null;
  readonly answeredAt: string | null;
  readonly endedAt: string | null;
  readonly outcome: CallOutcome | null;
  readonly endReason: EndReason | null;
  readonly durationMs: number | null;
  readonly sipCode: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly recordingUrl: string | null;
  readonly transcriptionUrl: string | null;
  readonly transcript: string | null;
  readonly summary: string | null;
  readonly goal: Goal | null;
  readonly outcomes: CallData["outcomes"];
  readonly metadata: Metadata;
  readonly references: readonly string[];
  readonly agentId: string | null;
  readonly isVoicemail: boolean;
  /** A voicemail, if the call belongs to a mailbox. */
  readonly isRecorded: boolean;
  readonly enrichmentMs: number;
  /** When we last heard of it from its carrier, by our own clock. */
  readonly heardAt: string | null;
  /** When we first heard that it ended, by our own clock. */
  readonly endHeardAt: string | null;
  readonly report: CallReport | null;
  /** Details in the carrier's own words: before them nobody else's stand, whoever speaks first. */
  readonly carrierSaid: readonly (CallDetail | "answeredAt")[];
  /** Lifecycle events already emitted; none is emitted twice. */
  readonly emitted: readonly CallEventType[];
};

export type CallReport = {
  /** When it came, by our own clock. */
  readonly heardAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string;
  readonly outcome: CallOutcome | null;
  readonly endReason: EndReason | null;
  readonly namesCarrierCall: boolean;
};

export const CALL_DETAILS = [
  "direction",
  "fromNumber",
  "toNumber",
  "endReason",
  "durationMs",
  "sipCode",
  "errorCode",
  "errorMessage",
  "recordingUrl",
  "transcriptionUrl",
  "transcript",
  "summary",
  "goal",
  "agentId",
] as const satisfies readonly (keyof CallState & keyof CallObservation)[];
export type CallDetail = (typeof CALL_DETAILS)[number];

/** A call of which nothing is known. */
export function unknownCall(seen: Pick<CallObservation, "callId" | "provider" | "at">): CallState {
  return {
    callId: seen.callId,
    provider: seen.provider,
    direction: null,
    fromNumber: null,
    toNumber: null,
    firstSeenAt: seen.at,
    queuedAt: null,
    startedAt: null,
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
    outcome: null,
    endReason: null,
    durationMs: null,
    sipCode: null,
    errorCode: null,
    errorMessage: null,
    recordingUrl: null,
    transcriptionUrl: null,
    transcript: null,
    summary: null,
    goal: null,
    outcomes: {},
    metadata: {},
    references: [],
    agentId: null,
    isVoicemail: false,
    isRecorded: false,
    enrichmentMs: 0,
    heardAt: null,
    endHeardAt: null,
    report: null,
    carrierSaid: [],
    emitted: [],
  };
}

/** A state as it was stored; one stored by an older version lacks what was added since. */
export function restored(stored: CallState): CallState {
  return { ...unknownCall({ ...stored, at: stored.firstSeenAt }), ...stored };
}

/** Outcomes that only a conversation can have. */
export function wasPickedUp(outcome: CallOutcome | null): boolean {
  return outcome === "completed" || outcome === "max-duration";
}

export const CALL_STATUSES = [
  "queued",
  "started",
  "ringing",
  "answered",
  "ended",
  "missed",
  "failed",
  "canceled",
  "expired",
] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

const TOLD_STATUS = [
  ["call.callExpired", "expired"],
  ["call.callMissed", "missed"],
  ["call.callFailed", "failed"],
  ["call.callCanceled", "canceled"],
] as const satisfies readonly (readonly [CallEventType, CallStatus])[];

/** Where the call stands, in one word, for lists. */
export function callStatus(state: CallState): CallStatus {
  const told = TOLD_STATUS.find(([type]) => state.emitted.includes(type));
  if (told !== undefined) return told[1];
  if (state.endedAt !== null) return "ended";
  if (state.answeredAt !== null) return "answered";
  if (state.ringingAt !== null) return "ringing";
  return state.startedAt === null ? "queued" : "started";
}

import { concludeFromReport, merge } from "./call-merge.ts";
import {
  type CallEventType,
  type CallObservation,
  type CallOutcome,
  type CallState,
  restored,
  unknownCall,
  wasPickedUp,
} from "./call-state.ts";
import type { CallData, EndReason } from "./catalog/call-events.ts";
import type { EventDraft } from "./catalog.ts";

export type {
  CallEventType,
  CallFact,
  CallObservation,
  CallOutcome,
  CallState,
} from "./call-state.ts";

/** What decides besides the facts themselves. */
export type CallRules = {
  /** Our own clock, ISO 8601 in UTC. */
  readonly now: string;
  /** The workspace has a carrier connection, whose word on a call may still come. */
  readonly hasCarrier: boolean;
  /** A recording of the call is a voicemail: an agent that it names is a mailbox. */
  readonly isMailbox: (call: Pick<CallState, "references" | "agentId">) => boolean;
  /** A bare hangup waits so long for a word on whether the call was answered. */
  readonly hangupHoldMs: number;
  /** A report closes a call whose carrier has said nothing for so long. */
  readonly carrierSilenceMs: number;
  /** A call of which nothing more is heard is given up after so long. */
  readonly expiryMs: number;
};

export type CallStep = {
  readonly state: CallState;
  readonly events: readonly EventDraft[];
  /** When `wake` has something to decide; null when only a callback can change anything. */
  readonly wakeAt: string | null;
};

/** Adds an observation to what is known of a call and says which lifecycle events are due now. */
export function observe(
  known: CallState | null,
  seen: CallObservation,
  rules: CallRules,
): CallStep {
  const state = known === null ? unknownCall(seen) : restored(known);
  return advance(merge(state, seen, rules.now), rules);
}

/** What time alone has decided. Harmless when called early, late or twice. */
export function wake(known: CallState, rules: CallRules): CallStep {
  return advance(restored(known), rules);
}

function advance(known: CallState, rules: CallRules): CallStep {
  const state = reportTakenAsWord(known, rules) ?? known;
  const due = dueEvents(state, rules).filter((type) => !state.emitted.includes(type));
  const told = { ...state, emitted: [...state.emitted, ...due] };
  const events = due.map((type) => draft(type, told, rules));
  return { state: told, events, wakeAt: nextDeadline(told, rules) };
}

/** The call with its report in place of the carrier's word, once the carrier has been silent long enough. */
function reportTakenAsWord(state: CallState, rules: CallRules): CallState | null {
  const deadline = reportDeadline(state, rules);
  if (state.report === null || deadline === null || deadline > Date.parse(rules.now)) return null;
  return concludeFromReport(state, state.report, rules.now);
}

function reportDeadline({ report, endedAt, heardAt }: CallState, rules: CallRules): number | null {
  if (report === null || endedAt !== null) return null;
  const reportedAt = Date.parse(report.heardAt);
  const awaitsCarrier = report.namesCarrierCall && rules.hasCarrier;
  if (heardAt === null && !awaitsCarrier) return reportedAt;
  return Math.max(reportedAt, Date.parse(heardAt ?? report.heardAt)) + rules.carrierSilenceMs;
}

/** Until then the end is not told, because more about it may be heard. */
function endHeldUntil(state: CallState, rules: CallRules): number | null {
  if (state.endHeardAt === null || isTold(state, "call.callEnded")) return null;
  const heardAt = Date.parse(state.endHeardAt);
  const awaitedMs = state.report === null ? state.enrichmentMs : 0;
  if (isUnclear(state)) {
    // Where the end is all that the carrier tells, a report may still say that there was an answer.
    const holdMs = wasFollowed(state) ? 0 : awaitedMs;
    return heardAt + Math.max(holdMs, rules.hangupHoldMs);
  }
  return isAnswered(state) && awaitedMs > 0 ? heardAt + awaitedMs : null;
}

/** A bare hangup without an answer: nobody picked up, or the word of it is still under way. */
function isUnclear(state: CallState): boolean {
  return state.outcome === "hangup" && state.answeredAt === null;
}

function expiry(state: CallState, rules: CallRules): number | null {
  if (state.heardAt === null || state.endedAt !== null || isTold(state, "call.callExpired")) {
    return null;
  }
  return Date.parse(state.heardAt) + rules.expiryMs;
}

function nextDeadline(state: CallState, rules: CallRules): string | null {
  if (isTold(state, "call.callExpired")) return null;
  const deadlines = [
    reportDeadline(state, rules),
    endHeldUntil(state, rules),
    expiry(state, rules),
  ].filter((deadline) => deadline !== null);
  return deadlines.length === 0 ? null : new Date(Math.min(...deadlines)).toISOString();
}

function isTold(state: CallState, type: CallEventType): boolean {
  return state.emitted.includes(type);
}

/** Events that follow from what is known, in the order in which a call lives through them. */
function dueEvents(state: CallState, rules: CallRules): readonly CallEventType[] {
  const due: CallEventType[] = [];
  // Until its carrier speaks, or its report stands in for it, a call has no story.
  if (state.heardAt !== null && !isTold(state, "call.callExpired")) {
    due.push(...lifecycle(state, rules));
  }
  if (state.isVoicemail || (state.isRecorded && rules.isMailbox(state))) {
    due.push("call.voicemailReceived");
  }
  return due;
}

function lifecycle(state: CallState, rules: CallRules): readonly CallEventType[] {
  const due: CallEventType[] = [];
  if (state.queuedAt !== null) due.push("call.callQueued");
  if (state.startedAt !== null) due.push("call.callStarted");
  // Ringing is worth telling only while it rings: after the end it would be news of the past.
  if (state.ringingAt !== null && state.endedAt === null) due.push("call.callRinging");
  // A report may tell of the answer while the carrier has only told of the queue.
  if (isAnswered(state) && state.startedAt !== null) due.push("call.callAnswered");
  const now = Date.parse(rules.now);
  const heldUntil = endHeldUntil(state, rules);
  if (state.endedAt !== null && (heldUntil === null || heldUntil <= now)) {
    due.push("call.callEnded", ...besideTheEnd(state));
  }
  const expiresAt = expiry(state, rules);
  if (expiresAt !== null && expiresAt <= now) due.push("call.callExpired");
  return due;
}

/** A call whose end was told as unanswered stays so: what contradicts it later changes nothing. */
function isAnswered(state: CallState): boolean {
  if (isTold(state, "call.callAnswered")) return true;
  if (isTold(state, "call.callEnded") && state.outcome !== "failed") return false;
  return state.answeredAt !== null || wasPickedUp(state.outcome);
}

const END_REASON = {
  completed: "hangup",
  hangup: "hangup",
  "no-answer": "dial_no_answer",
  busy: "dial_busy",
  failed: "dial_failed",
  canceled: "canceled",
  "max-duration": "max_duration",
} as const satisfies Record<CallOutcome, EndReason>;

/** What else the end means: at most one of missed, failed and canceled. */
function besideTheEnd(state: CallState): readonly CallEventType[] {
  if (hasFailed(state)) {
    const isExplained = isTold(state, "call.callMissed") || isTold(state, "call.callCanceled");
    return isExplained ? [] : ["call.callFailed"];
  }
  if (isTold(state, "call.callEnded") || isAnswered(state)) return [];
  if (state.outcome === "hangup") return wasFollowed(state) ? ["call.callMissed"] : [];
  const isOutboundCancel = state.outcome === "canceled" && state.direction !== "inbound";
  return isOutboundCancel ? ["call.callCanceled"] : ["call.callMissed"];
}

/** The carrier failed, or the agent did in a call that was answered; that may be heard of after the end. */
function hasFailed(state: CallState): boolean {
  if (state.outcome === "failed" || state.endReason === "error") return true;
  const { report } = state;
  return isAnswered(state) && (report?.outcome === "failed" || report?.endReason === "error");
}

/**
 * A bare hangup says nothing of an answer. Where the call was followed from before its end and no answer was
 * reported, there was none; where the end is all that is ever reported, nothing is concluded.
 */
function wasFollowed({ ringingAt, startedAt, endedAt }: CallState): boolean {
  return ringingAt !== null || Date.parse(startedAt ?? "") < Date.parse(endedAt ?? "");
}

function draft(type: CallEventType, state: CallState, rules: CallRules): EventDraft {
  return {
    type,
    occurredAt: timeOf(type, state) ?? rules.now,
    dedupeKey: `call:${state.callId}:${type}`,
    callId: state.callId,
    conversationId: null,
    references: state.references,
    agentId: state.agentId,
    workflowId: null,
    data: snapshot(state),
  };
}

function timeOf(type: CallEventType, state: CallState): string | null {
  if (type === "call.callQueued") return state.queuedAt;
  if (type === "call.callStarted") return state.startedAt;
  if (type === "call.callRinging") return state.ringingAt;
  if (type === "call.callAnswered") return state.answeredAt ?? state.startedAt;
  return state.endedAt;
}

/** The call as events show it. */
export function snapshot(stored: CallState): CallData {
  const state = restored(stored);
  const answered = isAnswered(state);
  return {
    callId: state.callId,
    provider: state.provider,
    direction: state.direction,
    fromNumber: state.fromNumber,
    toNumber: state.toNumber,
    createdAt: state.startedAt ?? state.firstSeenAt,
    startedAt: state.startedAt,
    answeredAt: answered ? state.answeredAt : null,
    endedAt: state.endedAt,
    answered,
    durationMs: state.durationMs ?? elapsedMs(state),
    sipCode: state.sipCode,
    endReason: endReason(state),
    errorCode: state.errorCode,
    errorMessage: state.errorMessage,
    goal: state.goal,
    recordingUrl: state.recordingUrl,
    transcriptionUrl: state.transcriptionUrl,
    transcript: state.transcript,
    summary: state.summary,
    // Told where it is due, so also for a mailbox's recording, which only the rules tell from others.
    voicemailLeft: isTold(state, "call.voicemailReceived"),
    outcomes: state.outcomes,
    metadata: state.metadata,
  };
}

/** What only the agent's platform can know of an end; to the carrier somebody just hung up. */
const KNOWN_BY_REPORT: readonly (EndReason | null)[] = [
  "error",
  "voicemail_reached",
  "transferred",
];

/** The most telling reason: what only a report knows, the carrier's own, how the call ended, the report's. */
function endReason(state: CallState): EndReason | null {
  if (state.endedAt === null) return null;
  const { outcome, report } = state;
  const reported = report?.endReason ?? null;
  if (isAnswered(state) && KNOWN_BY_REPORT.includes(reported)) return reported;
  const ending = outcome === null || outcome === "completed" ? "hangup" : END_REASON[outcome];
  return state.endReason ?? (ending === "hangup" ? reported : null) ?? ending;
}

/** Where nobody gives a duration: the time from the answer to the end, none where nobody answered. */
function elapsedMs(state: CallState): number | null {
  if (state.endedAt === null) return null;
  // A bare hangup does not say whether anybody spoke.
  if (!isAnswered(state)) return state.outcome === "hangup" ? null : 0;
  if (state.answeredAt === null) return null;
  return Math.max(Date.parse(state.endedAt) - Date.parse(state.answeredAt), 0);
}

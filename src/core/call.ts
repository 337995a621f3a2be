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

/** Something a provider saw of a call. Repeated, late and reordered observations are normal. */
export type CallObservation = {
  /** The carrier's id of the call. */
  readonly callId: string;
  readonly provider: string;
  /** When it happened, ISO 8601 in UTC. */
  readonly at: string;
  readonly fact: "queued" | "started" | "ringing" | "answered" | "ended";
  /** With `ended`; null while the call lives. */
  readonly outcome: CallOutcome | null;
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
  readonly goal?: Goal | null;
  readonly outcomes?: CallData["outcomes"];
  readonly metadata?: Metadata;
  /** As in EventDraft. */
  readonly references: readonly string[];
  readonly agentId?: string | null;
};

export type CallEventType = Extract<EventDraft, { data: CallData }>["type"];

/** All that is known of a call. JSON-safe: it is stored as it is. */
export type CallState = {
  readonly callId: string;
  readonly provider: string;
  readonly direction: Direction | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly firstSeenAt: string;
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
  readonly goal: Goal | null;
  readonly outcomes: CallData["outcomes"];
  readonly metadata: Metadata;
  readonly references: readonly string[];
  readonly agentId: string | null;
  /** Lifecycle events already emitted; none is emitted twice. */
  readonly emitted: readonly CallEventType[];
};

export type CallStep = { readonly state: CallState; readonly events: readonly EventDraft[] };

/** Adds an observation to what is known of a call and says which lifecycle events are due now. */
export function observe(known: CallState | null, seen: CallObservation): CallStep {
  const merged = merge(known ?? unknownCall(seen), seen);
  const due = dueEvents(merged, seen).filter((type) => !merged.emitted.includes(type));
  const state = { ...merged, emitted: [...merged.emitted, ...due] };
  return { state, events: due.map((type) => draft(type, state, seen)) };
}

function unknownCall(seen: CallObservation): CallState {
  return {
    callId: seen.callId,
    provider: seen.provider,
    direction: null,
    fromNumber: null,
    toNumber: null,
    firstSeenAt: seen.at,
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
    goal: null,
    outcomes: {},
    metadata: {},
    references: [],
    agentId: null,
    emitted: [],
  };
}

const FIRST_WINS = [
  "direction",
  "fromNumber",
  "toNumber",
  "outcome",
  "endReason",
  "durationMs",
  "sipCode",
  "errorCode",
  "errorMessage",
  "recordingUrl",
  "transcriptionUrl",
  "goal",
  "agentId",
] as const satisfies readonly (keyof CallState & keyof CallObservation)[];

/** What was said first stays; details that were missing are filled in. */
function merge(state: CallState, seen: CallObservation): CallState {
  const filled = Object.fromEntries(
    FIRST_WINS.map((field) => [field, state[field] ?? seen[field] ?? null]),
  ) as Pick<CallState, (typeof FIRST_WINS)[number]>;
  return {
    ...state,
    ...filled,
    ...mergeTimes(state, seen),
    outcomes: { ...seen.outcomes, ...state.outcomes },
    metadata: { ...seen.metadata, ...state.metadata },
    references: [...new Set([...state.references, ...seen.references])],
  };
}

const TIME_OF = {
  queued: null,
  started: "startedAt",
  ringing: "ringingAt",
  answered: "answeredAt",
  ended: "endedAt",
} as const satisfies Record<CallObservation["fact"], keyof CallState | null>;

/** Each time is the earliest one told for its fact; a call that did anything has started. */
function mergeTimes(state: CallState, seen: CallObservation): Partial<CallState> {
  const field = TIME_OF[seen.fact];
  const beganAt = beginning(seen);
  const firstSeenAt = earliest(state.firstSeenAt, beganAt);
  if (field === null) return { firstSeenAt };
  const startedAt = earliest(state.startedAt, beganAt);
  const answeredAt = wasPickedUp(seen.outcome) ? (state.answeredAt ?? beganAt) : state.answeredAt;
  return { firstSeenAt, startedAt, answeredAt, [field]: earliest(state[field], seen.at) };
}

/** A callback about the end that gives a duration tells when the conversation began. */
function beginning(seen: CallObservation): string {
  if (seen.fact !== "ended" || !wasPickedUp(seen.outcome)) return seen.at;
  return new Date(Date.parse(seen.at) - (seen.durationMs ?? 0)).toISOString();
}

function earliest(known: string | null, other: string): string {
  return known === null || Date.parse(other) < Date.parse(known) ? other : known;
}

/** Events that follow from what is known, in the order in which a call lives through them. */
function dueEvents(state: CallState, seen: CallObservation): readonly CallEventType[] {
  const due: CallEventType[] = [];
  if (seen.fact === "queued") due.push("call.callQueued");
  if (state.startedAt !== null) due.push("call.callStarted");
  // Ringing is worth telling only while it rings: after the end it would be news of the past.
  if (state.ringingAt !== null && !state.emitted.includes("call.callEnded")) {
    due.push("call.callRinging");
  }
  if (isAnswered(state)) due.push("call.callAnswered");
  if (state.endedAt !== null) due.push("call.callEnded", ...besideTheEnd(state));
  return due;
}

/** A call whose end was already told as unanswered stays so: later contradictions change nothing. */
function isAnswered(state: CallState): boolean {
  if (state.emitted.includes("call.callAnswered")) return true;
  if (state.emitted.includes("call.callEnded")) return false;
  return state.answeredAt !== null || wasPickedUp(state.outcome);
}

/** Outcomes that only a conversation can have. */
function wasPickedUp(outcome: CallOutcome | null): boolean {
  return outcome === "completed" || outcome === "max-duration";
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
  if (state.emitted.includes("call.callEnded")) return [];
  if (state.outcome === "failed" || state.endReason === "error") return ["call.callFailed"];
  if (isAnswered(state)) return [];
  if (state.outcome === "no-answer" || state.outcome === "busy") return ["call.callMissed"];
  if (state.outcome === "canceled") {
    return state.direction === "inbound" ? ["call.callMissed"] : ["call.callCanceled"];
  }
  // A bare hangup says nothing of an answer. Where the call was followed from before and no answer was
  // reported, there was none; where the end is all that is ever reported, nothing is concluded.
  const wasFollowed = state.ringingAt !== null || state.emitted.includes("call.callStarted");
  return state.outcome === "hangup" && wasFollowed ? ["call.callMissed"] : [];
}

function draft(type: CallEventType, state: CallState, seen: CallObservation): EventDraft {
  return {
    type,
    occurredAt: timeOf(type, state) ?? seen.at,
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
  if (type === "call.callQueued") return state.firstSeenAt;
  if (type === "call.callStarted") return state.startedAt;
  if (type === "call.callRinging") return state.ringingAt;
  if (type === "call.callAnswered") return state.answeredAt ?? state.startedAt;
  return state.endedAt;
}

/** The call as events show it. */
function snapshot(state: CallState): CallData {
  return {
    callId: state.callId,
    provider: state.provider,
    direction: state.direction,
    fromNumber: state.fromNumber,
    toNumber: state.toNumber,
    createdAt: state.startedAt ?? state.firstSeenAt,
    startedAt: state.startedAt,
    answeredAt: state.answeredAt,
    endedAt: state.endedAt,
    answered: isAnswered(state),
    durationMs: state.durationMs ?? elapsedMs(state),
    sipCode: state.sipCode,
    endReason: endReason(state),
    errorCode: state.errorCode,
    errorMessage: state.errorMessage,
    goal: state.goal,
    recordingUrl: state.recordingUrl,
    transcriptionUrl: state.transcriptionUrl,
    outcomes: state.outcomes,
    metadata: state.metadata,
  };
}

function endReason(state: CallState): EndReason | null {
  if (state.endedAt === null) return null;
  return state.endReason ?? (state.outcome === null ? "hangup" : END_REASON[state.outcome]);
}

/** Where the provider gives no duration: the time from the answer to the end, none where nobody answered. */
function elapsedMs(state: CallState): number | null {
  if (state.endedAt === null) return null;
  // A bare hangup does not say whether anybody spoke.
  if (state.answeredAt === null) return state.outcome === "hangup" ? null : 0;
  return Math.max(Date.parse(state.endedAt) - Date.parse(state.answeredAt), 0);
}

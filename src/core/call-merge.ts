import {
  CALL_DETAILS,
  type CallDetail,
  type CallFact,
  type CallObservation,
  type CallOutcome,
  type CallReport,
  type CallState,
  wasPickedUp,
} from "./call-state.ts";

/**
 * What is known of a call, with one more observation. What was said first stays and what was missing is filled in,
 * but the carrier's word on its own call stands before anybody else's. `now`: our own clock.
 */
export function merge(state: CallState, seen: CallObservation, now: string): CallState {
  const known: CallState = {
    ...state,
    ...withDetails(state, seen),
    firstSeenAt: earliest(state.firstSeenAt, seen.startedAt ?? seen.at),
    isVoicemail: state.isVoicemail || seen.isVoicemail === true || seen.fact === "voicemail",
    isRecorded: state.isRecorded || seen.isRecorded === true,
    enrichmentMs: Math.max(state.enrichmentMs, (seen.enrichmentWindowSeconds ?? 0) * 1000),
    outcomes: { ...seen.outcomes, ...state.outcomes },
    metadata: { ...seen.metadata, ...state.metadata },
    references: [...new Set([...state.references, ...seen.references])],
  };
  if (seen.fact === "report") return withReport(known, seen, now);
  return isCarrierFact(seen.fact) ? withCarrierFact(known, seen, seen.fact, now) : known;
}

type Details = Pick<CallState, CallDetail | "carrierSaid">;

function withDetails(state: CallState, seen: CallObservation): Details {
  // What a report gives as the end's reason is weighed against the carrier's when the end is told.
  const said = seen.fact === "report" ? { ...seen, endReason: null } : seen;
  const isCarriers = isCarrierFact(seen.fact);
  const news = CALL_DETAILS.filter((detail) => {
    // An empty text, such as the summary of a conversation of few words, says nothing.
    const isSaid = (said[detail] ?? "") !== "";
    if (!isSaid || state.carrierSaid.includes(detail)) return false;
    return isCarriers || state[detail] === null;
  });
  const told = Object.fromEntries(news.map((detail) => [detail, said[detail]]));
  const details: Pick<CallState, CallDetail> = { ...state, ...told };
  return {
    ...details,
    carrierSaid: isCarriers ? [...state.carrierSaid, ...news] : state.carrierSaid,
  };
}

const TIME_OF = {
  queued: "queuedAt",
  started: "startedAt",
  ringing: "ringingAt",
  answered: "answeredAt",
  ended: "endedAt",
} as const satisfies { readonly [F in CallFact]?: keyof CallState };
type CarrierFact = keyof typeof TIME_OF;

function isCarrierFact(fact: CallFact): fact is CarrierFact {
  return fact in TIME_OF;
}

/** Each time is the earliest one told for its fact; a call that did anything but wait has started. */
function withCarrierFact(
  state: CallState,
  seen: CallObservation,
  fact: CarrierFact,
  now: string,
): CallState {
  const beganAt = seen.startedAt ?? pickedUpAt(seen) ?? seen.at;
  const field = TIME_OF[fact];
  return {
    ...state,
    provider: state.heardAt === null ? seen.provider : state.provider,
    outcome: outcomeWith(state, seen.outcome),
    firstSeenAt: earliest(state.firstSeenAt, beganAt),
    startedAt: fact === "queued" ? state.startedAt : earliest(state.startedAt, beganAt),
    heardAt: now,
    endHeardAt: fact === "ended" ? (state.endHeardAt ?? now) : state.endHeardAt,
    [field]: earliest(state[field], seen.at),
    ...withAnswer(state, seen),
  };
}

/** A bare hangup gives way to an end that says more, until the end is told. */
function outcomeWith(state: CallState, said: CallOutcome | null): CallOutcome | null {
  const isOpen = state.outcome === null || state.outcome === "hangup";
  if (said === null || !isOpen || state.emitted.includes("call.callEnded")) return state.outcome;
  return said;
}

/** The carrier's own time of the answer stands before what its end, and that before what a report, lets conclude. */
function withAnswer(
  state: CallState,
  seen: CallObservation,
): Pick<CallState, "answeredAt" | "carrierSaid"> {
  const { carrierSaid } = state;
  const isTold = carrierSaid.includes("answeredAt");
  if (seen.fact === "answered") {
    return {
      answeredAt: earliest(isTold ? state.answeredAt : null, seen.at),
      carrierSaid: isTold ? carrierSaid : [...carrierSaid, "answeredAt"],
    };
  }
  const concludedAt = isTold ? null : pickedUpAt(seen);
  return { answeredAt: concludedAt ?? state.answeredAt, carrierSaid };
}

/** A callback about the end that gives a duration tells when the conversation began. */
function pickedUpAt(seen: CallObservation): string | null {
  if (!wasPickedUp(seen.outcome)) return null;
  if (seen.startedAt) return seen.startedAt;
  const durationMs = seen.durationMs ?? null;
  return durationMs === null ? null : new Date(Date.parse(seen.at) - durationMs).toISOString();
}

function withReport(state: CallState, seen: CallObservation, now: string): CallState {
  const report: CallReport = {
    heardAt: now,
    startedAt: seen.startedAt ?? null,
    endedAt: seen.at,
    outcome: seen.outcome,
    endReason: seen.endReason ?? null,
    namesCarrierCall: seen.namesCarrierCall ?? false,
  };
  // Whoever reports a conversation has had one: a carrier that says only "hangup" is understood by it.
  const spokeAt = hasSpoken(seen) ? (seen.startedAt ?? seen.at) : null;
  return {
    ...state,
    report: state.report ?? report,
    answeredAt: state.answeredAt ?? spokeAt,
  };
}

const UNANSWERED: readonly (CallOutcome | null)[] = ["busy", "no-answer", "canceled"];

/** A conversation that failed was one, if it lasted. */
function hasSpoken({ outcome, durationMs = null }: CallObservation): boolean {
  return (
    wasPickedUp(outcome) || (durationMs !== null && durationMs > 0 && !UNANSWERED.includes(outcome))
  );
}

/** Where the carrier stays silent, the report stands in for it. */
export function concludeFromReport(state: CallState, report: CallReport, now: string): CallState {
  const startedAt = report.startedAt ?? report.endedAt;
  return {
    ...state,
    outcome: state.outcome ?? report.outcome,
    endReason: state.endReason ?? report.endReason,
    startedAt: earliest(state.startedAt, startedAt),
    endedAt: report.endedAt,
    endHeardAt: now,
    heardAt: state.heardAt ?? now,
  };
}

function earliest(known: string | null, other: string): string {
  return known === null || Date.parse(other) < Date.parse(known) ? other : known;
}

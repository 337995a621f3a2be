import type { CallObservation, CallOutcome } from "#src/core/call.ts";
import type { Direction, EndReason } from "#src/core/catalog/call-events.ts";

export type Progress = Pick<CallObservation, "fact" | "outcome">;

const lives = (fact: Exclude<CallObservation["fact"], "ended">): Progress => ({
  fact,
  outcome: null,
});
const ended = (outcome: CallOutcome): Progress => ({ fact: "ended", outcome });

/** `CallStatus` and `DialCallStatus`. A subscriber to `answered` gets `in-progress` beside it: one fact. */
const STATUSES: Readonly<Record<string, Progress>> = {
  queued: lives("queued"),
  initiated: lives("started"),
  ringing: lives("ringing"),
  answered: lives("answered"),
  "in-progress": lives("answered"),
  completed: ended("completed"),
  busy: ended("busy"),
  "no-answer": ended("no-answer"),
  failed: ended("failed"),
  canceled: ended("canceled"),
};

/** `call_state`. `ending` announces what `ended` tells with its reason. */
const STATES: Readonly<Record<string, Progress["fact"]>> = {
  created: "started",
  ringing: "ringing",
  answered: "answered",
  ended: "ended",
};

export type Ending = { readonly outcome: CallOutcome; readonly endReason: EndReason | null };

/** `end_reason` in the three spellings of the vendor's pages (`no_answer`, `noAnswer`), reduced to letters. */
const ENDINGS: Readonly<Record<string, Ending>> = {
  hangup: { outcome: "hangup", endReason: null },
  busy: { outcome: "busy", endReason: null },
  decline: { outcome: "busy", endReason: null },
  declined: { outcome: "busy", endReason: null },
  noanswer: { outcome: "no-answer", endReason: null },
  cancel: { outcome: "canceled", endReason: null },
  abandoned: { outcome: "canceled", endReason: null },
  maxduration: { outcome: "max-duration", endReason: null },
  notfound: { outcome: "failed", endReason: "dial_failed" },
  error: { outcome: "failed", endReason: "error" },
};

export function progressOfStatus(status: string): Progress | null {
  return own(STATUSES, status);
}

export function factOfState(state: string): Progress["fact"] | null {
  return own(STATES, state);
}

/** An unknown or absent reason says no more than that the call is over. */
export function endingOfReason(reason: string | null): Ending {
  const letters = (reason ?? "").toLowerCase().replace(/[^a-z]/g, "");
  return own(ENDINGS, letters) ?? { outcome: "hangup", endReason: null };
}

/** `inbound`, `outbound`, `outbound-api`, `outbound-dial`. */
export function directionOf(text: string | null): Direction | null {
  if (text === "inbound") return "inbound";
  return text?.startsWith("outbound") ? "outbound" : null;
}

/** A table's own entry: `constructor` is a status like any other unknown one. */
function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | null {
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}

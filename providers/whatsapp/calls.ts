import type { CallObservation } from "#src/core/call.ts";
import type { Direction, Metadata } from "#src/core/catalog/call-events.ts";
import type { Fact } from "#src/provider.ts";
import {
  about,
  type ChangeContext,
  e164,
  type Identity,
  instant,
  readableInstant,
} from "./facts.ts";
import {
  type Call,
  type CallStatus,
  type Contact,
  type MessagesValue,
  readable,
  StatusError,
} from "./schema.ts";

type Where = { readonly identity: Identity; readonly context: ChangeContext };
type Value = Pick<MessagesValue, "errors" | "calls">;

/**
 * What `calls[]` tells (Meta, "User-initiated calls", "Business-initiated calls"). Other events than these, such as
 * `call_transcription_available`, say nothing of the call's course.
 */
export function observedCalls(
  calls: readonly Call[],
  told: { readonly contacts: readonly Contact[]; readonly value: Value },
  where: Where,
): readonly Fact[] {
  return calls.flatMap((call) => {
    const course = courseOf(call, told.value, where);
    if (course === null) return [];
    return [fact({ ...shared(where), ...partiesOf(call, told.contacts, where), ...course })];
  });
}

type Course = Pick<CallObservation, "callId" | "at" | "fact" | "outcome"> &
  Partial<CallObservation>;

function courseOf(call: Call, value: Value, { context }: Where): Course | null {
  const at = instant(call.timestamp, context.receivedAt);
  const begun = { callId: call.id, at, outcome: null } as const;
  if (call.event === "connect") {
    // Whoever calls the business makes its side ring; a user's telephone rings when a status says so.
    const isRinging = directionOf(call) === "inbound";
    return { ...begun, fact: isRinging ? "ringing" : "started" };
  }
  // In place of `connect` where the signalling is SIP.
  if (call.event === "call_created") return { ...begun, fact: "started" };
  return call.event === "terminate" ? endOf(call, at, value) : null;
}

/** Start and duration are there only when the call was picked up. */
function endOf(call: Call, reportedAt: string, value: Value): Course {
  const startedAt = readableInstant(call.start_time);
  const at = readableInstant(call.end_time) ?? reportedAt;
  const ended = { callId: call.id, at, fact: "ended" } as const;
  const problem = problemOf(call, value);
  const isFailed = call.status?.toUpperCase() === "FAILED";
  if (startedAt !== null || (call.duration ?? 0) > 0) {
    return {
      ...ended,
      outcome: "completed",
      startedAt,
      durationMs: call.duration === null ? null : call.duration * 1_000,
      ...(isFailed && { endReason: "error", ...problem }),
    };
  }
  // An inbound call that nobody took is a missed one, unless Meta says what went wrong.
  const isProblem = isFailed && (problem !== null || directionOf(call) !== "inbound");
  return { ...ended, outcome: isProblem ? "failed" : "no-answer", ...(isProblem && problem) };
}

/** Errors stand at the call in some payloads and beside the calls in Meta's own samples. */
function problemOf(
  call: Call,
  value: Value,
): Pick<CallObservation, "errorCode" | "errorMessage"> | null {
  const beside = value.calls.length === 1 ? value.errors : [];
  const [error] = readable(StatusError, call.errors.length > 0 ? call.errors : beside);
  if (error === undefined) return null;
  return {
    errorCode: error.code === null ? null : String(error.code),
    errorMessage: error.error_data.details ?? error.message ?? error.title,
  };
}

const DIRECTIONS: ReadonlyMap<string | null, Direction> = new Map([
  ["USER_INITIATED", "inbound"],
  ["BUSINESS_INITIATED", "outbound"],
]);
const DIRECTION_OF_SESSION: ReadonlyMap<string | null, Direction> = new Map([
  ["offer", "inbound"],
  ["answer", "outbound"],
]);

/** Some payloads name no direction; then who offers the session is who calls. */
function directionOf({ direction, session }: Call): Direction | null {
  return DIRECTIONS.get(direction) ?? DIRECTION_OF_SESSION.get(session.sdp_type) ?? null;
}

/** A user without a number is known by the business-scoped id alone. */
function partiesOf(call: Call, contacts: readonly Contact[], { identity }: Where) {
  const direction = directionOf(call);
  const business = identity.displayPhoneNumber;
  const [contact] = contacts.length === 1 ? contacts : [];
  const userId = call.from_user_id ?? call.to_user_id ?? contact?.user_id ?? null;
  return {
    direction,
    fromNumber: numberOf(call.from ?? (direction === "outbound" ? business : null)),
    toNumber: numberOf(call.to ?? (direction === "inbound" ? business : null)),
    metadata: metadataOf({
      userId,
      callbackData: call.biz_opaque_callback_data,
      deeplinkPayload: call.deeplink_payload,
      ctaPayload: call.cta_payload,
    }),
  };
}

const COURSE_OF_STATUS: ReadonlyMap<string, Pick<CallObservation, "fact" | "outcome">> = new Map([
  ["RINGING", { fact: "ringing", outcome: null }],
  ["ACCEPTED", { fact: "answered", outcome: null }],
  ["REJECTED", { fact: "ended", outcome: "busy" }],
] as const);

/** How a user's telephone answers a call of the business; calls of users have no statuses. */
export function observedCallStatuses(
  statuses: readonly CallStatus[],
  where: Where,
): readonly Fact[] {
  return statuses.flatMap((status) => {
    const course = COURSE_OF_STATUS.get(status.status.toUpperCase());
    if (course === undefined) return [];
    const observation = {
      ...shared(where),
      callId: status.id,
      at: instant(status.timestamp, where.context.receivedAt),
      ...course,
      direction: "outbound",
      fromNumber: numberOf(where.identity.displayPhoneNumber),
      toNumber: numberOf(status.recipient_id),
      metadata: metadataOf({
        userId: status.recipient_user_id,
        callbackData: status.biz_opaque_callback_data,
      }),
    } as const;
    return [fact(observation)];
  });
}

function shared({ identity, context }: Where) {
  const { enrichmentWindowSeconds } = context.settings;
  return {
    provider: "whatsapp",
    references: about(identity).references,
    ...(enrichmentWindowSeconds !== undefined && { enrichmentWindowSeconds }),
  };
}

function numberOf(number: string | null): string | null {
  return number === null ? null : e164(number);
}

function metadataOf(values: Readonly<Record<string, string | null>>): Metadata {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function fact(observation: CallObservation): Fact {
  return { kind: "call", observation };
}

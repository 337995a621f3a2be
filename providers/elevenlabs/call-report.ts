import type { CallObservation, CallOutcome } from "#src/core/call.ts";
import type { EndReason } from "#src/core/catalog/call-events.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import { enrichment } from "./arrival.ts";
import { about, type Conversation, goal, outcomes, plainText } from "./conversation.ts";
import type { PhoneCall, Report } from "./schema.ts";
import { type SystemResults, systemResults } from "./system-results.ts";
import { isoTime, milliseconds } from "./tolerant.ts";

/** What a report tells of the call that the conversation was held over; nothing for a web session. */
export function callFacts(conversation: Conversation): readonly Fact[] {
  const phone = conversation.report.metadata.phone_call;
  const { callId } = about(conversation);
  if (phone === null || callId === null) return [];
  const told = { conversation, phone, callId, done: systemResults(conversation.report.transcript) };
  return [
    ...transfers(told).map((event) => ({ kind: "event", event }) as const),
    { kind: "call", observation: reportOf(told) },
  ];
}

type Told = {
  readonly conversation: Conversation;
  readonly phone: PhoneCall;
  readonly callId: string;
  readonly done: SystemResults;
};

/** Where the times are missing, those of the report itself stand in. */
function reportOf(told: Told): CallObservation {
  const { report } = told.conversation;
  const { metadata } = report;
  const startedAt = metadata.accepted_time_unix_secs ?? metadata.start_time_unix_secs;
  const outcome = outcomeOf(report);
  return {
    ...observed(told),
    fact: "report",
    outcome,
    startedAt: startedAt === null ? null : isoTime(startedAt),
    namesCarrierCall: told.phone.call_sid !== null,
    endReason: endReasonOf(told),
    durationMs: milliseconds(metadata.call_duration_secs),
    ...(outcome === "failed" && problemOf(report)),
    ...(isRecorded(told) && { isRecorded: true }),
    ...(hasVoicemail(told) && { isVoicemail: true }),
    transcript: plainText(report.transcript),
    summary: report.analysis.transcript_summary,
    goal: goal(report),
    outcomes: outcomes(report),
  };
}

function observed({ conversation, phone, callId }: Told) {
  const { id, attached, arrival, endedAt, reportedAt } = conversation;
  const { references, agentId } = about(conversation);
  return {
    callId,
    provider: "elevenlabs",
    at: endedAt === null ? reportedAt : isoTime(endedAt),
    ...parties(phone),
    metadata: { ...attached.metadata, conversationId: id },
    references,
    agentId,
    ...enrichment(arrival),
  };
}

const UNANSWERED: ReadonlyMap<string | null, CallOutcome> = new Map([
  ["busy", "busy"],
  ["no_answer", "no-answer"],
  ["no-answer", "no-answer"],
]);

function outcomeOf(report: Report): CallOutcome {
  const result = report.metadata.phone_call?.call_result ?? null;
  const unanswered = UNANSWERED.get(result);
  if (unanswered !== undefined) return unanswered;
  return result === "failed" || hasFailed(report) ? "failed" : "completed";
}

function hasFailed({ status, metadata }: Report): boolean {
  return status === "failed" || metadata.error.code !== null || metadata.error.reason !== null;
}

function problemOf({ metadata: { error, termination_reason: reason } }: Report) {
  return { errorCode: error.code, errorMessage: error.reason ?? (reason === "" ? null : reason) };
}

function parties({ direction, agent_number: agent, external_number: customer }: PhoneCall) {
  if (direction === "inbound") return { direction, fromNumber: customer, toNumber: agent } as const;
  if (direction === "outbound") {
    return { direction, fromNumber: agent, toNumber: customer } as const;
  }
  return { direction: null, fromNumber: null, toNumber: null };
}

/** Texts that leave no doubt who or what ended the call; of the others the report says nothing. */
const TERMINATIONS: readonly (readonly [RegExp, EndReason])[] = [
  [/^voicemail_detection tool was called/i, "voicemail_reached"],
  [/^transfer_to_number tool was called/i, "transferred"],
  [
    /^end_call tool was called|^(the )?agent (has )?(ended|hung up)|ended by (the )?agent/i,
    "agent_hangup",
  ],
  [
    /^client (has )?(disconnected|ended)|^(the )?(user|caller|customer) (has )?(ended|hung up|disconnected)|ended by (the )?(remote party|user|client|caller)/i,
    "user_hangup",
  ],
  [/\bmax(imum)?[ _](\w+[ _])?duration/i, "max_duration"],
];

/** What the platform knows to have happened, before what it calls the reason. */
function endReasonOf({ conversation: { report }, phone, done }: Told): EndReason | null {
  if (UNANSWERED.has(phone.call_result)) return null;
  if (done.voicemail !== null || phone.call_result === "voicemail") return "voicemail_reached";
  if (done.transfers.length > 0) return "transferred";
  if (hasFailed(report)) return "error";
  const reason = report.metadata.termination_reason ?? "";
  return TERMINATIONS.find(([pattern]) => pattern.test(reason))?.[1] ?? null;
}

/** Either a machine was left a message, or this connection is a mailbox and somebody spoke to it. */
function hasVoicemail({ conversation, phone, done }: Told): boolean {
  if (conversation.arrival.settings.mailbox === true && isRecorded({ conversation, phone })) {
    return true;
  }
  // Without the tool's own word on the message, that the call went to voicemail is all there is.
  return done.voicemail?.leftMessage ?? phone.call_result === "voicemail";
}

/** Somebody who called spoke, and it was recorded: on a mailbox that is a message. */
function isRecorded({ conversation, phone }: Pick<Told, "conversation" | "phone">): boolean {
  return conversation.report.has_audio === true && phone.direction !== "outbound";
}

function transfers({ conversation, phone, callId, done }: Told): readonly EventDraft[] {
  const { id, attached, startedAt, reportedAt } = conversation;
  const { fromNumber, toNumber } = parties(phone);
  return done.transfers.map(({ key, atSeconds, target }) => ({
    type: "call.transferInitiated",
    occurredAt: startedAt === null ? reportedAt : isoTime(startedAt + (atSeconds ?? 0)),
    dedupeKey: `transfer:${id}:${key}`,
    ...about(conversation),
    data: { callId, fromNumber, toNumber, target, metadata: attached.metadata },
  }));
}

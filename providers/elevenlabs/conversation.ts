import type { Goal } from "#src/core/catalog/call-events.ts";
import type { EventData, EventDraft } from "#src/core/catalog.ts";
import { redactJson } from "#src/security/redact.ts";
import type { Arrival } from "./arrival.ts";
import { type Attached, readAttached } from "./attached.ts";
import type { PostCallTranscription, Report, Turn } from "./schema.ts";
import { isoTime, milliseconds } from "./tolerant.ts";
import { type Invocation, invocations } from "./tool-calls.ts";

/** A conversation as its report tells it. */
export type Conversation = {
  readonly id: string;
  readonly report: Report;
  readonly attached: Attached;
  /** Unix seconds. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** When the analysis was ready, ISO 8601. */
  readonly reportedAt: string;
  readonly arrival: Arrival;
};

/** Null where nothing tells the conversation from others. */
export function readConversation(
  { data: report, event_timestamp: reported }: PostCallTranscription,
  arrival: Arrival,
): Conversation | null {
  if (report.conversation_id === null) return null;
  const startedAt = report.metadata.start_time_unix_secs;
  return {
    id: report.conversation_id,
    report,
    attached: readAttached(report.conversation_initiation_client_data.dynamic_variables),
    startedAt,
    endedAt: startedAt === null ? null : startedAt + (report.metadata.call_duration_secs ?? 0),
    reportedAt: reported === null ? arrival.receivedAt.toISOString() : isoTime(reported),
    arrival,
  };
}

/** The conversation, its text, and the tools it used, as they happened. */
export function conversationEvents(conversation: Conversation): readonly EventDraft[] {
  const { report } = conversation;
  return [
    ...invocations(report.transcript).map((invocation) => toolInvoked(conversation, invocation)),
    conversationCompleted(conversation),
    ...(isTold(report) ? [transcriptionCompleted(conversation)] : []),
  ];
}

type Outcomes = EventData<"conversation.completed">["outcomes"];

/** ElevenLabs can be told to leave the transcript out; a summary alone is still worth telling. */
function isTold({ transcript, analysis }: Report): boolean {
  return transcript.length > 0 || (analysis.transcript_summary ?? "") !== "";
}

/** What every event of the conversation shares. */
export function about({ id, report, attached }: Conversation) {
  const phone = report.metadata.phone_call;
  return {
    // A call whose carrier's id is not told goes by the conversation's, as a failed one does.
    callId: phone === null ? null : (phone.call_sid ?? id),
    conversationId: id,
    references: references(report),
    agentId: attached.agentId,
    workflowId: attached.workflowId,
  };
}

/** Most telling first: the customer's own number comes last. */
function references({ agent_id, metadata }: Report): readonly string[] {
  const { phone_call: phone, whatsapp } = metadata;
  const named = [
    agent_id,
    phone?.agent_number,
    phone?.phone_number_id,
    whatsapp?.whatsapp_phone_number_id,
    phone?.external_number,
  ];
  return [...new Set(named.filter((name) => typeof name === "string"))];
}

function conversationCompleted(conversation: Conversation): EventDraft {
  const { id, report, attached, startedAt, endedAt, reportedAt } = conversation;
  const shared = about(conversation);
  const endedAtIso = endedAt === null ? null : isoTime(endedAt);
  return {
    type: "conversation.completed",
    occurredAt: endedAtIso ?? reportedAt,
    dedupeKey: `conversation:${id}:completed`,
    ...shared,
    data: {
      conversationId: id,
      callId: shared.callId,
      agentReference: report.agent_id,
      channel: channel(report),
      status: report.status ?? "done",
      startedAt: startedAt === null ? null : isoTime(startedAt),
      endedAt: endedAtIso,
      durationMs: milliseconds(report.metadata.call_duration_secs),
      summary: report.analysis.transcript_summary,
      goal: goal(report),
      outcomes: outcomes(report),
      metadata: attached.metadata,
    },
  };
}

type Channel = EventData<"conversation.completed">["channel"];

/** First match wins; sources are open-ended, and one that is not known here says nothing. */
const CHANNEL_OF_SOURCE: readonly (readonly [RegExp, Channel])[] = [
  [/whatsapp/, "whatsapp"],
  [/sms/, "sms"],
  [/^(twilio|sip_trunk|exotel|genesys|avaya|audiocodes)/, "voice"],
  [/^widget$|_sdk$/, "web"],
];

function channel({ metadata }: Report): Channel {
  if (metadata.phone_call !== null) return "voice";
  if (metadata.whatsapp !== null) return "whatsapp";
  if (metadata.sms !== null) return "sms";
  const source = metadata.conversation_initiation_source ?? "";
  const known = CHANNEL_OF_SOURCE.find(([pattern]) => pattern.test(source))?.[1] ?? null;
  return metadata.text_only === true && (known === null || known === "web") ? "chat" : known;
}

const ACHIEVED: ReadonlyMap<string | null, boolean> = new Map([
  ["success", true],
  ["failure", false],
]);

/** None where the analysis could not tell, or there was no analysis. */
export function goal({ analysis }: Report): Goal | null {
  const achieved = ACHIEVED.get(analysis.call_successful);
  return achieved === undefined ? null : { achieved, reason: analysis.transcript_summary };
}

/** Collected values and criteria by id; where both use one id, the collected value says more. */
export function outcomes({ analysis }: Report): Outcomes {
  const criteria = Object.entries(analysis.evaluation_criteria_results);
  const collected = Object.entries(analysis.data_collection_results);
  return Object.fromEntries([
    ...criteria.map(([id, { result }]) => [id, result] as const),
    ...collected.map(([id, { value }]) => [id, redactJson(value)] as const),
  ]);
}

function transcriptionCompleted(conversation: Conversation): EventDraft {
  const { id, report, attached, reportedAt } = conversation;
  const shared = about(conversation);
  return {
    type: "call.transcriptionCompleted",
    occurredAt: reportedAt,
    dedupeKey: `transcription:${id}`,
    ...shared,
    data: {
      callId: shared.callId,
      conversationId: id,
      text: plainText(report.transcript),
      turns: report.transcript.map((turn) => ({
        role: turn.role ?? "unknown",
        message: turn.message,
        timeInCallSeconds: turn.time_in_call_secs,
      })),
      language: report.metadata.main_language,
      summary: report.analysis.transcript_summary,
      url: null,
      metadata: attached.metadata,
    },
  };
}

export function plainText(transcript: readonly Turn[]): string | null {
  const lines = transcript.flatMap(({ role, message }) =>
    message === null ? [] : [`${role ?? "unknown"}: ${message.replaceAll(/\s*[\r\n]+\s*/g, " ")}`],
  );
  return lines.length === 0 ? null : lines.join("\n");
}

function toolInvoked(conversation: Conversation, invocation: Invocation): EventDraft {
  const { id, attached, startedAt, reportedAt } = conversation;
  const shared = about(conversation);
  const { atSeconds, details, errorType, type } = invocation;
  return {
    type: "tool.invoked",
    occurredAt: startedAt === null ? reportedAt : isoTime(startedAt + (atSeconds ?? 0)),
    dedupeKey: `tool:${id}:${invocation.key}`,
    ...shared,
    data: {
      toolId: null,
      toolIdentifier: invocation.name ?? "unknown",
      invocationId: invocation.requestId,
      executionId: attached.executionId,
      callId: shared.callId,
      conversationId: id,
      arguments: invocation.arguments,
      result: { success: invocation.succeeded, output: invocation.output },
      durationMs: invocation.durationMs,
      // Only the ids: hundreds of tool calls times everything attached would grow out of all proportion.
      metadata: {
        ...attached.ids,
        ...(type !== null && { toolType: type }),
        ...(details !== null && { toolDetails: details }),
        ...(errorType !== null && { errorType }),
      },
    },
  };
}

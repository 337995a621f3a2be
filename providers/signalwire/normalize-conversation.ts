import type { CallObservation } from "#src/core/call.ts";
import { type EndReason, Metadata } from "#src/core/catalog/call-events.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import { redactJson } from "#src/security/redact.ts";
import { directionOf } from "./call-terms.ts";
import {
  aboutConversation,
  type Conversation,
  conversationMetadata,
  readConversation,
  sessionOf,
} from "./conversation.ts";
import { type Arrival, callFact, eventFact } from "./facts.ts";
import { elapsedMs, instantOfMicroseconds } from "./instants.ts";
import { partyOf } from "./parties.ts";
import type { JsonObject } from "./payload.ts";
import { PostPrompt } from "./schema-agent.ts";
import { toolsInvoked } from "./tools-invoked.ts";

/** `post_conversation`: what an agent's `post_prompt_url` gets when the conversation is over. */
export function postPrompt(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = PostPrompt.safeParse(value);
  const conversation = parsed.success ? readConversation(parsed.data, arrival) : null;
  if (conversation === null) return [];
  const events = [
    ...toolsInvoked(conversation),
    conversationCompleted(conversation),
    ...transcriptionCompleted(conversation),
  ];
  return [...events.map(eventFact), ...reported(conversation, arrival)];
}

function conversationCompleted(conversation: Conversation): EventDraft {
  const { id, callId, report, startedAt, endedAt, receivedAt } = conversation;
  return {
    type: "conversation.completed",
    occurredAt: endedAt ?? receivedAt,
    dedupeKey: `conversation:${sessionOf(conversation)}:completed`,
    ...aboutConversation(conversation),
    data: {
      conversationId: id,
      callId,
      agentReference: report.app_name,
      channel: callId === null ? "chat" : "voice",
      status: "completed",
      startedAt,
      endedAt,
      durationMs: elapsedMs(startedAt, endedAt),
      summary: summary(conversation),
      goal: null,
      outcomes: outcomes(conversation),
      metadata: conversationMetadata(conversation),
    },
  };
}

/** The agent's answer to its `post_prompt` where that is prose; JSON found in it are the outcomes. */
function summary({ report }: Conversation): string | null {
  const { post_prompt_data: answer, conversation_summary: told } = report;
  const prose = answer?.parsed.length === 0 ? answer.raw : null;
  return told ?? answer?.substituted ?? prose;
}

function outcomes({ report }: Conversation): Metadata {
  const values = redactJson(report.post_prompt_data?.parsed[0] ?? {});
  return Metadata.parse(values);
}

/** Prompts, tool results and markers stand in the same log: what was not said by either side is left out. */
const SPEAKERS: ReadonlySet<string> = new Set(["user", "assistant"]);

function transcriptionCompleted(conversation: Conversation): readonly EventDraft[] {
  const { id, callId, endedAt, receivedAt } = conversation;
  const turns = turnsOf(conversation);
  if (turns.length === 0) return [];
  return [
    {
      type: "call.transcriptionCompleted",
      occurredAt: endedAt ?? receivedAt,
      dedupeKey: `transcription:${sessionOf(conversation)}`,
      ...aboutConversation(conversation),
      data: {
        callId,
        conversationId: id,
        text: plainText(turns),
        turns: [...turns],
        language: null,
        summary: summary(conversation),
        url: null,
        metadata: conversationMetadata(conversation),
      },
    },
  ];
}

type Turn = {
  readonly role: string;
  readonly message: string;
  readonly timeInCallSeconds: number | null;
};

function turnsOf({ report, startedAt }: Conversation): readonly Turn[] {
  return report.call_log.flatMap(({ role, content, timestamp }) => {
    if (!SPEAKERS.has(role) || content === null) return [];
    const ms = elapsedMs(startedAt, instantOfMicroseconds(timestamp));
    return [{ role, message: content, timeInCallSeconds: ms === null ? null : ms / 1000 }];
  });
}

/** One turn a line; null where nobody spoke. */
function plainText(turns: readonly Turn[]): string | null {
  const lines = turns.map(
    ({ role, message }) => `${role}: ${message.replace(/\s*[\r\n]+\s*/g, " ")}`,
  );
  return lines.length === 0 ? null : lines.join("\n");
}

const HUNG_UP_BY: ReadonlyMap<string | null, EndReason> = new Map([
  ["user", "user_hangup"],
  ["assistant", "agent_hangup"],
]);

/** What the summary tells of the call. While that goes on without the agent, its end is still to come. */
function reported(conversation: Conversation, arrival: Arrival): readonly Fact[] {
  const { callId, report, parties, references, attached } = conversation;
  if (callId === null) return [];
  const about = {
    callId,
    direction: directionOf(report.SWMLCall?.direction ?? null),
    fromNumber: partyOf(parties.from),
    toNumber: partyOf(parties.to),
    transcript: plainText(turnsOf(conversation)),
    summary: summary(conversation),
    outcomes: outcomes(conversation),
    metadata: conversationMetadata(conversation),
    references,
    agentId: attached.agentId,
  };
  const told = report.call_end_date === 0 ? ofLiveCall(conversation) : ofEndedCall(conversation);
  return [callFact({ ...about, ...told }, arrival)];
}

type Told = Pick<CallObservation, "at" | "fact" | "outcome"> & Partial<CallObservation>;

function ofLiveCall({ answeredAt, receivedAt }: Conversation): Told {
  return answeredAt === null
    ? { at: receivedAt, fact: "detail", outcome: null }
    : { at: answeredAt, fact: "answered", outcome: null };
}

function ofEndedCall(conversation: Conversation): Told {
  const { report, startedAt, answeredAt, endedAt, receivedAt } = conversation;
  const at = endedAt ?? receivedAt;
  const ended = { at, fact: "report", namesCarrierCall: true } as const;
  if (!wasAnswered(conversation)) {
    const outcome = report.call_answer_date === 0 ? "no-answer" : "hangup";
    return { ...ended, outcome, startedAt };
  }
  const isTimeout = report.hard_timeout === true;
  return {
    ...ended,
    outcome: isTimeout ? "max-duration" : "completed",
    startedAt: answeredAt ?? startedAt,
    endReason: isTimeout ? "max_duration" : (HUNG_UP_BY.get(report.call_ended_by) ?? null),
    durationMs: elapsedMs(answeredAt, endedAt),
  };
}

/** Where the time of the answer is left out, somebody who spoke had answered. */
function wasAnswered({ report, answeredAt }: Conversation): boolean {
  if (report.call_answer_date !== null) return answeredAt !== null;
  return report.call_log.some(({ role, content }) => role === "user" && content !== null);
}

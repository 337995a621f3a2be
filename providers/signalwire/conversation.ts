import type { Metadata } from "#src/core/catalog/call-events.ts";
import { type Attached, readAttached } from "./attached.ts";
import { directionOf } from "./call-terms.ts";
import { type Arrival, metadataOf } from "./facts.ts";
import { instantOfMicroseconds } from "./instants.ts";
import { type Parties, referencesTo } from "./parties.ts";
import type { PostPrompt } from "./schema-agent.ts";

/** A conversation of one of SignalWire's own agents, as its summary tells of it afterwards. */
export type Conversation = {
  /** The call's id, or a chat's own. */
  readonly id: string;
  /** Null for a chat. */
  readonly callId: string | null;
  readonly report: PostPrompt;
  readonly parties: Parties;
  readonly startedAt: string | null;
  readonly answeredAt: string | null;
  readonly endedAt: string | null;
  readonly receivedAt: string;
  readonly references: readonly string[];
  readonly attached: Attached;
};

export function readConversation(report: PostPrompt, { receivedAt }: Arrival): Conversation | null {
  const id = report.call_id ?? report.conversation_id;
  if (id === null) return null;
  const { direction = null, from = null, to = null } = report.SWMLCall ?? {};
  const parties = { from: from ?? report.caller_id_number, to };
  const named = referencesTo(directionOf(direction), parties);
  return {
    id,
    callId: report.conversation_type === "chat" ? null : id,
    report,
    parties,
    startedAt: instantOfMicroseconds(report.call_start_date),
    answeredAt: instantOfMicroseconds(report.call_answer_date),
    endedAt:
      instantOfMicroseconds(report.call_end_date) ?? instantOfMicroseconds(report.ai_end_date),
    receivedAt,
    references: report.app_name === null ? named : [report.app_name, ...named],
    attached: readAttached(report.global_data),
  };
}

/** One conversation is one session of the agent: a call may have several. */
export function sessionOf({ id, report }: Conversation): string {
  return report.ai_session_id ?? id;
}

/** What every event of the conversation shares. */
export function aboutConversation({ id, callId, references, attached }: Conversation) {
  const { agentId, workflowId } = attached;
  return { callId, conversationId: id, references, agentId, workflowId };
}

export function conversationMetadata({ report, attached, id }: Conversation): Metadata {
  const threadId = report.conversation_id === id ? null : report.conversation_id;
  const named = { aiSessionId: report.ai_session_id, appName: report.app_name, threadId };
  return { ...metadataOf(named), ...attached.ids };
}

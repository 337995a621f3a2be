import type { EventDraft, EventType } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import { sha256Hex } from "#src/security/hmac.ts";
import { redactJson } from "#src/security/redact.ts";
import type { Arrival } from "./arrival.ts";
import { type Attached, readAttached } from "./attached.ts";
import { StatusNotice } from "./schema.ts";
import { milliseconds } from "./tolerant.ts";

/** The JSON forms of the 11Wire document (`event_type: voice.completed` and its like). */

type Notice = {
  readonly fields: StatusNotice;
  readonly attached: Attached;
  readonly occurredAt: string;
  /** Tells this notice from others of its type about the same thing. */
  readonly instance: string;
};

type Voice = Extract<EventType, `voice.${string}`>;
type AgentStatus = Extract<EventType, `agent.${string}`>;

export function normalizeVoice(type: Voice, status: "processing" | "completed") {
  return (payload: unknown, arrival: Arrival): readonly Fact[] => {
    const notice = read(payload, arrival);
    const {
      voice_id: voiceId,
      call_id: callId,
      agent_id: agentReference,
      duration,
    } = notice.fields;
    const data = {
      voiceId,
      callId,
      agentReference,
      status,
      durationMs: milliseconds(duration),
      metadata: notice.attached.metadata,
    };
    const dedupeKey = `${type}:${voiceId ?? ""}:${notice.instance}`;
    return fact({ type, dedupeKey, ...about(notice), data });
  };
}

export function normalizeAgentStatus(
  type: AgentStatus,
  status: "ready" | "speaking" | "listening" | "error",
) {
  return (payload: unknown, arrival: Arrival): readonly Fact[] => {
    const notice = read(payload, arrival);
    const { agent_id: agentReference, call_id: callId } = notice.fields;
    const data = {
      agentReference,
      callId,
      status,
      errorMessage: status === "error" ? errorMessage(notice.fields) : null,
      metadata: notice.attached.metadata,
    };
    const dedupeKey = `${type}:${agentReference ?? ""}:${notice.instance}`;
    return fact({ type, dedupeKey, ...about(notice), data });
  };
}

/** A conversation without an id of its own goes by its call's. */
export function normalizeConversation(status: "started" | "completed") {
  return (payload: unknown, arrival: Arrival): readonly Fact[] => {
    const notice = read(payload, arrival);
    const { fields, attached, occurredAt } = notice;
    const conversationId = fields.conversation_id ?? fields.call_id;
    if (conversationId === null) return [];
    const durationMs = milliseconds(fields.duration);
    return fact({
      type: `conversation.${status}`,
      dedupeKey: `conversation:${conversationId}:${status}`,
      ...about(notice),
      conversationId,
      data: {
        conversationId,
        callId: fields.call_id,
        agentReference: fields.agent_id,
        channel: fields.call_id === null ? null : "voice",
        status: fields.status ?? status,
        startedAt: status === "started" ? occurredAt : startBefore(occurredAt, durationMs),
        endedAt: status === "started" ? null : occurredAt,
        durationMs,
        summary: fields.summary,
        goal: null,
        outcomes: Object.fromEntries(
          Object.entries(fields.outcomes).map(([name, value]) => [name, redactJson(value)]),
        ),
        metadata: attached.metadata,
      },
    });
  };
}

function read(payload: unknown, { body, receivedAt }: Arrival): Notice {
  const fields = StatusNotice.parse(payload);
  const place = fields.call_id ?? fields.conversation_id ?? "";
  return {
    fields,
    attached: readAttached(fields.metadata),
    occurredAt: fields.timestamp ?? receivedAt.toISOString(),
    // Without a time, only the whole content tells one "speaking" of a call from the next.
    instance: `${place}:${fields.timestamp ?? sha256Hex(body)}`,
  };
}

function about({ fields, attached, occurredAt }: Notice) {
  return {
    occurredAt,
    callId: fields.call_id,
    conversationId: fields.conversation_id,
    references: fields.agent_id === null ? [] : [fields.agent_id],
    agentId: attached.agentId,
    workflowId: attached.workflowId,
  };
}

function errorMessage(fields: StatusNotice): string | null {
  return fields.error_message ?? fields.error ?? fields.message;
}

function startBefore(endedAt: string, durationMs: number | null): string | null {
  if (durationMs === null) return null;
  return new Date(Math.max(Date.parse(endedAt) - durationMs, 0)).toISOString();
}

function fact(event: EventDraft): readonly Fact[] {
  return [{ kind: "event", event }];
}

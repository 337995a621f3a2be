import sql, { type Sql } from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { ConversationRef, TimelineEntry } from "#src/pipeline/call-ports.ts";

/** Entries beyond this are cut off, oldest kept: a story that long is read through the lists. */
const MOST = 1_000;

type Row = {
  readonly at: Date;
  readonly kind: TimelineEntry["kind"];
  readonly id: string;
  readonly details: TimelineEntry["details"];
};

/** All that happened to a call: callbacks that spoke of it, events, deliveries and attempts. */
export function callTimeline(
  query: Query,
  workspaceId: string,
  callId: string,
): Promise<readonly TimelineEntry[]> {
  const events = sql`select e.* from events e where e.workspace_id = ${workspaceId} and e.call_id = ${callId}`;
  const callbacks = sql`
    select c.id from callbacks c where c.workspace_id = ${workspaceId} and c.call_id = ${callId}
    union select callback_id from story_events where callback_id is not null`;
  return select(query, events, callbacks);
}

export function conversationTimeline(
  query: Query,
  { workspaceId, conversationId }: ConversationRef,
): Promise<readonly TimelineEntry[]> {
  const events = sql`
    select e.* from events e
    where e.workspace_id = ${workspaceId} and e.conversation_id = ${conversationId}`;
  const callbacks = sql`select callback_id as id from story_events where callback_id is not null`;
  return select(query, events, callbacks);
}

async function select(
  query: Query,
  events: Sql,
  callbacks: Sql,
): Promise<readonly TimelineEntry[]> {
  const rows = await query<Row>(sql`
    with story_events as (${events}),
    story_deliveries as (
      select d.* from deliveries d where d.event_id in (select id from story_events))
    select c.received_at as at, 'callback' as kind, c.id::text as id, jsonb_build_object(
      'provider', c.provider, 'type', c.type, 'verdict', c.verdict, 'reason', c.reason,
      'connectionId', c.connection_id, 'bodyBytes', c.body_bytes) as details, 1 as rank
    from callbacks c where c.id in (${callbacks})
    union all
    select e.created_at, 'event', e.id::text, jsonb_build_object(
      'type', e.type, 'occurredAt', e.occurred_at, 'agentId', e.agent_id, 'callbackId', e.callback_id,
      'conversationId', e.conversation_id), 2
    from story_events e
    union all
    select d.created_at, 'delivery', d.id::text, jsonb_build_object(
      'webhookId', d.webhook_id, 'eventId', d.event_id, 'eventKey', d.event_key, 'status', d.status,
      'reason', d.reason, 'attempts', d.attempts, 'lastError', d.last_error, 'errorClass', d.error_class,
      'responseStatus', d.response_status, 'nextAttemptAt', d.next_attempt_at, 'endedAt', d.ended_at), 3
    from story_deliveries d
    union all
    select a.started_at, 'attempt', a.delivery_id || '/' || a.number, jsonb_build_object(
      'deliveryId', a.delivery_id, 'number', a.number, 'durationMs', a.duration_ms,
      'responseStatus', a.response_status, 'errorClass', a.error_class, 'error', a.error), 4
    from attempts a where a.delivery_id in (select id from story_deliveries)
    order by at, rank, id limit ${MOST}`);
  return rows.map(({ at, kind, id, details }) => ({ at: at.toISOString(), kind, id, details }));
}

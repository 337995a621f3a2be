import sql, { type Sql } from "sql-template-tag";
import type { DialectId } from "#src/core/catalog.ts";
import { bodyOf, removalOf, responseBodyOf } from "#src/db/bodies.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  AnyDeliveryRef,
  AttemptView,
  DeliveredEvent,
  DeliveryDetail,
  DeliveryRef,
  DeliveryView,
  Method,
} from "#src/pipeline/tenant-ports.ts";
import { DELIVERY_FROM, DELIVERY_SELECT, isAny, isMeant } from "./deliveries.ts";

export function findDeliveryDetail(query: Query, ref: DeliveryRef): Promise<DeliveryDetail | null> {
  return findDetail(query, ref, isMeant(ref));
}

/** Of whichever webhook, deleted ones included. */
export function findAnyDeliveryDetail(
  query: Query,
  ref: AnyDeliveryRef,
): Promise<DeliveryDetail | null> {
  return findDetail(query, ref, isAny(ref));
}

type Nullable<T> = { readonly [Name in keyof T]: T[Name] | null };
type Row = DeliveryView & {
  readonly body: string | null;
  readonly bodyRemovedAt: Date | null;
  readonly dialect: DialectId | null;
  readonly method: Method | null;
  readonly url: string | null;
} & Nullable<Omit<DeliveredEvent, "id">>;

async function findDetail(
  query: Query,
  ref: AnyDeliveryRef,
  which: Sql,
): Promise<DeliveryDetail | null> {
  const [row] = await query<Row>(sql`
    select ${DELIVERY_SELECT}, ${bodyOf(sql`d`)} as body, ${removalOf("delivery_bodies", sql`d.id`)} as "bodyRemovedAt", coalesce(d.dialect, w.dialect) as dialect, w.method, w.url,
      e.type, e.occurred_at as "occurredAt", e.agent_id as "agentId", e.call_id as "callId",
      e.conversation_id as "conversationId", e.callback_id as "callbackId"
    from ${DELIVERY_FROM}
      left join webhooks w on w.id = d.webhook_id
      left join lateral (
        select * from events e where e.id = d.event_id and e.workspace_id = d.workspace_id offset 0) e on true
    where ${which}`);
  return row === undefined ? null : toDetail(row, await listAttempts(query, ref));
}

function toDetail(row: Row, attemptHistory: DeliveryDetail["attemptHistory"]): DeliveryDetail {
  const { method, url, type, occurredAt, agentId, callId, conversationId, ...rest } = row;
  const { callbackId, bodyRemovedAt, ...delivery } = rest;
  const about = { agentId, callId, conversationId, callbackId };
  return {
    ...delivery,
    // What waited when the partition was dropped is there.
    bodyRemovedAt: delivery.body === null ? bodyRemovedAt : null,
    request: method === null || url === null ? null : { method, url },
    event:
      type === null || occurredAt === null
        ? null
        : { id: delivery.eventId, type, occurredAt, ...about },
    attemptHistory,
  };
}

type AttemptRow = Omit<AttemptView, "timings" | "requestHeaders" | "responseHeaders"> & {
  readonly timings: string;
  readonly requestHeaders: string;
  readonly responseHeaders: string | null;
};

async function listAttempts(
  query: Query,
  { workspaceId, deliveryId }: AnyDeliveryRef,
): Promise<readonly AttemptView[]> {
  const rows = await query<AttemptRow>(sql`
    select number, started_at as "startedAt", duration_ms as "durationMs", timings,
      request_headers as "requestHeaders", response_status as "responseStatus",
      response_headers as "responseHeaders", ${responseBodyOf(sql`a`)} as "responseBody",
      response_truncated as "responseTruncated", error_class as "errorClass", error
    from attempts a where delivery_id = ${deliveryId} and workspace_id = ${workspaceId} order by number`);
  return rows.map((row) => ({
    ...row,
    timings: JSON.parse(row.timings),
    requestHeaders: JSON.parse(row.requestHeaders),
    responseHeaders: row.responseHeaders === null ? null : JSON.parse(row.responseHeaders),
  }));
}

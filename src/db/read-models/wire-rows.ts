import sql from "sql-template-tag";
import { SHOWN_VERDICTS } from "#src/core/wire-record.ts";
import { bodyOf, bytesOf, responseBodyOf } from "#src/db/bodies.ts";
import { isAmong } from "#src/db/id-range.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  InboundRecord,
  LastAttempt,
  NumberedRef,
  OutboundRecord,
} from "#src/pipeline/wire-ports.ts";

/** A larger body is not read along with others. */
const LONGEST_INLINE = 64 * 1024;

const INBOUND = sql`
  c.id as "callbackId", c.number, c.provider, c.type, c.verdict, c.body_bytes as "bodyBytes", c.method, c.target,
  c.headers, case when c.body_path is null and c.body_bytes <= ${LONGEST_INLINE} then ${bytesOf(sql`c`)} end as body,
  c.received_at as "createdAt"`;
const OUTBOUND = sql`
  d.id as "deliveryId", d.number, d.event_key as "eventKey", d.status, d.reason, d.attempts, ${bodyOf(sql`d`)} as body,
  d.created_at as "createdAt", d.updated_at as "updatedAt", w.id as "webhookId", w.number as "webhookNumber",
  w.name as "webhookName", w.url as "webhookUrl", w.is_active as "isWebhookActive", a.response_status as "responseStatus",
  a.response_headers as "responseHeaders", a.response_body as "responseBody", a.duration_ms as "durationMs", a.error`;
const OUTBOUND_FROM = sql`
  deliveries d join webhooks w on w.id = d.webhook_id and w.dialect = '11wire'
  left join lateral (
    select t.response_status, t.response_headers, ${responseBodyOf(sql`t`)} as response_body, t.duration_ms, t.error
    from attempts t where t.delivery_id = d.id order by t.number desc limit 1) as a on true`;

type InboundRow = Omit<InboundRecord, "direction" | "content" | "updatedAt"> & {
  readonly method: string;
  readonly target: string;
  /** JSON. */
  readonly headers: string;
  readonly body: Uint8Array | null;
};

type OutboundRow = Omit<OutboundRecord, "direction" | "webhook" | "lastAttempt"> &
  Omit<LastAttempt, "durationMs" | "responseHeaders"> & {
    readonly webhookId: string;
    readonly webhookNumber: number;
    readonly webhookName: string | null;
    readonly webhookUrl: string;
    readonly isWebhookActive: boolean;
    /** Null: there was no attempt yet. */
    readonly durationMs: number | null;
    /** JSON. */
    readonly responseHeaders: string | null;
  };

export async function findInbound(
  query: Query,
  { workspaceId, number }: NumberedRef,
): Promise<InboundRecord | null> {
  const [row] = await query<InboundRow>(sql`
    select ${INBOUND} from callbacks c where c.number = ${number} and c.workspace_id = ${workspaceId}
      and c.verdict = any(${[...SHOWN_VERDICTS]}::text[])`);
  return row === undefined ? null : toInbound(row);
}

export async function findOutbound(
  query: Query,
  { workspaceId, number }: NumberedRef,
): Promise<OutboundRecord | null> {
  const [row] = await query<OutboundRow>(sql`
    select ${OUTBOUND} from ${OUTBOUND_FROM} where d.number = ${number} and d.workspace_id = ${workspaceId}`);
  return row === undefined ? null : toOutbound(row);
}

/** Of ids that were found within a workspace. */
export async function inboundByIds(
  query: Query,
  ids: readonly string[],
): Promise<readonly (readonly [string, InboundRecord])[]> {
  const rows = await query<InboundRow>(sql`
    select ${INBOUND} from callbacks c where ${isAmong(sql`c.id`, ids)}`);
  return rows.map((row) => [row.callbackId, toInbound(row)]);
}

/** Of ids that were found within a workspace. */
export async function outboundByIds(
  query: Query,
  ids: readonly string[],
): Promise<readonly (readonly [string, OutboundRecord])[]> {
  const rows = await query<OutboundRow>(sql`
    select ${OUTBOUND} from ${OUTBOUND_FROM} where ${isAmong(sql`d.id`, ids)}`);
  return rows.map((row) => [row.deliveryId, toOutbound(row)]);
}

function toInbound({ method, target, headers, body, ...row }: InboundRow): InboundRecord {
  const content = body && { method, target, headers: JSON.parse(headers), body };
  return { direction: "inbound", ...row, content, updatedAt: row.createdAt };
}

function toOutbound({
  webhookId,
  webhookNumber,
  webhookName,
  webhookUrl,
  isWebhookActive,
  responseStatus,
  responseHeaders,
  responseBody,
  durationMs,
  error,
  ...row
}: OutboundRow): OutboundRecord {
  const headers = responseHeaders === null ? null : JSON.parse(responseHeaders);
  return {
    direction: "outbound",
    ...row,
    webhook: {
      id: webhookId,
      number: webhookNumber,
      name: webhookName,
      url: webhookUrl,
      isActive: isWebhookActive,
    },
    lastAttempt:
      durationMs === null
        ? null
        : { responseStatus, responseHeaders: headers, responseBody, durationMs, error },
  };
}

import sql from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  AttemptView,
  DeliveryDetail,
  DeliveryQuery,
  DeliveryRef,
  DeliveryView,
  WebhookRef,
} from "#src/pipeline/tenant-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";

/** Nobody has to write this into what may be a million rows. */
const WAITS = sql`d.status = 'pending' and d.owner_id is null and k.opened_at is not null`;
const SELECT = sql`
  d.id, d.webhook_id as "webhookId", d.event_id as "eventId", d.event_key as "eventKey", d.is_test as "isTest", d.status,
  d.attempts,
  d.response_status as "responseStatus", d.last_error as "lastError", d.error_class as "errorClass",
  case when ${WAITS} then 'circuit_open' else d.reason end as reason,
  case when ${WAITS} then greatest(d.next_attempt_at, k.retry_at) else d.next_attempt_at end as "nextAttemptAt", d.created_at as "createdAt", d.updated_at as "updatedAt",
  d.ended_at as "endedAt"`;
const FROM = sql`deliveries d left join circuits k on k.webhook_id = d.webhook_id`;

const COLUMNS: Columns<DeliveryQuery["sort"][number]["field"]> = {
  id: { expression: sql`d.id`, type: "uuid", nullable: false },
  status: { expression: sql`d.status`, type: "text", nullable: false },
  eventKey: { expression: sql`d.event_key`, type: "text", nullable: false },
  eventId: { expression: sql`d.event_id`, type: "uuid", nullable: false },
  isTest: { expression: sql`d.is_test`, type: "boolean", nullable: false },
  responseStatus: { expression: sql`d.response_status`, type: "double precision", nullable: true },
  attempts: { expression: sql`d.attempts`, type: "double precision", nullable: false },
  errorClass: { expression: sql`d.error_class`, type: "text", nullable: true },
  createdAt: { expression: milliseconds(sql`d.created_at`), type: "timestamptz", nullable: false },
  updatedAt: { expression: milliseconds(sql`d.updated_at`), type: "timestamptz", nullable: false },
};

export async function findDelivery(query: Query, ref: DeliveryRef): Promise<DeliveryView | null> {
  const [row] = await query<DeliveryView>(sql`select ${SELECT} from ${FROM} where ${isMeant(ref)}`);
  return row ?? null;
}

export async function findDeliveryDetail(
  query: Query,
  ref: DeliveryRef,
): Promise<DeliveryDetail | null> {
  const [delivery] = await query<DeliveryView & { readonly body: string }>(
    sql`select ${SELECT}, d.body from ${FROM} where ${isMeant(ref)}`,
  );
  if (delivery === undefined) return null;
  return { ...delivery, attemptHistory: await listAttempts(query, ref) };
}

export function listDeliveries(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
  list: DeliveryQuery,
): Promise<Page<DeliveryView>> {
  const scope = sql`d.webhook_id = ${webhookId} and d.workspace_id = ${workspaceId}`;
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`d.id` };
  return selectPage(query, source, list);
}

/** A webhook that was deleted takes its deliveries out of sight. */
function isMeant({ workspaceId, webhookId, deliveryId }: DeliveryRef) {
  return sql`d.id = ${deliveryId} and d.webhook_id = ${webhookId} and d.workspace_id = ${workspaceId}
    and exists (select from webhooks w where w.id = d.webhook_id)`;
}

type AttemptRow = Omit<AttemptView, "timings" | "requestHeaders" | "responseHeaders"> & {
  readonly timings: string;
  readonly requestHeaders: string;
  readonly responseHeaders: string | null;
};

async function listAttempts(
  query: Query,
  { workspaceId, deliveryId }: DeliveryRef,
): Promise<readonly AttemptView[]> {
  const rows = await query<AttemptRow>(sql`
    select number, started_at as "startedAt", duration_ms as "durationMs", timings,
      request_headers as "requestHeaders", response_status as "responseStatus",
      response_headers as "responseHeaders", response_body as "responseBody",
      response_truncated as "responseTruncated", error_class as "errorClass", error
    from attempts where delivery_id = ${deliveryId} and workspace_id = ${workspaceId} order by number`);
  return rows.map((row) => ({
    ...row,
    timings: JSON.parse(row.timings),
    requestHeaders: JSON.parse(row.requestHeaders),
    responseHeaders: row.responseHeaders === null ? null : JSON.parse(row.responseHeaders),
  }));
}

import sql from "sql-template-tag";
import type { DeliveryStatus } from "#src/core/delivery.ts";
import type { Filter } from "#src/core/filter-fields.ts";
import { valuesAsked } from "#src/core/filter-values.ts";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  AllDeliveriesQuery,
  AnyDeliveryRef,
  DeliveryQuery,
  DeliveryRef,
  DeliveryView,
  WebhookRef,
} from "#src/pipeline/tenant-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { type ListSource, milliseconds, selectPage } from "./page.ts";
import { findPending, type PendingScope } from "./pending.ts";
import { foresee, type Total } from "./total.ts";

/** Nobody has to write this into what may be a million rows. */
const IS_DUE = sql`d.status = 'pending' and d.owner_id is null and d.job_id is not null`;
const WAITS = sql`${IS_DUE} and k.opened_at is not null`;
const IS_LIMITED = sql`${IS_DUE} and d.next_attempt_at <= now()
  and exists (select from webhooks w where w.id = d.webhook_id and w.rate_limit is not null)`;
/** Without a job it waits for another one, which has one. */
const BLOCKED_BY = sql`
  case when d.status = 'pending' and d.job_id is null then (
    select h.delivery_id from ordered_deliveries o
    join ordered_deliveries h on h.webhook_id = o.webhook_id and h.order_key = o.order_key and h.is_head
    where o.delivery_id = d.id) end`;
/** For whatever else is shown of a delivery beside its row. */
export const DELIVERY_SELECT = sql`
  d.id, d.webhook_id as "webhookId", d.event_id as "eventId", d.event_key as "eventKey", d.is_test as "isTest", d.status,
  d.attempts,
  d.response_status as "responseStatus", d.last_error as "lastError", d.error_class as "errorClass",
  case when ${WAITS} then 'circuit_open' when ${IS_LIMITED} then 'rate_limited' else d.reason end as reason,
  ${BLOCKED_BY} as "blockedBy",
  case when ${WAITS} then greatest(d.next_attempt_at, k.retry_at) else d.next_attempt_at end as "nextAttemptAt", d.created_at as "createdAt", d.updated_at as "updatedAt",
  d.ended_at as "endedAt"`;
export const DELIVERY_FROM = sql`deliveries d left join circuits k on k.webhook_id = d.webhook_id`;

const COLUMNS: Columns<DeliveryQuery["sort"][number]["field"]> = {
  id: { expression: sql`d.id`, type: "uuid", nullable: false },
  status: { expression: sql`d.status`, type: "text", nullable: false },
  eventKey: { expression: sql`d.event_key`, type: "text", nullable: false },
  eventId: { expression: sql`d.event_id`, type: "uuid", nullable: false },
  isTest: { expression: sql`d.is_test`, type: "boolean", nullable: false },
  responseStatus: { expression: sql`d.response_status`, type: "double precision", nullable: true },
  attempts: { expression: sql`d.attempts`, type: "double precision", nullable: false },
  errorClass: { expression: sql`d.error_class`, type: "text", nullable: true },
  createdAt: {
    expression: milliseconds(sql`d.created_at`),
    type: "timestamptz",
    nullable: false,
    toldBy: sql`d.id`,
  },
  updatedAt: { expression: milliseconds(sql`d.updated_at`), type: "timestamptz", nullable: false },
};

export async function findDelivery(query: Query, ref: DeliveryRef): Promise<DeliveryView | null> {
  const [row] = await query<DeliveryView>(
    sql`select ${DELIVERY_SELECT} from ${DELIVERY_FROM} where ${isMeant(ref)}`,
  );
  return row ?? null;
}

export async function listDeliveries(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
  list: DeliveryQuery,
): Promise<Page<DeliveryView>> {
  const source = {
    select: DELIVERY_SELECT,
    from: DELIVERY_FROM,
    scope: sql`d.webhook_id = ${webhookId} and d.workspace_id = ${workspaceId}`,
    columns: COLUMNS,
    id: sql`d.id`,
  };
  const asked = { workspaceId, webhookId, filter: list.filter };
  return selectPage(query, await narrowed(query, source, asked), list);
}

const UNDELIVERED: ReadonlySet<unknown> = new Set<DeliveryStatus>(["failed", "suppressed"]);

/** With what leads to the few that did not arrive, or have not yet, among millions that did. */
async function narrowed<Source extends Pick<ListSource<never>, "from" | "scope" | "id">>(
  query: Query,
  source: Source,
  { filter, ...of }: PendingScope & { readonly filter: Filter | null },
): Promise<Source & { readonly knownTotal?: Total }> {
  const asked = valuesAsked(filter, "status");
  if (asked === null) return source;
  const { from, scope } = source;
  if (asked.every((status) => UNDELIVERED.has(status))) {
    return { ...source, scope: sql`${scope} and d.undelivered` };
  }
  const isPending = asked.every((status) => status === "pending");
  const rows = sql`from ${from} where ${scope} and d.status = 'pending'`;
  // Where looking at each is soon done, it is the surest way.
  if (!isPending || !(await foresee(query, rows)).isCostly) return source;
  const { condition, total } = await findPending(query, of);
  const knownTotal = isStatusAlone(filter) && { total, isEstimate: false };
  return { ...source, scope: sql`${scope} and ${condition}`, ...(knownTotal && { knownTotal }) };
}

function isStatusAlone(filter: Filter | null): boolean {
  return filter !== null && "field" in filter;
}

/** Of whichever webhook, deleted ones included. */
export async function findAnyDelivery(
  query: Query,
  ref: AnyDeliveryRef,
): Promise<DeliveryView | null> {
  const [row] = await query<DeliveryView>(
    sql`select ${DELIVERY_SELECT} from ${DELIVERY_FROM} where ${isAny(ref)}`,
  );
  return row ?? null;
}

const ALL_COLUMNS: Columns<AllDeliveriesQuery["sort"][number]["field"]> = {
  ...COLUMNS,
  webhookId: { expression: sql`d.webhook_id`, type: "uuid", nullable: false },
  dialect: { expression: sql`coalesce(d.dialect, w.dialect)`, type: "text", nullable: true },
};

export async function listAllDeliveries(
  query: Query,
  workspaceId: string,
  list: AllDeliveriesQuery,
): Promise<Page<DeliveryView>> {
  const scope = sql`d.workspace_id = ${workspaceId}`;
  // Joined to its key: where nobody asks for the dialect, PostgreSQL leaves the join out.
  const from = sql`${DELIVERY_FROM} left join webhooks w on w.id = d.webhook_id`;
  const source = { select: DELIVERY_SELECT, from, scope, columns: ALL_COLUMNS, id: sql`d.id` };
  const asked = { workspaceId, webhookId: onlyWebhook(list), filter: list.filter };
  return selectPage(query, await narrowed(query, source, asked), list);
}

function onlyWebhook({ filter }: AllDeliveriesQuery): string | null {
  const [only, ...others] = valuesAsked(filter, "webhookId") ?? [];
  return typeof only === "string" && others.length === 0 ? only : null;
}

export function isAny({ workspaceId, deliveryId }: AnyDeliveryRef) {
  return sql`d.id = ${deliveryId} and d.workspace_id = ${workspaceId}`;
}

/** A webhook that was deleted takes its deliveries out of sight. */
export function isMeant({ workspaceId, webhookId, deliveryId }: DeliveryRef) {
  return sql`d.id = ${deliveryId} and d.webhook_id = ${webhookId} and d.workspace_id = ${workspaceId}
    and exists (select from webhooks w where w.id = d.webhook_id)`;
}

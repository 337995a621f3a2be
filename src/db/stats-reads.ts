import sql, { type Sql } from "sql-template-tag";
import type { CallbackTally, DeliveryTally, Window } from "#src/core/stats.ts";
import type {
  CallbackScope,
  DeliveryBucket,
  DeliveryScope,
  LastFailure,
  StatsReads,
  Waiting,
  WebhookCounts,
} from "#src/pipeline/stats-ports.ts";
import { madeWithin, pendingRows } from "./read-models/pending.ts";
import { hasWebhook } from "./read-models/webhooks.ts";
import type { Query } from "./sql.ts";
import { NOBODY } from "./stats-writes.ts";

export function createStatsReads(query: Query): StatsReads {
  return {
    hasWebhook: (ref) => hasWebhook(query, ref),
    deliveries: (scope, window) => deliveriesIn(query, scope, window),
    pending: (scope) => countPending(query, scope),
    oldestWaiting: (scope) => oldestWaiting(query, scope),
    callbacks: (scope, window) => callbacksIn(query, scope, window),
    webhooks: (workspaceId, window, limit) =>
      countsOfWebhooks(query, { workspaceId, window, limit }),
  };
}

/** Into which bucket of the window a row falls. */
function bin({ bucketSeconds }: Window): Sql {
  return sql`date_bin(${bucketSeconds}::int * interval '1 second', bucket, 'epoch')`;
}

/** Rows that are kept, and those that are still written to. */
function deliveryRows({ workspaceId, webhookId }: DeliveryScope, window: Window): Sql {
  const columns = sql`bucket, delivered, failed, suppressed, attempts, failed_attempts, errors, latency`;
  return sql`
    select ${columns} from delivery_stats
    where workspace_id = ${workspaceId} and webhook_id = ${webhookId ?? NOBODY}
      and minutes = ${window.rowMinutes} and bucket >= ${window.from}
    union all
    select ${columns} from delivery_stats_fresh
    where workspace_id = ${workspaceId} and (${webhookId}::uuid is null or webhook_id = ${webhookId}::uuid)
      and bucket >= ${window.from}`;
}

type Counts = Omit<DeliveryTally, "errors" | "latency"> & { readonly at: Date };
type Slot = {
  readonly at: Date;
  readonly list: "errors" | "latency";
  /** From 1. */
  readonly position: number;
  readonly count: number;
};

async function deliveriesIn(
  query: Query,
  scope: DeliveryScope,
  window: Window,
): Promise<readonly DeliveryBucket[]> {
  const rows = deliveryRows(scope, window);
  const [counts, slots] = await Promise.all([
    query<Counts>(sql`
      select ${bin(window)} as at, sum(delivered) as delivered, sum(failed) as failed,
        sum(suppressed) as suppressed, sum(attempts) as attempts, sum(failed_attempts) as "failedAttempts"
      from (${rows}) as r group by 1 order by 1`),
    query<Slot>(sql`
      select ${bin(window)} as at, l.list, l.position, sum(l.count) as count
      from (${rows}) as r cross join lateral (
        select 'errors' as list, e.position, e.count from unnest(r.errors) with ordinality as e (count, position)
        union all
        select 'latency', t.position, t.count from unnest(r.latency) with ordinality as t (count, position)) as l
      where l.count > 0 group by 1, 2, 3`),
  ]);
  const listsAt = Map.groupBy(slots, ({ at }) => at.getTime());
  return counts.map(({ at, ...sums }) => {
    const own = listsAt.get(at.getTime()) ?? [];
    return {
      at,
      tally: { ...sums, errors: listOf(own, "errors"), latency: listOf(own, "latency") },
    };
  });
}

function listOf(slots: readonly Slot[], list: Slot["list"]): readonly number[] {
  const counts: number[] = [];
  for (const slot of slots) if (slot.list === list) counts[slot.position - 1] = slot.count;
  return Array.from(counts, (count) => count ?? 0);
}

async function countPending(query: Query, scope: DeliveryScope): Promise<number> {
  const [row] = await query<{ count: number | null }>(
    sql`select sum(pending) as count from (${pendingRows(scope)}) as r`,
  );
  return Math.max(row?.count ?? 0, 0);
}

/** Of webhooks whose oldest were made within the same minutes, only so many are asked for theirs. */
const ASKED = 50;

async function oldestWaiting(query: Query, scope: DeliveryScope): Promise<Waiting | null> {
  const [row] = await query<Waiting>(sql`
    with oldest as materialized (
      select webhook_id, bucket from (${pendingRows(scope)}) as r
      group by webhook_id, bucket having sum(pending) > 0 order by bucket limit ${ASKED})
    select d.id as "deliveryId", d.webhook_id as "webhookId", d.event_key as "eventKey",
      d.created_at as "createdAt", d.next_attempt_at as "nextAttemptAt"
    from oldest o cross join lateral (
      select * from deliveries d
      where d.webhook_id = o.webhook_id and ${madeWithin(sql`o.bucket`)} and d.status = 'pending'
      order by d.id limit 1) as d
    order by d.id limit 1`);
  return row ?? null;
}

type CallbackRow = CallbackTally & { readonly at: Date; readonly provider: string };

async function callbacksIn(
  query: Query,
  { workspaceId, connectionId }: CallbackScope,
  window: Window,
) {
  const columns = sql`bucket, provider, accepted, duplicate, unreadable, rejected`;
  const isMeant = sql`workspace_id = ${workspaceId} and bucket >= ${window.from}
    and (${connectionId}::uuid is null or connection_id = ${connectionId}::uuid)`;
  const rows = await query<CallbackRow>(sql`
    select ${bin(window)} as at, provider, sum(accepted) as accepted, sum(duplicate) as duplicate,
      sum(unreadable) as unreadable, sum(rejected) as rejected
    from (
      select ${columns} from callback_stats where minutes = ${window.rowMinutes} and ${isMeant}
      union all
      select ${columns} from callback_stats_fresh where ${isMeant}) as r
    group by 1, 2 order by 1, 2`);
  return rows.map(({ at, provider, ...tally }) => ({ at, provider, tally }));
}

type WebhookRow = {
  readonly webhookId: string;
  readonly pending: number;
  readonly failedDeliveryId: string | null;
  readonly failedAt: Date | null;
  readonly errorClass: string | null;
  readonly responseStatus: number | null;
};
type HourRow = WebhookCounts["buckets"][number] & { readonly webhookId: string };

async function countsOfWebhooks(
  query: Query,
  {
    workspaceId,
    window,
    limit,
  }: { readonly workspaceId: string; readonly window: Window; readonly limit: number },
): Promise<readonly WebhookCounts[]> {
  const webhooks = await query<WebhookRow>(sql`
    select w.id as "webhookId", greatest(coalesce(p.pending, 0), 0) as pending,
      c.last_failure_delivery_id as "failedDeliveryId", c.last_failure_at as "failedAt",
      c.last_failure_class as "errorClass", c.last_failure_status as "responseStatus"
    from (select id from webhooks where workspace_id = ${workspaceId} order by id desc limit ${limit}) w
    left join webhook_counters c on c.webhook_id = w.id
    left join (
      select webhook_id, sum(pending) as pending from (${pendingRows({ workspaceId, webhookId: null })}) as r
      group by webhook_id) p
      on p.webhook_id = w.id
    order by w.id desc`);
  const ids = webhooks.map(({ webhookId }) => webhookId);
  const isMeant = sql`
    workspace_id = ${workspaceId} and webhook_id = any(${ids}::uuid[]) and bucket >= ${window.from}`;
  const hours = await query<HourRow>(sql`
    select webhook_id as "webhookId", ${bin(window)} as at, sum(delivered) as delivered, sum(failed) as failed
    from (
      select webhook_id, bucket, delivered, failed from delivery_stats
      where minutes = ${window.rowMinutes} and ${isMeant}
      union all
      select webhook_id, bucket, delivered, failed from delivery_stats_fresh where ${isMeant}) as r
    group by 1, 2 order by 1, 2`);
  const hoursOf = Map.groupBy(hours, ({ webhookId }) => webhookId);
  return webhooks.map((row) => ({
    webhookId: row.webhookId,
    pending: row.pending,
    lastFailure: lastFailureOf(row),
    buckets: hoursOf.get(row.webhookId) ?? [],
  }));
}

function lastFailureOf(row: WebhookRow): LastFailure | null {
  const { failedDeliveryId: deliveryId, failedAt: at, errorClass, responseStatus } = row;
  return deliveryId === null || at === null ? null : { deliveryId, at, errorClass, responseStatus };
}

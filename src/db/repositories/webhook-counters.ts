import sql, { raw } from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";
import type { LastFailure } from "#src/pipeline/stats-ports.ts";

/** What a batch of results comes to for one webhook. */
export type Count = {
  readonly webhookId: string;
  /** Deliveries that ended. */
  readonly succeeded: number;
  readonly failed: number;
  readonly lastAt: Date | null;
  /** The first and the last attempt that failed after all that succeeded. */
  readonly failingSince: Date | null;
  readonly lastFailedAt: Date | null;
  /** The attempt that failed last, whatever came after it. */
  readonly lastFailure?: LastFailure | null;
};

export function countsOf(results: readonly AttemptResult[]): readonly Count[] {
  const byWebhook = Map.groupBy(results, ({ outgoing }) => outgoing.webhook.id);
  return [...byWebhook].map(([webhookId, own]) => {
    const ended = own.filter(({ step }) => step.kind !== "retry");
    const delivered = own.filter(({ step }) => step.kind === "delivered");
    const lastSuccess = latest(delivered)?.getTime() ?? Number.NEGATIVE_INFINITY;
    const failures = own.filter(
      ({ step, startedAt }) => step.kind !== "delivered" && startedAt.getTime() > lastSuccess,
    );
    return {
      webhookId,
      succeeded: delivered.length,
      failed: ended.length - delivered.length,
      lastAt: latest(ended),
      failingSince: earliest(failures),
      lastFailedAt: latest(failures),
      lastFailure: lastFailureAmong(own),
    };
  });
}

function lastFailureAmong(results: readonly AttemptResult[]): LastFailure | null {
  let last: AttemptResult | null = null;
  for (const result of results) {
    if (result.step.kind === "delivered") continue;
    if (last === null || result.startedAt >= last.startedAt) last = result;
  }
  if (last === null) return null;
  const { outgoing, startedAt, errorClass, response } = last;
  const responseStatus = response?.status ?? null;
  return { deliveryId: outgoing.deliveryId, at: startedAt, errorClass, responseStatus };
}

type Started = Pick<AttemptResult, "startedAt">;

function latest(started: readonly Started[]): Date | null {
  const times = started.map(({ startedAt }) => startedAt.getTime());
  return times.length === 0 ? null : new Date(Math.max(...times));
}

function earliest(started: readonly Started[]): Date | null {
  const times = started.map(({ startedAt }) => startedAt.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Adds results. Rows are taken in one order, so that two batches cannot deadlock. A success ends a streak of failures. */
export async function addCounts(query: Query, counts: readonly Count[]): Promise<void> {
  const rows = counts.toSorted((a, b) => (a.webhookId < b.webhookId ? -1 : 1));
  await query(sql`
    insert into webhook_counters as c (webhook_id, success_count, failure_count, last_delivery_at,
      failing_since, last_failed_at, last_failure_at, last_failure_delivery_id, last_failure_class,
      last_failure_status)
    select * from unnest(
      ${rows.map((row) => row.webhookId)}::uuid[], ${rows.map((row) => row.succeeded)}::bigint[],
      ${rows.map((row) => row.failed)}::bigint[], ${rows.map((row) => row.lastAt)}::timestamptz[],
      ${rows.map((row) => row.failingSince)}::timestamptz[],
      ${rows.map((row) => row.lastFailedAt)}::timestamptz[],
      ${rows.map((row) => row.lastFailure?.at ?? null)}::timestamptz[],
      ${rows.map((row) => row.lastFailure?.deliveryId ?? null)}::uuid[],
      ${rows.map((row) => row.lastFailure?.errorClass ?? null)}::text[],
      ${rows.map((row) => row.lastFailure?.responseStatus ?? null)}::int[])
    on conflict (webhook_id) do update set
      success_count = c.success_count + excluded.success_count,
      failure_count = c.failure_count + excluded.failure_count,
      last_delivery_at = greatest(c.last_delivery_at, excluded.last_delivery_at),
      failing_since = case when excluded.success_count > 0 then excluded.failing_since
        else coalesce(c.failing_since, excluded.failing_since) end,
      last_failed_at = greatest(c.last_failed_at, excluded.last_failed_at),
      failing_told = case when excluded.success_count > 0 then 0 else c.failing_told end,
      last_failure_at = ${laterFailure("at")}, last_failure_delivery_id = ${laterFailure("delivery_id")},
      last_failure_class = ${laterFailure("class")}, last_failure_status = ${laterFailure("status")}`);
}

/** Batches are not written in the order in which their attempts were made. */
function laterFailure(part: "at" | "delivery_id" | "class" | "status") {
  const column = raw(`last_failure_${part}`);
  return sql`case
    when excluded.last_failure_at < c.last_failure_at or excluded.last_failure_at is null then c.${column}
    else excluded.${column} end`;
}

/** What failed before counts no more. */
export async function forgetFailures(query: Query, webhookId: string): Promise<void> {
  await query(sql`
    update webhook_counters set failing_since = null, failing_told = 0 where webhook_id = ${webhookId}`);
}

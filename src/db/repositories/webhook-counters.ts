import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";

export type Count = {
  readonly webhookId: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly lastAt: Date;
};

/** Adds deliveries that ended. Rows are taken in one order, so that two batches cannot deadlock. */
export async function addCounts(query: Query, counts: readonly Count[]): Promise<void> {
  const rows = counts.toSorted((a, b) => (a.webhookId < b.webhookId ? -1 : 1));
  await query(sql`
    insert into webhook_counters as c (webhook_id, success_count, failure_count, last_delivery_at)
    select * from unnest(
      ${rows.map((row) => row.webhookId)}::uuid[], ${rows.map((row) => row.succeeded)}::bigint[],
      ${rows.map((row) => row.failed)}::bigint[], ${rows.map((row) => row.lastAt)}::timestamptz[])
    on conflict (webhook_id) do update set
      success_count = c.success_count + excluded.success_count,
      failure_count = c.failure_count + excluded.failure_count,
      last_delivery_at = greatest(c.last_delivery_at, excluded.last_delivery_at)`);
}

import sql, { type Sql } from "sql-template-tag";
import { COUNTED_ROWS } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";

/** Whose pending deliveries: a workspace's, or those of one webhook of it. */
export type PendingScope = { readonly workspaceId: string; readonly webhookId: string | null };

/** How many deliveries are pending, by the five minutes in which they were made: rows whose sum is what holds. */
export function pendingRows({ workspaceId, webhookId }: PendingScope): Sql {
  const isMeant = sql`
    workspace_id = ${workspaceId} and (${webhookId}::uuid is null or webhook_id = ${webhookId}::uuid)`;
  return sql`
    select webhook_id, bucket, pending from delivery_pending where ${isMeant}
    union all
    select webhook_id, bucket, pending from delivery_pending_fresh where ${isMeant}`;
}

/** Looks through the deliveries that were made within the five minutes of `bucket`. */
export function madeWithin(bucket: Sql): Sql {
  return sql`d.id >= ${firstIdIn(bucket)} and d.id < ${firstIdIn(sql`${bucket} + interval '5 minutes'`)}`;
}

/** The least UUIDv7 of a time. */
function firstIdIn(time: Sql): Sql {
  const hex = sql`lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0')`;
  return sql`(${hex} || '70008000000000000000')::uuid`;
}

export type PendingPlaces = {
  readonly total: number;
  /** Where they are among all. */
  readonly condition: Sql;
};

/** Of more it is not looked which they are. */
const MOST_BUCKETS = 300;

/** Where pending deliveries are to be found, however many others there are. */
export async function findPending(query: Query, scope: PendingScope): Promise<PendingPlaces> {
  const { workspaceId, webhookId } = scope;
  const buckets = await query<{ readonly bucket: Date; readonly pending: number }>(sql`
    select bucket, sum(pending) as pending from (${pendingRows(scope)}) as p
    group by bucket having sum(pending) > 0 order by bucket`);
  const total = buckets.reduce((sum, { pending }) => sum + pending, 0);
  if (buckets.length > MOST_BUCKETS || total > COUNTED_ROWS) {
    const [first, last] = [buckets[0]?.bucket, buckets.at(-1)?.bucket];
    const least = firstIdIn(sql`${first}::timestamptz`);
    const most = firstIdIn(sql`${last}::timestamptz + interval '5 minutes'`);
    return { total, condition: sql`d.id >= ${least} and d.id < ${most}` };
  }
  // With the offset it is done bucket by bucket: else the planner would look through all there is, once.
  const found = await query<{ readonly id: string }>(sql`
    select d.id from unnest(${buckets.map(({ bucket }) => bucket)}::timestamptz[]) as b (bucket)
    cross join lateral (
      select d.id from deliveries d
      where d.workspace_id = ${workspaceId} and (${webhookId}::uuid is null or d.webhook_id = ${webhookId}::uuid)
        and ${madeWithin(sql`b.bucket`)} and d.status = 'pending' offset 0) as d`);
  return { total, condition: sql`d.id = any(${found.map(({ id }) => id)}::uuid[])` };
}

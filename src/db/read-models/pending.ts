import sql, { join, type Sql } from "sql-template-tag";
import { firstIdAt } from "#src/core/ids.ts";
import type { Query } from "#src/db/sql.ts";

/** Whose pending deliveries: a workspace's, or those of one webhook of it. */
export type PendingScope = { readonly workspaceId: string; readonly webhookId: string | null };

const FIVE_MINUTES_MS = 5 * 60 * 1000;

/** How many deliveries are pending, by the five minutes in which they were made: rows whose sum is what holds. */
export function pendingRows({ workspaceId, webhookId }: PendingScope): Sql {
  const isMeant = sql`
    workspace_id = ${workspaceId} and (${webhookId}::uuid is null or webhook_id = ${webhookId}::uuid)`;
  return sql`
    select webhook_id, bucket, pending from delivery_pending where ${isMeant}
    union all
    select webhook_id, bucket, pending from delivery_pending_fresh where ${isMeant}`;
}

export type PendingPlaces = {
  readonly total: number;
  /** Where they are among all, as a condition on the ids. */
  readonly condition: Sql;
};

/** More stretches than that are not told apart. */
const MOST_STRETCHES = 100;

/** Where pending deliveries are to be found, however many others there are. */
export async function findPending(
  query: Query,
  scope: PendingScope,
  id: Sql,
): Promise<PendingPlaces> {
  const buckets = await query<{ readonly bucket: Date; readonly pending: number }>(sql`
    select bucket, sum(pending) as pending from (${pendingRows(scope)}) as p
    group by bucket having sum(pending) > 0 order by bucket`);
  const stretches = stretchesOf(buckets.map(({ bucket }) => bucket.getTime()));
  return {
    total: buckets.reduce((sum, { pending }) => sum + pending, 0),
    condition: stretches.length === 0 ? sql`false` : sql`(${anyOf(stretches, id)})`,
  };
}

type Stretch = { readonly from: number; readonly to: number };

/** The buckets, joined where one begins as another ends; where they are too many, the nearest first. */
function stretchesOf(starts: readonly number[]): readonly Stretch[] {
  let gap = 0;
  for (;;) {
    const stretches: { from: number; to: number }[] = [];
    for (const start of starts) {
      const last = stretches.at(-1);
      if (last !== undefined && start - last.to <= gap) last.to = start + FIVE_MINUTES_MS;
      else stretches.push({ from: start, to: start + FIVE_MINUTES_MS });
    }
    if (stretches.length <= MOST_STRETCHES) return stretches;
    gap = gap * 2 + FIVE_MINUTES_MS;
  }
}

function anyOf(stretches: readonly Stretch[], id: Sql): Sql {
  return join(
    stretches.map(({ from, to }) => {
      const [since, until] = [firstIdAt(new Date(from)), firstIdAt(new Date(to))];
      return sql`(${id} >= ${since}::uuid and ${id} < ${until}::uuid)`;
    }),
    " or ",
  );
}

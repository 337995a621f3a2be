import sql, { type Sql } from "sql-template-tag";
import {
  addCallbacks,
  addDeliveries,
  type CallbackTally,
  type DeliveryTally,
  type RowMinutes,
} from "#src/core/stats.ts";
import type { StatsUpkeep } from "#src/pipeline/stats-ports.ts";
import { preparedOn, type Query } from "./sql.ts";
import { keepCallbackStats, keepDeliveryStats, NOBODY } from "./stats-writes.ts";
import type { RunTransaction } from "./transact.ts";

/** Held for the length of a step by the process that keeps the counts: nobody else writes the rows that are kept. */
const STATS_LOCK = 7_350_021;
/** Rows of a step. */
const STEP = 1_000;
const KEPT: readonly RowMinutes[] = [5, 60];

/** A minute after their end nobody writes the rows of five minutes any more, or he waits for them and begins anew. */
const IS_OVER = sql`bucket < date_bin('5 minutes', now() - interval '1 minute', 'epoch')`;

export function createStatsUpkeep(transaction: RunTransaction): StatsUpkeep {
  const alone = (step: (query: Query) => Promise<number>) =>
    transaction(async (client) => {
      const query = preparedOn(client);
      const [lock] = await query<{ isOurs: boolean }>(
        sql`select pg_try_advisory_xact_lock(${STATS_LOCK}) as "isOurs"`,
      );
      return lock?.isOurs ? step(query) : null;
    });
  return {
    fold: () =>
      alone(async (query) => {
        const deliveries = (await foldDeliveries(query)) + (await foldPending(query));
        return deliveries + (await foldCallbacks(query));
      }),
    forget: (before) =>
      alone(async (query) => {
        let count = 0;
        for (const minutes of KEPT) {
          count += await forget(query, sql`delivery_stats`, minutes, before[minutes]);
          count += await forget(query, sql`callback_stats`, minutes, before[minutes]);
        }
        return count;
      }),
  };
}

type FreshDeliveries = DeliveryTally & {
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly bucket: Date;
};

async function foldDeliveries(query: Query): Promise<number> {
  // What a transaction is still writing is left for later.
  const fresh = await query<FreshDeliveries>(sql`
    delete from delivery_stats_fresh f using (
      select workspace_id, webhook_id, bucket, writer from delivery_stats_fresh where ${IS_OVER}
      limit ${STEP} for update skip locked) as over
    where f.workspace_id = over.workspace_id and f.webhook_id = over.webhook_id and f.bucket = over.bucket
      and f.writer = over.writer
    returning f.workspace_id as "workspaceId", f.webhook_id as "webhookId", f.bucket, f.delivered, f.failed,
      f.suppressed, f.attempts, f.failed_attempts as "failedAttempts", f.errors, f.latency`);
  const kept = fresh.flatMap(({ workspaceId, webhookId, bucket, ...tally }) =>
    [webhookId, NOBODY].flatMap((id) =>
      KEPT.map((minutes) => ({
        key: { workspaceId, webhookId: id, minutes, bucket: beginning(bucket, minutes) },
        tally,
      })),
    ),
  );
  const rows = summed(kept, addDeliveries).map(({ key, tally }) => ({ ...key, tally }));
  if (rows.length > 0) await keepDeliveryStats(query, rows);
  return fresh.length;
}

/** What came to nothing in the end is not kept. */
async function foldPending(query: Query): Promise<number> {
  const [folded] = await query<{ count: number }>(sql`
    with fresh as (
      delete from delivery_pending_fresh f using (
        select workspace_id, webhook_id, bucket, writer from delivery_pending_fresh where ${IS_OVER}
        limit ${STEP} for update skip locked) as over
      where f.workspace_id = over.workspace_id and f.webhook_id = over.webhook_id and f.bucket = over.bucket
        and f.writer = over.writer
      returning f.workspace_id, f.webhook_id, f.bucket, f.pending),
    kept as (
      insert into delivery_pending as p (workspace_id, webhook_id, bucket, pending)
      select workspace_id, webhook_id, bucket, sum(pending) from fresh group by 1, 2, 3 having sum(pending) <> 0
      on conflict (workspace_id, webhook_id, bucket) do update set pending = p.pending + excluded.pending)
    select count(*) as count from fresh`);
  await query(sql`delete from delivery_pending where pending = 0`);
  return folded?.count ?? 0;
}

type FreshCallbacks = CallbackTally & {
  readonly workspaceId: string;
  readonly provider: string;
  readonly connectionId: string;
  readonly bucket: Date;
};

async function foldCallbacks(query: Query): Promise<number> {
  const fresh = await query<FreshCallbacks>(sql`
    delete from callback_stats_fresh f using (
      select workspace_id, provider, connection_id, bucket, writer from callback_stats_fresh where ${IS_OVER}
      limit ${STEP} for update skip locked) as over
    where f.workspace_id = over.workspace_id and f.provider = over.provider
      and f.connection_id = over.connection_id and f.bucket = over.bucket and f.writer = over.writer
    returning f.workspace_id as "workspaceId", f.provider, f.connection_id as "connectionId", f.bucket, f.accepted,
      f.duplicate, f.unreadable, f.rejected`);
  const kept = fresh.flatMap(({ workspaceId, provider, connectionId, bucket, ...tally }) =>
    KEPT.map((minutes) => ({
      key: { workspaceId, provider, connectionId, minutes, bucket: beginning(bucket, minutes) },
      tally,
    })),
  );
  const rows = summed(kept, addCallbacks).map(({ key, tally }) => ({ ...key, tally }));
  if (rows.length > 0) await keepCallbackStats(query, rows);
  return fresh.length;
}

function beginning(bucket: Date, minutes: RowMinutes): Date {
  const length = minutes * 60_000;
  return new Date(Math.floor(bucket.getTime() / length) * length);
}

type Counted<Key, Tally> = { readonly key: Key; readonly tally: Tally };

/** One of each key. */
function summed<Key extends object, Tally>(
  counted: readonly Counted<Key, Tally>[],
  add: (a: Tally, b: Tally) => Tally,
): readonly Counted<Key, Tally>[] {
  const byKey = new Map<string, Counted<Key, Tally>>();
  for (const { key, tally } of counted) {
    const name = JSON.stringify(key);
    const known = byKey.get(name);
    byKey.set(name, { key, tally: known === undefined ? tally : add(known.tally, tally) });
  }
  return [...byKey.values()];
}

async function forget(
  query: Query,
  table: Sql,
  minutes: RowMinutes,
  before: Date,
): Promise<number> {
  const gone = await query<{ minutes: number }>(sql`
    delete from ${table} where ctid = any(array(
      select ctid from ${table} where minutes = ${minutes} and bucket < ${before} order by bucket limit ${STEP}))
    returning minutes`);
  return gone.length;
}

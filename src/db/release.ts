import sql from "sql-template-tag";
import { FIRST_ATTEMPTS, RETRIES } from "#src/pipeline/jobs.ts";
import type { QueueDb } from "#src/queue/adapter.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import { WAKE_CHANNEL } from "./presence.ts";
import {
  giveJobs,
  type Key,
  leaveLines,
  type Promoted,
  promoteNext,
} from "./repositories/ordered-deliveries.ts";
import { BY_INDEX, type Query } from "./sql.ts";

export type Releasing = {
  readonly query: Query;
  readonly queue: QueueDb;
  readonly jobs: Jobs;
  readonly newId: () => string;
};

/** These deliveries have ended, in this transaction: what waits behind them gets its job. Returns how many did. */
export async function releaseAfter(
  releasing: Releasing,
  ended: readonly string[],
): Promise<number> {
  if (ended.length === 0) return 0;
  await releasing.query(BY_INDEX);
  let released = 0;
  let leaving = ended;
  while (leaving.length > 0) {
    const promoted = await promote(releasing.query, await leaveLines(releasing.query, leaving));
    const given = await enqueue(
      releasing,
      promoted.map(({ deliveryId }) => deliveryId),
    );
    released += given.size;
    // Whatever has ended without leaving its line holds up nobody.
    leaving = promoted.map(({ deliveryId }) => deliveryId).filter((id) => !given.has(id));
  }
  return released;
}

/** As releaseAfter, for keys whose head is gone. */
export async function releaseKeys(releasing: Releasing, keys: readonly Key[]): Promise<number> {
  if (keys.length === 0) return 0;
  await releasing.query(BY_INDEX);
  const ids = (await promote(releasing.query, keys)).map(({ deliveryId }) => deliveryId);
  const given = await enqueue(releasing, ids);
  const ended = ids.filter((id) => !given.has(id));
  return given.size + (await releaseAfter(releasing, ended));
}

async function promote(query: Query, keys: readonly Key[]): Promise<readonly Promoted[]> {
  const promoted: Promoted[] = [];
  let headless = keys;
  while (headless.length > 0) {
    const next = await promoteNext(query, headless);
    promoted.push(...next.filter(({ isHead }) => isHead));
    headless = next.filter(({ isHead }) => !isHead);
  }
  return promoted;
}

/** Gives these deliveries jobs that are due; returns the ids of those that were waiting for one. */
export async function enqueue(
  { query, queue, jobs, newId }: Releasing,
  deliveryIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (deliveryIds.length === 0) return new Set();
  const jobOf = new Map(deliveryIds.map((id) => [id, newId()]));
  const waiting = await giveJobs(
    query,
    [...jobOf].map(([deliveryId, jobId]) => ({ deliveryId, jobId })),
  );
  await jobs.insert(
    queue,
    waiting.map(({ deliveryId, webhookId, attempts }) => ({
      id: jobOf.get(deliveryId) ?? newId(),
      queue: attempts === 0 ? FIRST_ATTEMPTS : RETRIES,
      webhookId,
      data: { deliveryId },
      startAt: null,
    })),
  );
  if (waiting.length > 0) await query(sql`select pg_notify(${WAKE_CHANNEL}, '')`);
  return new Set(waiting.map(({ deliveryId }) => deliveryId));
}

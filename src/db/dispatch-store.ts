import type pg from "pg";
import type { NewJob } from "#src/pipeline/jobs.ts";
import type { DispatchStore, Outgoing, Settlement } from "#src/pipeline/ports.ts";
import { type QueueDb, queueAdapter } from "#src/queue/adapter.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import type { ConfigCache } from "./config-cache.ts";
import { ingestUnitOn } from "./ingest-store.ts";
import { isItemFault } from "./item-fault.ts";
import { WAKE_CHANNEL } from "./presence.ts";
import { type LoadedWebhooks, loadWebhooks } from "./read-models/workspace-config.ts";
import { insertAttempts } from "./repositories/attempts.ts";
import {
  type ClaimedRow,
  claimDeliveries,
  reassignDeliveries,
  settleDeliveries,
  suppressDeliveries,
} from "./repositories/deliveries.ts";
import { deleteOwners, lockDeadOwners } from "./repositories/owners.ts";
import { addCounts, countsOf } from "./repositories/webhook-counters.ts";
import { type NewsOptions, settleNews } from "./settled-news.ts";
import { preparedOn, type Query, statementName } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

export type DispatchStoreOptions = NewsOptions & {
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly configs: ConfigCache;
  readonly box: SecretBox;
  readonly newId: () => string;
  /** So many deliveries turned out to have nobody to go to. */
  readonly onSuppressed?: (count: number) => void;
};

type Scope = { readonly query: Query; readonly queue: QueueDb };

function scopeOn(client: pg.PoolClient): Scope {
  return { query: preparedOn(client), queue: queueAdapter(client, statementName) };
}

export function createDispatchStore(options: DispatchStoreOptions): DispatchStore {
  const { transaction, jobs, box, newId } = options;
  return {
    // Taking a job and noting who holds it commit together, so that a dead owner's jobs can all be found.
    claim: (queueName, limit, ownerId) =>
      transaction(async (client) => {
        const { query, queue } = scopeOn(client);
        const taken = await jobs.take(queue, queueName, limit);
        if (taken.length === 0) return [];
        const claimed = await claimDeliveries(query, taken, ownerId);
        const ids = new Set(claimed.map((row) => row.webhook_id));
        const webhooks = await loadWebhooks(query, box, [...ids]);
        const outgoing = claimed.flatMap((row) => toOutgoing(row, webhooks, queueName));
        const suppressed = await suppressUnsendable(query, claimed, webhooks);
        if (suppressed > 0) options.onSuppressed?.(suppressed);
        const sendable = new Set(outgoing.map(({ jobId }) => jobId));
        const spent = taken.filter(({ id }) => !sendable.has(id));
        await jobs.finish(
          queue,
          spent.map(({ id }) => ({ id, queue: queueName })),
        );
        return outgoing;
      }),

    settle: (settlements) => settleOrSplit(options, settlements),

    freeDeadOwners: () =>
      transaction(async (client) => {
        const { query, queue } = scopeOn(client);
        const dead = await lockDeadOwners(query);
        if (dead.length === 0) return 0;
        const held = await jobs.heldBy(queue, dead);
        await jobs.finish(queue, held);
        const fresh = held.map((job) => ({ ...job, jobId: newId() }));
        const waiting = fresh.length === 0 ? new Set() : await reassignDeliveries(query, fresh);
        await jobs.insert(
          queue,
          fresh
            .filter(({ deliveryId }) => waiting.has(deliveryId))
            .map(({ jobId: id, queue: name, deliveryId }) => ({
              id,
              queue: name,
              data: { deliveryId },
              startAt: null,
            })),
        );
        await deleteOwners(query, dead);
        await client.query(`notify ${WAKE_CHANNEL}`);
        return held.length;
      }),
  };
}

async function settle(
  options: DispatchStoreOptions,
  settlements: readonly Settlement[],
): Promise<readonly string[]> {
  return options.transaction(async (client) => {
    const { query, queue } = scopeOn(client);
    // By job, not by delivery: a batch may hold the late result of a lost job beside that of its successor.
    const ours = await settleDeliveries(query, settlements);
    const settled = settlements.filter(({ result }) => ours.has(result.outgoing.jobId));
    await writeResults({ query, queue }, options.jobs, settled);
    const results = settled.map(({ result }) => result);
    await settleNews(client, ingestUnitOn(client, options), results, options);
    return settlements
      .filter(({ result }) => !ours.has(result.outgoing.jobId))
      .map(({ result }) => result.outgoing.deliveryId);
  });
}

/** One result that cannot be written must not hold up the others: it is found by halving, and written bare. */
async function settleOrSplit(
  options: DispatchStoreOptions,
  settlements: readonly Settlement[],
): Promise<readonly string[]> {
  try {
    return await settle(options, settlements);
  } catch (error) {
    if (!isItemFault(error)) throw error;
    if (settlements.length === 1) return settle(options, settlements.map(bare));
    const middle = Math.ceil(settlements.length / 2);
    return [
      ...(await settleOrSplit(options, settlements.slice(0, middle))),
      ...(await settleOrSplit(options, settlements.slice(middle))),
    ];
  }
}

/** What became of the attempt, without anything that came from outside. */
function bare({ result, nextJob }: Settlement): Settlement {
  const error = result.error === null ? null : "What came back could not be written down.";
  return { nextJob, result: { ...result, response: null, requestHeaders: {}, error } };
}

async function writeResults(
  { query, queue }: Scope,
  jobs: Jobs,
  settled: readonly Settlement[],
): Promise<void> {
  if (settled.length === 0) return;
  const results = settled.map(({ result }) => result);
  await insertAttempts(query, results);
  await jobs.finish(
    queue,
    results.map(({ outgoing }) => ({ id: outgoing.jobId, queue: outgoing.queue })),
  );
  const nextJobs = settled
    .map(({ nextJob }) => nextJob)
    .filter((job): job is NewJob => job !== null);
  await jobs.insert(queue, nextJobs);
  await addCounts(query, countsOf(results));
}

function toOutgoing(
  row: ClaimedRow,
  webhooks: LoadedWebhooks,
  queue: Outgoing["queue"],
): readonly Outgoing[] {
  const webhook = webhooks.get(row.webhook_id);
  if (!webhook?.isActive) return [];
  return [
    {
      deliveryId: row.id,
      workspaceId: row.workspace_id,
      eventId: row.event_id,
      eventKey: row.event_key,
      body: row.body,
      attempt: row.attempts + 1,
      attemptsBefore: row.attempts_before,
      jobId: row.job_id,
      queue,
      // A body is signed and judged as what it was rendered for.
      webhook: row.dialect === null ? webhook : { ...webhook, dialect: row.dialect },
    },
  ];
}

/** Deliveries whose webhook was switched off or deleted while they waited. */
async function suppressUnsendable(
  query: Query,
  claimed: readonly ClaimedRow[],
  webhooks: LoadedWebhooks,
): Promise<number> {
  const unsendable = claimed.flatMap((row) => {
    const webhook = webhooks.get(row.webhook_id);
    if (webhook !== null && webhook?.isActive) return [];
    if (webhook === null) return [{ id: row.id, reason: "webhook_unreadable" }];
    const reason = webhook === undefined ? "webhook_deleted" : webhook.deactivationReason;
    return [{ id: row.id, reason: reason ?? "webhook_inactive" }];
  });
  if (unsendable.length > 0) await suppressDeliveries(query, unsendable);
  return unsendable.length;
}

import type pg from "pg";
import type { NewJob } from "#src/pipeline/jobs.ts";
import type { AttemptResult, DispatchStore, Outgoing, Settlement } from "#src/pipeline/ports.ts";
import { type QueueDb, queueAdapter } from "#src/queue/adapter.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
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
import { deactivateWebhooks } from "./repositories/webhook-activity.ts";
import { addCounts, type Count } from "./repositories/webhook-counters.ts";
import { preparedOn, type Query, statementName } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

export type DispatchStoreOptions = {
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly box: SecretBox;
  readonly newId: () => string;
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
        await suppressUnsendable(query, claimed, webhooks);
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
  { transaction, jobs }: DispatchStoreOptions,
  settlements: readonly Settlement[],
): Promise<readonly string[]> {
  return transaction(async (client) => {
    const { query, queue } = scopeOn(client);
    // By job, not by delivery: a batch may hold the late result of a lost job beside that of its successor.
    const ours = await settleDeliveries(query, settlements);
    const settled = settlements.filter(({ result }) => ours.has(result.outgoing.jobId));
    await writeResults({ query, queue }, jobs, settled);
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
  const counts = countsOf(results);
  if (counts.length > 0) await addCounts(query, counts);
  const gone = results.filter(({ isGone }) => isGone).map(({ outgoing }) => outgoing.webhook.id);
  if (gone.length > 0) await deactivateWebhooks(query, [...new Set(gone)], "gone");
}

function countsOf(results: readonly AttemptResult[]): readonly Count[] {
  const counts = new Map<string, Count>();
  for (const { outgoing, step, startedAt } of results) {
    if (step.kind === "retry") continue;
    const webhookId = outgoing.webhook.id;
    const known = counts.get(webhookId) ?? {
      webhookId,
      succeeded: 0,
      failed: 0,
      lastAt: startedAt,
    };
    counts.set(webhookId, {
      webhookId,
      succeeded: known.succeeded + (step.kind === "delivered" ? 1 : 0),
      failed: known.failed + (step.kind === "failed" ? 1 : 0),
      lastAt: new Date(Math.max(startedAt.getTime(), known.lastAt.getTime())),
    });
  }
  return [...counts.values()];
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
      webhook,
    },
  ];
}

/** Deliveries whose webhook was switched off or deleted while they waited. */
async function suppressUnsendable(
  query: Query,
  claimed: readonly ClaimedRow[],
  webhooks: LoadedWebhooks,
): Promise<void> {
  const unsendable = claimed.flatMap((row) => {
    const webhook = webhooks.get(row.webhook_id);
    if (webhook !== null && webhook?.isActive) return [];
    if (webhook === null) return [{ id: row.id, reason: "webhook_unreadable" }];
    const reason = webhook === undefined ? "webhook_deleted" : webhook.deactivationReason;
    return [{ id: row.id, reason: reason ?? "webhook_inactive" }];
  });
  if (unsendable.length > 0) await suppressDeliveries(query, unsendable);
}

import type { DispatchStore, Settlement } from "#src/pipeline/dispatch-ports.ts";
import type { NewJob } from "#src/pipeline/jobs.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import { type ClaimOptions, createClaims, type Scope, scopeOn } from "./claims.ts";
import type { ConfigCache } from "./config-cache.ts";
import { ingestUnitOn } from "./ingest-store.ts";
import { isItemFault } from "./item-fault.ts";
import { WAKE } from "./presence.ts";
import { releaseAfter } from "./release.ts";
import { insertAttempts } from "./repositories/attempts.ts";
import { noteAnswers, toldBy } from "./repositories/circuits.ts";
import { reassignDeliveries, settleDeliveries } from "./repositories/deliveries.ts";
import { deleteOwners, lockDeadOwners } from "./repositories/owners.ts";
import { addCounts, countsOf } from "./repositories/webhook-counters.ts";
import { type NewsOptions, settleNews } from "./settled-news.ts";
import { named, PLANNED_ONCE } from "./sql.ts";
import { countsOfResults } from "./stats-tallies.ts";
import { countDeliveries } from "./stats-writes.ts";

export type DispatchStoreOptions = NewsOptions &
  ClaimOptions & {
    readonly configs: ConfigCache;
    readonly newId: () => string;
  };

export function createDispatchStore(options: DispatchStoreOptions): DispatchStore {
  const { transaction, jobs, newId } = options;
  return {
    ...createClaims(options),

    settle: (settlements) => settleOrSplit(options, settlements),

    freeDeadOwners: () =>
      transaction(async (client) => {
        const { query, queue } = scopeOn(client);
        const dead = await lockDeadOwners(query);
        if (dead.length === 0) return 0;
        const held = await jobs.heldBy(queue, dead);
        const fresh = held.map((job) => ({ ...job, jobId: newId() }));
        // Deliveries before their jobs, as whoever writes results does.
        const waiting = fresh.length === 0 ? new Set() : await reassignDeliveries(query, fresh);
        await jobs.finish(queue, held);
        await jobs.insert(
          queue,
          fresh
            .filter(({ deliveryId }) => waiting.has(deliveryId))
            .map(({ jobId: id, queue: name, deliveryId, webhookId }) => ({
              id,
              queue: name,
              webhookId,
              data: { deliveryId },
              startAt: null,
            })),
        );
        await deleteOwners(query, dead);
        await client.query(named(WAKE));
        return held.length;
      }),
  };
}

async function settle(
  options: DispatchStoreOptions,
  settlements: readonly Settlement[],
): Promise<readonly string[]> {
  return options.transaction(async (client, later) => {
    later(client.query(named(PLANNED_ONCE)));
    const { query, queue } = scopeOn(client);
    // By job, not by delivery: a batch may hold the late result of a lost job beside that of its successor.
    const ours = await settleDeliveries(query, settlements);
    const settled = settlements.filter(({ result }) => ours.has(result.outgoing.jobId));
    const releasing = { query, queue, jobs: options.jobs, newId: options.newId };
    await releaseAfter(releasing, endedInOrder(settled));
    await writeResults({ query, queue }, options.jobs, settled);
    const results = settled.map(({ result }) => result);
    await settleNews(client, ingestUnitOn(client, options, later), results, options);
    return settlements
      .filter(({ result }) => !ours.has(result.outgoing.jobId))
      .map(({ result }) => result.outgoing.deliveryId);
  });
}

/** Deliveries that others may wait for. */
function endedInOrder(settled: readonly Settlement[]): readonly string[] {
  return settled.flatMap(({ result: { step, outgoing } }) =>
    outgoing.webhook.ordering === "call" && step.kind !== "retry" ? [outgoing.deliveryId] : [],
  );
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
  const finished = results.map(({ outgoing }) => ({ id: outgoing.jobId, queue: outgoing.queue }));
  const nextJobs = settled
    .map(({ nextJob }) => nextJob)
    .filter((job): job is NewJob => job !== null);
  // Asked together: each would otherwise wait for a round trip of its own.
  await Promise.all([
    insertAttempts(query, results),
    jobs.finish(queue, finished),
    jobs.insert(queue, nextJobs),
    addCounts(query, countsOf(results)),
    countDeliveries(query, countsOfResults(results)),
    noteAnswers(query, toldBy(results)),
  ]);
}

import { RETRIES } from "#src/pipeline/jobs.ts";
import type {
  AdvanceRecovery,
  RecoveryPace,
  RecoveryStore,
} from "#src/pipeline/webhook-operation-ports.ts";
import { type QueueDb, queueAdapter } from "#src/queue/adapter.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import { WAKE } from "./presence.ts";
import { findRecovery, listRecoveries } from "./read-models/recoveries.ts";
import { hasWebhook } from "./read-models/webhooks.ts";
import { reopen } from "./reopen.ts";
import { allowProbes } from "./repositories/circuits.ts";
import {
  cancelRecovery,
  completeRecovery,
  countRecoverable,
  giveUpRecovery,
  insertRecovery,
  lockActive,
  lockUndelivered,
  noteStep,
  selectRecoverable,
  takeRunning,
} from "./repositories/recoveries.ts";
import { lockCounters } from "./repositories/webhooks.ts";
import { named, preparedOn, type Query, statementName } from "./sql.ts";
import { countsOfReopened } from "./stats-tallies.ts";
import { countDeliveries } from "./stats-writes.ts";
import type { RunTransaction } from "./transact.ts";

export type RecoveryDatabase = {
  readonly query: Query;
  /** For lists, whose text varies. */
  readonly listQuery: Query;
  readonly transaction: RunTransaction;
};

export function createRecoveryStore(database: RecoveryDatabase): RecoveryStore {
  const { query: read, listQuery, transaction } = database;
  return {
    count: async (ref, scope) =>
      (await hasWebhook(read, ref)) ? countRecoverable(read, ref, scope) : null,
    start: (ref, recovery) =>
      transaction(async (client) => {
        const query = preparedOn(client);
        await lockCounters(query, ref);
        const isActive = await lockActive(query, ref);
        if (isActive === null) return null;
        if (!isActive) return "inactive";
        await insertRecovery(query, ref, recovery);
        await allowProbes(query, [ref.webhookId]);
        return findRecovery(query, { ...ref, recoveryId: recovery.id });
      }),
    find: (ref) => findRecovery(read, ref),
    list: async (ref, list) =>
      (await hasWebhook(read, ref)) ? listRecoveries(listQuery, ref, list) : null,
    async cancel(ref) {
      await cancelRecovery(read, ref);
      return findRecovery(read, ref);
    },
  };
}

export type RecoveryQueue = {
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly newId: () => string;
};

export function createAdvanceRecovery({
  transaction,
  jobs,
  newId,
}: RecoveryQueue): AdvanceRecovery {
  async function stepOf(queue: QueueDb, pace: RecoveryPace): Promise<number> {
    const due = await jobs.countDue(queue, RETRIES, pace.crowd);
    return due < pace.crowd ? pace.step : pace.slowStep;
  }

  return (pace) =>
    transaction(async (client) => {
      const query = preparedOn(client);
      const recovery = await takeRunning(query);
      if (recovery === null) return false;
      const { id, webhookId } = recovery;
      if (!recovery.isActive) {
        await giveUpRecovery(query, id);
        return true;
      }
      const queue = queueAdapter(client, statementName);
      const found = await selectRecoverable(query, id, await stepOf(queue, pace));
      const lastId = found.at(-1);
      if (lastId === undefined) {
        await completeRecovery(query, id);
        return true;
      }
      const undelivered = await lockUndelivered(query, id, found);
      const isOrdered = recovery.ordering === "call";
      const releasing = { query, queue, jobs, newId };
      await reopen(releasing, { webhookId, isOrdered, deliveryIds: undelivered });
      const { workspaceId } = recovery;
      const reopened = undelivered.map((id) => ({ id, workspaceId, webhookId }));
      await countDeliveries(query, countsOfReopened(reopened));
      const requeued = undelivered.length;
      await noteStep(query, id, { requeued, skipped: found.length - requeued, lastId });
      await client.query(named(WAKE));
      return true;
    });
}

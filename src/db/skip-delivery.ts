import sql from "sql-template-tag";
import type { DeliveryStatus } from "#src/core/delivery.ts";
import { fail, ok } from "#src/core/result.ts";
import { QUEUES } from "#src/pipeline/jobs.ts";
import type { SkipDelivery } from "#src/pipeline/ordering-ports.ts";
import { scopeOn } from "./claims.ts";
import type { RedeliverOptions } from "./redeliver.ts";
import { releaseAfter } from "./release.ts";
import { giveUpDelivery } from "./repositories/deliveries.ts";
import { addCounts } from "./repositories/webhook-counters.ts";
import { countsOfEnded } from "./stats-tallies.ts";
import { countDeliveries } from "./stats-writes.ts";

type Found = {
  readonly job_id: string | null;
  readonly owner_id: string | null;
  readonly status: DeliveryStatus;
};

export function createSkipDelivery({ transaction, jobs, newId }: RedeliverOptions): SkipDelivery {
  return ({ workspaceId, webhookId, deliveryId }) =>
    transaction(async (client) => {
      const { query, queue } = scopeOn(client);
      const [found] = await query<Found>(sql`
        select job_id, owner_id, status from deliveries
        where id = ${deliveryId} and webhook_id = ${webhookId} and workspace_id = ${workspaceId}
        for update`);
      if (found === undefined) return fail("not-found");
      if (found.status !== "pending") return fail("ended");
      if (found.owner_id !== null) return fail("in-flight");
      await giveUpDelivery(query, deliveryId, "skipped");
      const { job_id: id } = found;
      // Which queue it waits in depends on how far it came.
      const waiting = id === null ? [] : QUEUES.map((name) => ({ id, queue: name }));
      await jobs.finish(queue, waiting);
      await releaseAfter({ query, queue, jobs, newId }, [deliveryId]);
      await addCounts(query, [givenUp(webhookId, new Date())]);
      const skipped = [{ id: deliveryId, workspaceId, webhookId }];
      await countDeliveries(query, countsOfEnded("failed", skipped));
      return ok();
    });
}

/** It failed without an attempt that did. */
function givenUp(webhookId: string, lastAt: Date) {
  const counts = { succeeded: 0, failed: 1, failingSince: null, lastFailedAt: null };
  return { webhookId, lastAt, ...counts };
}

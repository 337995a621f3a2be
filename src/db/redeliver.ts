import sql from "sql-template-tag";
import type { DeliveryStatus } from "#src/core/delivery.ts";
import { fail, ok } from "#src/core/result.ts";
import { type NewJob, QUEUES, RETRIES } from "#src/pipeline/jobs.ts";
import type { Redeliver } from "#src/pipeline/ports.ts";
import { queueAdapter } from "#src/queue/adapter.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import { WAKE_CHANNEL } from "./presence.ts";
import { allowProbes } from "./repositories/circuits.ts";
import { reopenDeliveries } from "./repositories/deliveries.ts";
import { preparedOn, statementName } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

export type RedeliverOptions = {
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly newId: () => string;
};

type Found = {
  readonly job_id: string | null;
  readonly owner_id: string | null;
  readonly is_test: boolean;
  readonly status: DeliveryStatus;
};

function obstacleTo({ owner_id, is_test, status }: Found, from?: readonly DeliveryStatus[]) {
  if (owner_id !== null) return "in-flight";
  if (is_test) return "test";
  return from === undefined || from.includes(status) ? null : "other-status";
}

/**
 * Sends a delivery again, now, with a schedule of its own. One that waits for its next attempt has that attempt
 * brought forward; one whose attempt is under way is refused, and so is a test, which is nobody's event.
 */
export function createRedeliver({ transaction, jobs, newId }: RedeliverOptions): Redeliver {
  return ({ workspaceId, webhookId, deliveryId }, from) =>
    transaction(async (client) => {
      const query = preparedOn(client);
      const queue = queueAdapter(client, statementName);
      const [found] = await query<Found>(sql`
        select job_id, owner_id, is_test, status from deliveries
        where id = ${deliveryId} and webhook_id = ${webhookId} and workspace_id = ${workspaceId}
        for update`);
      if (found === undefined) return fail("not-found");
      const obstacle = obstacleTo(found, from);
      if (obstacle !== null) return fail(obstacle);
      const { job_id: id } = found;
      // Which queue it waits in depends on how far it came.
      if (id !== null)
        await jobs.finish(
          queue,
          QUEUES.map((name) => ({ id, queue: name })),
        );
      const job: NewJob = {
        id: newId(),
        queue: RETRIES,
        webhookId,
        data: { deliveryId },
        startAt: null,
      };
      await reopenDeliveries(query, [{ deliveryId, jobId: job.id }]);
      await jobs.insert(queue, [job]);
      // Who sends again by hand expects the endpoint to be back.
      await allowProbes(query, [webhookId]);
      await client.query(`notify ${WAKE_CHANNEL}`);
      return ok();
    });
}

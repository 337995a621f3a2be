import sql from "sql-template-tag";
import type { DeliveryStatus } from "#src/core/delivery.ts";
import type { Ordering } from "#src/core/ordering.ts";
import { fail, ok } from "#src/core/result.ts";
import { QUEUES } from "#src/pipeline/jobs.ts";
import type { Redeliver } from "#src/pipeline/ports.ts";
import { queueAdapter } from "#src/queue/adapter.ts";
import type { JobRef, Jobs } from "#src/queue/jobs.ts";
import { hasBody } from "./bodies.ts";
import { WAKE } from "./presence.ts";
import { reopen } from "./reopen.ts";
import { allowProbes } from "./repositories/circuits.ts";
import { named, preparedOn, statementName } from "./sql.ts";
import { countsOfReopened } from "./stats-tallies.ts";
import { countDeliveries } from "./stats-writes.ts";
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
  readonly hasBody: boolean;
  /** Null where the webhook is deleted. */
  readonly ordering: Ordering | null;
};

function obstacleTo(
  { owner_id, job_id, is_test, status, hasBody }: Found,
  from?: readonly DeliveryStatus[],
) {
  if (owner_id !== null) return "in-flight";
  if (is_test) return "test";
  if (status === "pending" && job_id === null) return "blocked";
  if (from !== undefined && !from.includes(status)) return "other-status";
  return hasBody ? null : "no-body";
}

/** Which queue it waits in depends on how far it came. */
function jobsWithId(id: string | null): readonly JobRef[] {
  return id === null ? [] : QUEUES.map((queue) => ({ id, queue }));
}

/**
 * Sends a delivery again, now, with a schedule of its own. One that waits for its next attempt has that attempt
 * brought forward; one whose attempt is under way is refused, and so are one that waits for others of its call, and a
 * test, which is nobody's event. Where there is an order, one that had ended is the last in it.
 */
export function createRedeliver({ transaction, jobs, newId }: RedeliverOptions): Redeliver {
  return ({ workspaceId, webhookId, deliveryId }, from) =>
    transaction(async (client) => {
      const query = preparedOn(client);
      const queue = queueAdapter(client, statementName);
      const [found] = await query<Found>(sql`
        select job_id, owner_id, is_test, status, ${hasBody(sql`deliveries`)} as "hasBody",
          (select w.ordering from webhooks w where w.id = deliveries.webhook_id) as ordering
        from deliveries
        where id = ${deliveryId} and webhook_id = ${webhookId} and workspace_id = ${workspaceId}
        for update`);
      if (found === undefined) return fail("not-found");
      const obstacle = obstacleTo(found, from);
      if (obstacle !== null) return fail(obstacle);
      const { job_id, status, ordering } = found;
      await jobs.finish(queue, jobsWithId(job_id));
      // One that waits for its next attempt has its place already.
      const isOrdered = status !== "pending" && ordering === "call";
      const releasing = { query, queue, jobs, newId };
      await reopen(releasing, { webhookId, isOrdered, deliveryIds: [deliveryId] });
      if (status !== "pending") {
        const reopened = [{ id: deliveryId, workspaceId, webhookId }];
        await countDeliveries(query, countsOfReopened(reopened));
      }
      // Who sends again by hand expects the endpoint to be back.
      await allowProbes(query, [webhookId]);
      await client.query(named(WAKE));
      return ok();
    });
}

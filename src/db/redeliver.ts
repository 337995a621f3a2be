import sql from "sql-template-tag";
import { fail, ok } from "#src/core/result.ts";
import { type NewJob, QUEUES, RETRIES } from "#src/pipeline/jobs.ts";
import type { Redeliver } from "#src/pipeline/ports.ts";
import { queueAdapter } from "#src/queue/adapter.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import { WAKE_CHANNEL } from "./presence.ts";
import { preparedOn, type Query, statementName } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

export type RedeliverOptions = {
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly newId: () => string;
};

/**
 * Sends a delivery again, now, with a schedule of its own. One that waits for its next attempt has that attempt
 * brought forward; one whose attempt is under way is refused.
 */
export function createRedeliver({ transaction, jobs, newId }: RedeliverOptions): Redeliver {
  return ({ workspaceId, webhookId, deliveryId }) =>
    transaction(async (client) => {
      const query = preparedOn(client);
      const queue = queueAdapter(client, statementName);
      const [found] = await query<{ job_id: string | null; owner_id: string | null }>(sql`
        select job_id, owner_id from deliveries
        where id = ${deliveryId} and webhook_id = ${webhookId} and workspace_id = ${workspaceId}
        for update`);
      if (found === undefined) return fail("not-found");
      if (found.owner_id !== null) return fail("in-flight");
      const { job_id: id } = found;
      // Which queue it waits in depends on how far it came.
      if (id !== null)
        await jobs.finish(
          queue,
          QUEUES.map((name) => ({ id, queue: name })),
        );
      const job: NewJob = { id: newId(), queue: RETRIES, data: { deliveryId }, startAt: null };
      await reopen(query, deliveryId, job.id);
      await jobs.insert(queue, [job]);
      await client.query(`notify ${WAKE_CHANNEL}`);
      return ok();
    });
}

async function reopen(query: Query, deliveryId: string, jobId: string): Promise<void> {
  await query(sql`
    update deliveries set status = 'pending', reason = null, attempts_before = attempts, job_id = ${jobId},
      next_attempt_at = now(), ended_at = null, updated_at = now()
    where id = ${deliveryId}`);
}

import type { Db, PgBoss } from "pg-boss";
import { DeliverJob, type NewJob, QUEUES, type QueueName } from "#src/pipeline/jobs.ts";

export type TakenJob = { readonly id: string; readonly deliveryId: string };

export type JobRef = { readonly id: string; readonly queue: QueueName };
export type HeldJob = JobRef & { readonly deliveryId: string };

/** All that the product asks of the queue. `db` is the transaction it happens in. */
export type Jobs = {
  insert(db: Db, jobs: readonly NewJob[]): Promise<void>;
  take(db: Db, queue: QueueName, limit: number): Promise<readonly TakenJob[]>;
  finish(db: Db, jobs: readonly JobRef[]): Promise<void>;
  /** How many jobs are due and wait to be taken; counts no further than `most`. */
  countDue(db: Db, queue: QueueName, most: number): Promise<number>;
  /** Unfinished jobs that these dispatchers have in memory: leased to them, or fetched by them. */
  heldBy(db: Db, ownerIds: readonly string[]): Promise<readonly HeldJob[]>;
};

export function createJobs(boss: PgBoss): Jobs {
  return {
    async insert(db, jobs) {
      for (const queue of QUEUES) {
        const batch = jobs.filter((job) => job.queue === queue).map(toInsert);
        if (batch.length > 0) await boss.insert(queue, batch, { db, returnId: false });
      }
    },
    async take(db, queue, limit) {
      const taken = await boss.fetch<DeliverJob>(queue, { db, batchSize: powerOfTwo(limit) });
      return taken.map(({ id, data }) => ({ id, deliveryId: DeliverJob.parse(data).deliveryId }));
    },
    async finish(db, jobs) {
      for (const queue of QUEUES) {
        const ids = jobs.filter((job) => job.queue === queue).map(({ id }) => id);
        // Deleted, not completed: the delivery's row is the record, and a job table that stays small stays fast.
        if (ids.length > 0) await boss.deleteJob(queue, ids, { db });
      }
    },
    async countDue(db, queue, most) {
      const { rows } = await db.executeSql(COUNT_DUE, [queue, most]);
      return rows.length;
    },
    async heldBy(db, ownerIds) {
      const { rows } = await db.executeSql(HELD_BY, [[...QUEUES], [...ownerIds]]);
      return rows as HeldJob[];
    },
  };
}

// pg-boss counts these only with all others, and no more often than its monitor runs.
const COUNT_DUE = `
  select 1 from pgboss.job where name = $1::text and state < 'active' and start_after <= now() limit $2::int`;

// pg-boss has no call for this. A lease carries its owner in the job, a fetched job in the delivery it is for.
const HELD_BY = `
  select j.id, j.name as queue, j.data ->> 'deliveryId' as "deliveryId"
  from pgboss.job j
  where j.name = any($1::text[]) and j.state = 'created' and j.data ->> 'owner' = any($2::text[])
  union all
  select j.id, j.name, j.data ->> 'deliveryId'
  from pgboss.job j join deliveries d on d.id = (j.data ->> 'deliveryId')::uuid and d.job_id = j.id
  where j.name = any($1::text[]) and j.state = 'active' and d.owner_id = any($2::uuid[])`;

function toInsert(job: NewJob) {
  return { id: job.id, data: job.data, ...(job.startAt && { startAfter: job.startAt }) };
}

/** pg-boss writes the limit into the statement's text: few limits, few prepared statements. */
function powerOfTwo(limit: number): number {
  return 2 ** Math.floor(Math.log2(limit));
}

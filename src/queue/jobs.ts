import type { Db, PgBoss } from "pg-boss";
import {
  DeliverJob,
  LEASE_SECONDS,
  type NewJob,
  QUEUES,
  type QueueName,
  SLOW_LANE,
} from "#src/pipeline/jobs.ts";

/** The webhook's id is null in jobs from before they had one. */
export type TakenJob = {
  readonly id: string;
  readonly deliveryId: string;
  readonly webhookId: string | null;
};

export type JobRef = { readonly id: string; readonly queue: QueueName };
export type HeldJob = TakenJob & JobRef;

/** All that the product asks of the queue. `db` is the transaction it happens in. */
export type Jobs = {
  insert(db: Db, jobs: readonly NewJob[]): Promise<void>;
  take(db: Db, queue: QueueName, limit: number): Promise<readonly TakenJob[]>;
  finish(db: Db, jobs: readonly JobRef[]): Promise<void>;
  /** How many jobs are due and wait to be taken; counts no further than `most`. */
  countDue(db: Db, queue: QueueName, most: number): Promise<number>;
  /** Unfinished jobs that these dispatchers have in memory: leased to them, or fetched by them. */
  heldBy(db: Db, ownerIds: readonly string[]): Promise<readonly HeldJob[]>;
  /** Webhooks that have jobs in the slow lane, in order of their ids, after this one. */
  waiting(db: Db, after: string, limit: number): Promise<readonly string[]>;
  /** Up to so many jobs of each of these webhooks in the slow lane, the oldest first. They are the caller's to remove. */
  lockWaiting(db: Db, rooms: ReadonlyMap<string, number>): Promise<readonly TakenJob[]>;
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
      const jobs = taken.map(({ id, data, groupId: webhookId = null }) => {
        const { data: { deliveryId } = {} } = DeliverJob.safeParse(data);
        return { id, webhookId, deliveryId };
      });
      // One that cannot be read would be met again by every fetch, and nothing behind it would ever go out. Its delivery,
      // if it is one's, is given another (orphans.ts).
      const broken = jobs.filter(({ deliveryId }) => deliveryId === undefined);
      if (broken.length > 0) {
        const ids = broken.map(({ id }) => id);
        await boss.deleteJob(queue, ids, { db });
      }
      return jobs.flatMap(({ deliveryId, ...job }) =>
        deliveryId === undefined ? [] : [{ ...job, deliveryId }],
      );
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
    async waiting(db, after, limit) {
      const { rows } = await db.executeSql(WAITING, [after, limit]);
      return (rows as { webhookId: string }[]).map(({ webhookId }) => webhookId);
    },
    async lockWaiting(db, rooms) {
      const { rows } = await db.executeSql(LOCK_WAITING, [[...rooms.keys()], [...rooms.values()]]);
      return rows as TakenJob[];
    },
  };
}

// pg-boss counts these only with all others, and no more often than its monitor runs.
const COUNT_DUE = `
  select 1 from pgboss.job where name = $1::text and state < 'active' and start_after <= now() limit $2::int`;

// pg-boss has no call for this. A lease carries its owner in the job, a fetched job in the delivery it is for.
const HELD_BY = `
  select j.id, j.name as queue, j.data ->> 'deliveryId' as "deliveryId", j.group_id as "webhookId"
  from pgboss.job j
  where j.name = any($1::text[]) and j.state = 'created' and j.data ->> 'owner' = any($2::text[])
  union all
  select j.id, j.name, j.data ->> 'deliveryId', j.group_id
  from pgboss.job j join deliveries d on d.id = (j.data ->> 'deliveryId')::uuid and d.job_id = j.id
  where j.name = any($1::text[]) and j.state = 'active' and d.owner_id = any($2::uuid[])`;

// One step per webhook along the index that install.ts makes, however many jobs each has.
const WAITING = `
  with recursive found as (
    (select group_id from pgboss.job
     where name = '${SLOW_LANE}' and state < 'active' and group_id > $1::text
     order by group_id limit 1)
    union all
    select (
      select j.group_id from pgboss.job j
      where j.name = '${SLOW_LANE}' and j.state < 'active' and j.group_id > found.group_id
      order by j.group_id limit 1)
    from found where found.group_id is not null)
  select group_id as "webhookId" from found where group_id is not null limit $2::int`;

// pg-boss's fetch goes by age and passes over groups: with 50,000 jobs of others in front, each fetch reads them all.
const LOCK_WAITING = `
  select picked.id, picked.data ->> 'deliveryId' as "deliveryId", room.webhook_id as "webhookId"
  from unnest($1::text[], $2::int[]) as room (webhook_id, size)
  cross join lateral (
    select j.id, j.data from pgboss.job j
    where j.name = '${SLOW_LANE}' and j.state < 'active' and j.group_id = room.webhook_id
    order by j.created_on, j.id limit room.size
    for update skip locked) as picked`;

/** An interval, which the database adds to its own clock: a lease that is past by it would be fetched while its owner sends it. */
const LEASE = `${LEASE_SECONDS} seconds`;

function toInsert({ id, data, startAt, webhookId }: NewJob) {
  return {
    id,
    data,
    ...(startAt && { startAfter: startAt === "lease-end" ? LEASE : startAt }),
    ...(webhookId !== null && { group: { id: webhookId } }),
  };
}

/** pg-boss writes the limit into the statement's text: few limits, few prepared statements. */
function powerOfTwo(limit: number): number {
  return 2 ** Math.floor(Math.log2(limit));
}

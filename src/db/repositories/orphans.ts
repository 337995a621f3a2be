import sql from "sql-template-tag";
import { firstIdAt, timeOfId } from "#src/core/ids.ts";
import { isAmong } from "#src/db/id-range.ts";
import type { Query } from "#src/db/sql.ts";
import { QUEUES } from "#src/pipeline/jobs.ts";
import type { OrphanPlace } from "#src/pipeline/orphan-ports.ts";

const BUCKET_MS = 5 * 60 * 1000;
const NIL = "00000000-0000-0000-0000-000000000000";
const NOWHERE: OrphanPlace = { workspaceId: NIL, webhookId: NIL, afterId: NIL };

/** A webhook, and a range of ids in which some of its deliveries are pending. */
export type PendingRange = {
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly from: string;
  readonly to: string;
};

/**
 * The next five minutes of a webhook in which deliveries were made that are pending, from the counts that are kept of
 * them: the deliveries themselves are not looked through.
 */
export async function nextPendingRange(
  query: Query,
  after: OrphanPlace | null,
  before: Date,
): Promise<PendingRange | null> {
  const { workspaceId, webhookId, afterId } = after ?? NOWHERE;
  // The place lies in a bucket whose rest is still to be looked at.
  const since = new Date(Math.floor(timeOfId(afterId) / BUCKET_MS) * BUCKET_MS);
  const [row] = await query<{ workspaceId: string; webhookId: string; bucket: Date }>(sql`
    select workspace_id as "workspaceId", webhook_id as "webhookId", bucket from (
      select workspace_id, webhook_id, bucket, pending from delivery_pending
      union all
      select workspace_id, webhook_id, bucket, pending from delivery_pending_fresh) as p
    where bucket < ${before.toISOString()}::timestamptz
      and (workspace_id, webhook_id, bucket)
        >= (${workspaceId}::uuid, ${webhookId}::uuid, ${since.toISOString()}::timestamptz)
    group by workspace_id, webhook_id, bucket having sum(pending) > 0
    order by workspace_id, webhook_id, bucket limit 1`);
  if (row === undefined) return null;
  const start = firstIdAt(row.bucket);
  const isSame = row.webhookId === webhookId && afterId > start;
  return {
    workspaceId: row.workspaceId,
    webhookId: row.webhookId,
    from: isSame ? afterId : start,
    to: firstIdAt(new Date(row.bucket.getTime() + BUCKET_MS)),
  };
}

export type Looked = {
  /** How many of the range were read, and the last of them: fewer than asked for is all there are. */
  readonly count: number;
  readonly lastId: string | null;
  readonly orphans: readonly Orphan[];
};
export type Orphan = { readonly id: string; readonly jobId: string | null };

/**
 * Of the next deliveries of a range those that nothing will ever send: pending, without a job that lives, and in no line
 * behind another. What stands behind another is its line's to release (order-sweep.ts).
 */
export async function findOrphans(
  query: Query,
  { webhookId, from, to }: PendingRange,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<Looked> {
  const at = before.toISOString();
  const rows = await query<{ id: string; jobId: string | null; isOrphan: boolean }>(sql`
    select d.id, d.job_id as "jobId",
      d.status = 'pending' and d.updated_at < ${at}::timestamptz
      and (d.next_attempt_at is null or d.next_attempt_at < ${at}::timestamptz)
      and case when d.job_id is null
        then not exists (select from ordered_deliveries o where o.delivery_id = d.id and not o.is_head)
        else not exists (
          select from pgboss.job j
          where j.name = any(${[...QUEUES]}::text[]) and j.id = d.job_id and j.state < 'completed') end as "isOrphan"
    from deliveries d
    where d.webhook_id = ${webhookId} and d.id > ${from}::uuid and d.id < ${to}::uuid
    order by d.id limit ${limit}`);
  return {
    count: rows.length,
    lastId: rows.at(-1)?.id ?? null,
    orphans: rows.flatMap(({ id, jobId, isOrphan }) => (isOrphan ? [{ id, jobId }] : [])),
  };
}

/** Takes the dead job from deliveries that still have it; returns those. They are locked from here on. */
export async function dropDeadJobs(
  query: Query,
  orphans: readonly Orphan[],
): Promise<readonly string[]> {
  const ids = orphans.map(({ id }) => id);
  const rows = await query<{ id: string }>(sql`
    update deliveries d set job_id = null, owner_id = null
    from unnest(${ids}::uuid[], ${orphans.map(({ jobId }) => jobId)}::uuid[]) as o (id, job_id)
    where d.id = o.id and d.status = 'pending' and d.job_id is not distinct from o.job_id
      and ${isAmong(sql`d.id`, ids)}
    returning d.id`);
  return rows.map(({ id }) => id);
}

export type LooseJob = {
  readonly id: string;
  readonly queue: (typeof QUEUES)[number];
  readonly isLoose: boolean;
};

/** The next waiting jobs that were made before a time, and whether their delivery knows of them. */
export async function nextJobs(
  query: Query,
  after: string | null,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<readonly LooseJob[]> {
  return query<LooseJob>(sql`
    select j.id, j.name as queue, d.id is null as "isLoose"
    from (
      select id, name, data from pgboss.job
      where name = any(${[...QUEUES]}::text[]) and state < 'active'
        and id > ${after ?? NIL}::uuid and created_on < ${before.toISOString()}::timestamptz
      order by id limit ${limit}) as j
    left join deliveries d on d.id = case
        when j.data ->> 'deliveryId' ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then (j.data ->> 'deliveryId')::uuid end
      and d.job_id = j.id and d.status = 'pending'
    order by j.id`);
}

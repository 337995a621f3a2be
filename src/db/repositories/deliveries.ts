import sql from "sql-template-tag";
import type { DialectId } from "#src/core/catalog.ts";
import { sourcesOf } from "#src/core/delivery.ts";
import { bodyOf } from "#src/db/bodies.ts";
import { isAmong } from "#src/db/id-range.ts";
import type { Query } from "#src/db/sql.ts";
import { timeToldBy } from "#src/db/told-time.ts";
import type { Settlement } from "#src/pipeline/dispatch-ports.ts";
import type { AttemptResult, NewDelivery } from "#src/pipeline/ports.ts";

export async function insertDeliveries(
  query: Query,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  await query(sql`
    with bodies as (
      insert into delivery_bodies (id, body)
      select * from unnest(
        ${deliveries.map((row) => row.id)}::uuid[], ${deliveries.map((row) => row.body)}::text[])
    )
    insert into deliveries (id, workspace_id, webhook_id, event_id, event_key, status, reason, dialect, job_id,
      owner_id, next_attempt_at, ended_at, created_at)
    select id, workspace_id, webhook_id, event_id, event_key, status, reason, dialect, job_id, owner_id,
      case when job_id is not null then now() end, case when status <> 'pending' then now() end, ${timeToldBy(sql`id`)}
    from unnest(
      ${deliveries.map((row) => row.id)}::uuid[], ${deliveries.map((row) => row.workspaceId)}::uuid[],
      ${deliveries.map((row) => row.webhookId)}::uuid[], ${deliveries.map((row) => row.eventId)}::uuid[],
      ${deliveries.map((row) => row.eventKey)}::text[], ${deliveries.map((row) => row.status)}::text[],
      ${deliveries.map((row) => row.reason)}::text[], ${deliveries.map((row) => row.dialect)}::text[],
      ${deliveries.map((row) => row.jobId)}::uuid[], ${deliveries.map((row) => row.ownerId)}::uuid[])
      as d (id, workspace_id, webhook_id, event_id, event_key, status, reason, dialect, job_id, owner_id)`);
}

/** One that has ended with its only attempt. */
export async function insertTestDelivery(
  query: Query,
  { outgoing, step, response, error, errorClass }: AttemptResult,
): Promise<void> {
  const status = step.kind === "delivered" ? "delivered" : "failed";
  await query(sql`
    with body as (insert into delivery_bodies (id, body) values (${outgoing.deliveryId}, ${outgoing.body}))
    insert into deliveries (id, workspace_id, webhook_id, event_id, event_key, status, attempts,
      dialect, response_status, last_error, error_class, ended_at, is_test)
    values (${outgoing.deliveryId}, ${outgoing.workspaceId}, ${outgoing.webhook.id}, ${outgoing.eventId},
      ${outgoing.eventKey}, ${status}, ${outgoing.attempt},
      ${outgoing.webhook.dialect}, ${response?.status ?? null}, ${error}, ${errorClass}, now(), true)`);
}

export type ClaimedRow = {
  readonly id: string;
  readonly workspace_id: string;
  readonly webhook_id: string;
  readonly event_id: string;
  readonly event_key: string;
  /** Null: it was removed. */
  readonly body: string | null;
  /** What the body was rendered for; null of those from before it was written down. */
  readonly dialect: DialectId | null;
  readonly attempts: number;
  readonly attempts_before: number;
  readonly job_id: string;
};

/** Marks deliveries as held by an owner. What a job no longer stands for is not returned. */
export async function claimDeliveries(
  query: Query,
  jobs: readonly { readonly id: string; readonly deliveryId: string }[],
  ownerId: string,
): Promise<readonly ClaimedRow[]> {
  const ids = jobs.map((job) => job.deliveryId);
  return query<ClaimedRow>(sql`
    update deliveries d set owner_id = ${ownerId}
    from unnest(${jobs.map((job) => job.deliveryId)}::uuid[], ${jobs.map((job) => job.id)}::uuid[])
      as j (delivery_id, job_id)
    where d.id = j.delivery_id and d.job_id = j.job_id and d.status = 'pending'
      and ${isAmong(sql`d.id`, ids)}
    returning d.id, d.workspace_id, d.webhook_id, d.event_id, d.event_key, ${bodyOf(sql`d`)} as body, d.dialect, d.attempts,
      d.attempts_before, d.job_id`);
}

const STATUS = { delivered: "delivered", retry: "pending", failed: "failed" } as const;

/** Writes the outcome of attempts whose job is still the delivery's; returns those jobs' ids. */
export async function settleDeliveries(
  query: Query,
  settlements: readonly Settlement[],
): Promise<ReadonlySet<string>> {
  const rows = settlements.map(({ result, nextJob }) => ({
    ...result,
    deliveryId: result.outgoing.deliveryId,
    jobId: result.outgoing.jobId,
    attempts: result.outgoing.attempt,
    status: STATUS[result.step.kind],
    nextJobId: nextJob?.id ?? null,
    nextAt: nextJob?.startAt ?? null,
  }));
  const ids = rows.map((row) => row.deliveryId);
  const settled = await query<{ job_id: string }>(sql`
    update deliveries d set status = s.status, attempts = s.attempts, job_id = s.next_job_id, owner_id = null,
      next_attempt_at = s.next_at, response_status = s.response_status, last_error = s.error,
      error_class = s.error_class, updated_at = now(),
      ended_at = case when s.status = 'pending' then null else now() end
    from unnest(
      ${rows.map((row) => row.deliveryId)}::uuid[], ${rows.map((row) => row.jobId)}::uuid[],
      ${rows.map((row) => row.status)}::text[], ${rows.map((row) => row.attempts)}::int[],
      ${rows.map((row) => row.nextJobId)}::uuid[], ${rows.map((row) => row.nextAt)}::timestamptz[],
      ${rows.map((row) => row.response?.status ?? null)}::int[], ${rows.map((row) => row.error)}::text[],
      ${rows.map((row) => row.errorClass)}::text[])
      as s (delivery_id, job_id, status, attempts, next_job_id, next_at, response_status, error, error_class)
    where d.id = s.delivery_id and d.job_id = s.job_id and d.status = any(${sourcesOf("delivered")}::text[])
      and ${isAmong(sql`d.id`, ids)}
    returning s.job_id`);
  return new Set(settled.map(({ job_id }) => job_id));
}

/** Ends a waiting delivery without a further attempt. */
export async function giveUpDelivery(query: Query, id: string, reason: string): Promise<void> {
  await query(sql`
    update deliveries set status = 'failed', reason = ${reason}, job_id = null, next_attempt_at = null,
      ended_at = now(), updated_at = now()
    where id = ${id} and status = any(${sourcesOf("failed")}::text[])`);
}

/** Ends waiting deliveries that are not to be sent after all. */
export async function suppressDeliveries(
  query: Query,
  deliveries: readonly { readonly id: string; readonly reason: string }[],
): Promise<void> {
  const ids = deliveries.map(({ id }) => id);
  await query(sql`
    update deliveries d set status = 'suppressed', reason = s.reason, job_id = null, owner_id = null,
      next_attempt_at = null, ended_at = now(), updated_at = now()
    from unnest(${deliveries.map(({ id }) => id)}::uuid[], ${deliveries.map(({ reason }) => reason)}::text[])
      as s (id, reason)
    where d.id = s.id and d.status = any(${sourcesOf("suppressed")}::text[])
      and ${isAmong(sql`d.id`, ids)}`);
}

/**
 * Opens deliveries anew, each with a schedule of its own whose first attempt is due; without a job it waits for another
 * one. The caller holds them.
 */
export async function reopenDeliveries(
  query: Query,
  jobs: readonly { readonly deliveryId: string; readonly jobId: string | null }[],
): Promise<void> {
  const ids = jobs.map((job) => job.deliveryId);
  await query(sql`
    update deliveries d set status = 'pending', reason = null, reopened_at = now(), attempts_before = d.attempts, job_id = j.job_id,
      next_attempt_at = case when j.job_id is not null then now() end, ended_at = null, updated_at = now()
    from unnest(${jobs.map((job) => job.deliveryId)}::uuid[], ${jobs.map((job) => job.jobId)}::uuid[])
      as j (delivery_id, job_id)
    where d.id = j.delivery_id and ${isAmong(sql`d.id`, ids)}`);
}

/**
 * Gives deliveries new jobs and no owner. One that has another job than `id` by now was settled meanwhile: somebody may be
 * sending it.
 */
export async function reassignDeliveries(
  query: Query,
  jobs: readonly { readonly deliveryId: string; readonly id: string; readonly jobId: string }[],
): Promise<ReadonlySet<string>> {
  const ids = jobs.map((job) => job.deliveryId);
  const rows = await query<{ id: string }>(sql`
    update deliveries d set job_id = j.job_id, owner_id = null
    from unnest(${jobs.map((job) => job.deliveryId)}::uuid[], ${jobs.map((job) => job.id)}::uuid[],
      ${jobs.map((job) => job.jobId)}::uuid[]) as j (delivery_id, held_id, job_id)
    where d.id = j.delivery_id and d.job_id = j.held_id and d.status = 'pending' and ${isAmong(sql`d.id`, ids)}
    returning d.id`);
  return new Set(rows.map(({ id }) => id));
}

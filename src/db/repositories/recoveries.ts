import sql, { raw, type Sql } from "sql-template-tag";
import type { Ordering } from "#src/core/ordering.ts";
import { hasBody } from "#src/db/bodies.ts";
import { isAmong } from "#src/db/id-range.ts";
import type { Query } from "#src/db/sql.ts";
import type { WebhookRef } from "#src/pipeline/tenant-ports.ts";
import type { RecoveryRef, RecoveryScope } from "#src/pipeline/webhook-operation-ports.ts";

/** Deliveries `d` of the workspace that never reached their tenant, by age: the partial index has just these. */
const UNDELIVERED = sql`d.undelivered and not d.is_test`;

/** Is it on? Stays so until the transaction ends; null when it is not there. */
export async function lockActive(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
): Promise<boolean | null> {
  const [row] = await query<{ isActive: boolean }>(sql`
    select is_active as "isActive" from webhooks
    where workspace_id = ${workspaceId} and id = ${webhookId} for share`);
  return row?.isActive ?? null;
}

export async function countRecoverable(
  query: Query,
  ref: WebhookRef,
  scope: RecoveryScope,
): Promise<number> {
  const [row] = await query<{ count: number }>(sql`select ${countOf(ref, scope)} as count`);
  return row?.count ?? 0;
}

/** With nothing to do it has completed at once. */
export async function insertRecovery(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
  { id, ...scope }: RecoveryScope & { readonly id: string },
): Promise<void> {
  await query(sql`
    insert into recoveries (id, workspace_id, webhook_id, since, until, statuses, state, total, ended_at)
    select ${id}::uuid, ${workspaceId}::uuid, ${webhookId}::uuid, ${scope.since}::timestamptz,
      coalesce(${scope.until}::timestamptz, now()), ${[...scope.statuses]}::text[],
      case when total > 0 then 'running' else 'completed' end, total, case when total = 0 then now() end
    from (select ${countOf({ workspaceId, webhookId }, scope)} as total) as matching`);
}

function countOf({ workspaceId, webhookId }: WebhookRef, scope: RecoveryScope): Sql {
  return sql`(
    select count(*)::int from deliveries d
    where ${UNDELIVERED} and d.workspace_id = ${workspaceId}::uuid and d.webhook_id = ${webhookId}::uuid
      and d.status = any(${[...scope.statuses]}::text[]) and d.created_at >= ${scope.since}::timestamptz
      and d.created_at < coalesce(${scope.until}::timestamptz, now()) and d.ended_at <= now())`;
}

export async function cancelRecovery(
  query: Query,
  { workspaceId, webhookId, recoveryId }: RecoveryRef,
): Promise<void> {
  await query(sql`
    update recoveries set state = 'canceled', updated_at = now(), ended_at = now()
    where id = ${recoveryId} and webhook_id = ${webhookId} and workspace_id = ${workspaceId} and state = 'running'`);
}

export type RunningRecovery = {
  readonly id: string;
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly isActive: boolean;
  readonly ordering: Ordering;
};

/** The one that was seen to longest ago, of those that no other transaction has. */
export async function takeRunning(query: Query): Promise<RunningRecovery | null> {
  const [row] = await query<RunningRecovery>(sql`
    select r.id, r.workspace_id as "workspaceId", r.webhook_id as "webhookId", w.is_active as "isActive", w.ordering
    from recoveries r join webhooks w on w.id = r.webhook_id
    where r.state = 'running' order by r.updated_at, r.id limit 1
    for update of r skip locked`);
  return row ?? null;
}

/**
 * The next deliveries of a recovery. Only what had ended when it was asked for: what fails again after it was sent once
 * more, by this recovery or another, is not sent a third time.
 */
export async function selectRecoverable(
  query: Query,
  id: string,
  limit: number,
): Promise<readonly string[]> {
  // Each a value of its own, so that the index is read from there on, in order, and no further than the limit.
  const own = (column: string) => sql`(select ${raw(column)} from recoveries where id = ${id})`;
  const rows = await query<{ id: string }>(sql`
    select d.id from deliveries d
    where ${UNDELIVERED} and d.workspace_id = ${own("workspace_id")}
      and d.id > coalesce(${own("last_id")}, '00000000-0000-0000-0000-000000000000')
      and d.webhook_id = ${own("webhook_id")} and d.status = any(${own("statuses")}::text[])
      and d.created_at >= ${own("since")} and d.created_at < ${own("until")} and d.ended_at <= ${own("created_at")}
    order by d.id limit ${limit}`);
  return rows.map((row) => row.id);
}

/** Of a recovery's deliveries those that nobody has sent again meanwhile; they stay so until the transaction ends. */
export async function lockUndelivered(
  query: Query,
  id: string,
  deliveryIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(sql`
    select d.id from deliveries d
    where ${UNDELIVERED} and ${isAmong(sql`d.id`, deliveryIds)} and d.owner_id is null and d.job_id is null
      and ${hasBody(sql`d`)}
      and d.ended_at <= (select created_at from recoveries where id = ${id})
    order by d.id for update`);
  return rows.map((row) => row.id);
}

export async function noteStep(
  query: Query,
  id: string,
  step: { readonly requeued: number; readonly skipped: number; readonly lastId: string },
): Promise<void> {
  await query(sql`
    update recoveries set requeued = requeued + ${step.requeued}, skipped = skipped + ${step.skipped},
      total = greatest(total, requeued + ${step.requeued}), last_id = ${step.lastId}, updated_at = now()
    where id = ${id}`);
}

/** Nothing is left: what was not sent again by it had been seen to by others. */
export async function completeRecovery(query: Query, id: string): Promise<void> {
  await query(sql`
    update recoveries set state = 'completed', skipped = total - requeued, updated_at = now(), ended_at = now()
    where id = ${id}`);
}

/** Its webhook was switched off: what it would send would be suppressed. */
export async function giveUpRecovery(query: Query, id: string): Promise<void> {
  await query(sql`
    update recoveries set state = 'canceled', updated_at = now(), ended_at = now() where id = ${id}`);
}

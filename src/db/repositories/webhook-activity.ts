import sql from "sql-template-tag";
import type { DeactivationReason } from "#src/core/webhook-health.ts";
import type { Query } from "#src/db/sql.ts";
import type { DisabledWebhook, FailingWebhook, HealthUnit } from "#src/pipeline/notice-ports.ts";

type ActiveWebhook = Pick<
  DisabledWebhook,
  "webhookId" | "workspaceId" | "name" | "url" | "failingSince"
>;

/** Locks those of the webhooks that are on, until the transaction ends. */
export async function lockActiveWebhooks(
  query: Query,
  ids: readonly string[],
): Promise<readonly ActiveWebhook[]> {
  return query<ActiveWebhook>(sql`
    select w.id as "webhookId", w.workspace_id as "workspaceId", w.name, w.url, c.failing_since as "failingSince"
    from webhooks w left join webhook_counters c on c.webhook_id = w.id
    where w.id = any(${[...ids]}::uuid[]) and w.is_active
    order by w.id for no key update of w`);
}

/** Switches webhooks off on the gateway's own account, and tells every process through the config version. */
export async function deactivateWebhooks(
  query: Query,
  ids: readonly string[],
  reason: DeactivationReason,
): Promise<void> {
  await query(sql`
    with off as (
      update webhooks set is_active = false, deactivation_reason = ${reason}, updated_at = now(),
        revision = revision + 1
      where id = any(${[...ids]}::uuid[]) and is_active
      returning workspace_id)
    update workspaces set config_version = config_version + 1
    where id in (select workspace_id from off)`);
}

/** See HealthUnit. Of two processes each takes what the other one does not hold. */
export async function lockFailingWebhooks(
  query: Query,
  steps: readonly number[],
  limit: number,
): Promise<readonly FailingWebhook[]> {
  return query<FailingWebhook>(sql`
    select w.id as "webhookId", w.workspace_id as "workspaceId", w.name, w.url,
      w.deactivate_after_days as "deactivateAfterDays", c.failing_since as "failingSince",
      c.last_failed_at as "lastFailedAt", c.failing_told as told, d.last_error as "lastError",
      d.error_class as "errorClass", d.response_status as "responseStatus"
    from webhook_counters c
    join webhooks w on w.id = c.webhook_id
    left join lateral (
      select last_error, error_class, response_status from deliveries
      where webhook_id = w.id and error_class is not null and not is_test
      order by id desc limit 1) d on true
    where c.failing_since is not null and w.is_active and exists(
      select from unnest(${[...steps]}::int[]) as step
      where step > c.failing_told
        and c.last_failed_at >= c.failing_since + w.deactivate_after_days * step * interval '864 seconds')
    order by c.webhook_id limit ${limit}
    for no key update of c, w skip locked`);
}

export async function saveWarnings(
  query: Query,
  warnings: Parameters<HealthUnit["saveWarnings"]>[0],
): Promise<void> {
  await query(sql`
    update webhook_counters c set failing_told = t.percent
    from unnest(${warnings.map(({ webhookId }) => webhookId)}::uuid[],
      ${warnings.map(({ percent }) => percent)}::int[]) as t (webhook_id, percent)
    where c.webhook_id = t.webhook_id`);
}

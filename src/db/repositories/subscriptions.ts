import sql from "sql-template-tag";
import type { DialectId } from "#src/core/catalog.ts";
import type { Query } from "#src/db/sql.ts";
import type { NewSubscription, SubscriptionRef, WebhookRef } from "#src/pipeline/tenant-ports.ts";

/** The webhook's dialect, which stays as it is until the transaction ends; null when it is not there. */
export async function lockDialect(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
): Promise<DialectId | null> {
  const [row] = await query<{ dialect: DialectId }>(sql`
    select dialect from webhooks where workspace_id = ${workspaceId} and id = ${webhookId} for share`);
  return row?.dialect ?? null;
}

export async function insertSubscription(
  query: Query,
  { id, webhookId, eventKey, isActive, at }: NewSubscription,
): Promise<"inserted" | "duplicate"> {
  const rows = await query(sql`
    insert into subscriptions (id, webhook_id, event_key, is_active, created_at, updated_at)
    values (${id}, ${webhookId}, ${eventKey}, ${isActive}, ${at}, ${at})
    on conflict (webhook_id, event_key) do nothing returning id`);
  return rows.length === 1 ? "inserted" : "duplicate";
}

export async function selectEventKeys(query: Query, webhookId: string): Promise<readonly string[]> {
  const rows = await query<{ key: string }>(sql`
    select event_key as key from subscriptions where webhook_id = ${webhookId} order by id`);
  return rows.map(({ key }) => key);
}

/** False when it is not there. */
export async function setSubscriptionActive(
  query: Query,
  { workspaceId, webhookId, subscriptionId }: SubscriptionRef,
  { isActive, at }: { readonly isActive: boolean; readonly at: Date },
): Promise<boolean> {
  const rows = await query(sql`
    update subscriptions s set is_active = ${isActive}, updated_at = ${at} from webhooks w
    where s.id = ${subscriptionId} and s.webhook_id = ${webhookId} and w.id = s.webhook_id
      and w.workspace_id = ${workspaceId}
    returning s.id`);
  return rows.length === 1;
}

/** False when it was not there. */
export async function deleteSubscription(
  query: Query,
  { workspaceId, webhookId, subscriptionId }: SubscriptionRef,
): Promise<boolean> {
  const rows = await query(sql`
    delete from subscriptions s using webhooks w
    where s.id = ${subscriptionId} and s.webhook_id = ${webhookId} and w.id = s.webhook_id
      and w.workspace_id = ${workspaceId}
    returning s.id`);
  return rows.length === 1;
}

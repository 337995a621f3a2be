import sql from "sql-template-tag";
import type { DialectId } from "#src/core/catalog.ts";
import type { Query } from "#src/db/sql.ts";
import type { NewSubscription, SubscriptionRef, WebhookRef } from "#src/pipeline/tenant-ports.ts";

/** The webhook's dialect, kept as it is until the transaction ends, which raises the revision; null when it is not there. */
export async function lockDialect(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
): Promise<DialectId | null> {
  const [row] = await query<{ dialect: DialectId }>(sql`
    select dialect from webhooks where workspace_id = ${workspaceId} and id = ${webhookId} for no key update`);
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

/**
 * Makes the webhook's active subscriptions be just these, in this order. Those that stay keep their ids. `keepsPaused`:
 * whoever sends back what was shown never saw the paused ones, and does not mean them.
 */
export async function replaceSubscriptions(
  query: Query,
  webhookId: string,
  wanted: readonly { readonly id: string; readonly eventKey: string }[],
  { at, keepsPaused }: { readonly at: Date; readonly keepsPaused: boolean },
): Promise<void> {
  const keys = wanted.map(({ eventKey }) => eventKey);
  await query(sql`
    delete from subscriptions
    where webhook_id = ${webhookId} and event_key <> all(${keys}::text[]) and (is_active or not ${keepsPaused})`);
  await query(sql`
    insert into subscriptions (id, webhook_id, event_key, position, is_active, created_at, updated_at)
    select id, ${webhookId}::uuid, event_key, position, true, ${at}::timestamptz, ${at}::timestamptz
    from unnest(${wanted.map(({ id }) => id)}::uuid[], ${keys}::text[])
      with ordinality as wanted (id, event_key, position)
    on conflict (webhook_id, event_key) do update set is_active = true, position = excluded.position,
      updated_at = case when subscriptions.is_active then subscriptions.updated_at else excluded.updated_at end
    where not subscriptions.is_active or subscriptions.position is distinct from excluded.position`);
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

import sql, { type Sql } from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type {
  CurrentWebhook,
  NewWebhook,
  WebhookChange,
  WebhookRef,
} from "#src/pipeline/tenant-ports.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import type { SecretBox } from "#src/security/secret-box.ts";

export async function insertWebhook(
  query: Query,
  box: SecretBox,
  webhook: NewWebhook,
): Promise<void> {
  const { id, secret, headers, signingKey, at } = webhook;
  await query(sql`
    insert into webhooks (id, workspace_id, dialect, name, url, method, description, agent_ids, workflow_ids, filters,
      metadata, is_active, headers_sealed, secret_sealed, secret_preview, signing_key_sealed, public_key,
      retry_policy, timeout_ms, rate_limit, ordering, deactivate_after_days, created_at, updated_at)
    values (${id}, ${webhook.workspaceId}, ${webhook.dialect}, ${webhook.name}, ${webhook.url}, ${webhook.method},
      ${webhook.description}, ${webhook.agentIds}::uuid[], ${webhook.workflowIds}::uuid[],
      ${toJson(webhook.filters)}::json, ${toJson(webhook.metadata)}::json, ${webhook.isActive},
      ${sealHeaders(box, id, headers)}, ${box.seal(secret.text, sealContext.webhookSecret(id))},
      ${secret.preview}, ${sealKey(box, id, signingKey)}, ${signingKey?.publicKey ?? null},
      ${toJson(webhook.retryPolicy)}::jsonb, ${webhook.timeoutMs},
      ${webhook.rateLimit?.perSecond ?? null}, ${webhook.ordering}, ${webhook.deactivateAfterDays}, ${at}, ${at})`);
}

/** What whoever settles its deliveries has before its circuit, and before the webhook where that is switched off. */
export async function lockCounters(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
): Promise<void> {
  await query(sql`
    select from webhook_counters c join webhooks w on w.id = c.webhook_id
    where w.workspace_id = ${workspaceId} and w.id = ${webhookId} for no key update of c`);
}

/** Keeps other changes of the webhook waiting until the transaction ends. False when it is not there. */
export async function lockWebhook(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
): Promise<boolean> {
  await lockCounters(query, { workspaceId, webhookId });
  const rows = await query(sql`
    select id from webhooks where workspace_id = ${workspaceId} and id = ${webhookId} for no key update`);
  return rows.length === 1;
}

/**
 * Writes what changed over what is; `current` was read under the lock. What it shows of a webhook that cannot be opened is
 * not what is stored, and stays unwritten. A decision of its owner, either way, settles why the gateway had switched it off.
 */
export async function updateWebhook(
  query: Query,
  box: SecretBox,
  current: CurrentWebhook,
  change: WebhookChange,
): Promise<void> {
  const { id } = current;
  const next = { ...current, ...change };
  const { isActive = null, headers } = change;
  const sealed = headers === undefined ? null : sealHeaders(box, id, headers);
  await query(sql`
    update webhooks set dialect = ${next.dialect}, name = ${next.name}, url = ${next.url}, method = ${next.method},
      description = ${next.description},
      is_active = coalesce(${isActive}::boolean, is_active),
      deactivation_reason = case when ${isActive}::boolean is null then deactivation_reason end,
      agent_ids = ${next.agentIds}::uuid[], workflow_ids = ${next.workflowIds}::uuid[],
      filters = ${toJson(next.filters)}::json, metadata = ${toJson(next.metadata)}::json,
      headers_sealed = coalesce(${sealed}::text, headers_sealed),
      retry_policy = ${toJson(next.retryPolicy)}::jsonb, timeout_ms = ${next.timeoutMs},
      rate_limit = ${next.rateLimit?.perSecond ?? null}, ordering = ${next.ordering},
      deactivate_after_days = ${next.deactivateAfterDays}, updated_at = ${change.at}, revision = revision + 1
    where id = ${id}`);
  if (change.secret !== undefined) {
    await query(replaceSecret(box, id, { ...change, secret: change.secret }));
  }
  if (change.signingKey !== undefined) {
    await query(sql`
      update webhooks set signing_key_sealed = ${sealKey(box, id, change.signingKey)},
        public_key = ${change.signingKey?.publicKey ?? null}
      where id = ${id}`);
  }
}

/** The secret that is replaced goes on signing where that was asked, and is forgotten otherwise. */
function replaceSecret(
  box: SecretBox,
  id: string,
  change: Required<Pick<WebhookChange, "secret">> & WebhookChange,
): Sql {
  const until = change.previousSecretUntil ?? null;
  return sql`
    update webhooks set previous_secret_sealed = case when ${until}::timestamptz is not null then secret_sealed end,
      previous_secret_until = ${until}::timestamptz,
      secret_sealed = ${box.seal(change.secret.text, sealContext.webhookSecret(id))},
      secret_preview = ${change.secret.preview}
    where id = ${id}`;
}

/** Its subscriptions changed, and they are part of what is seen of it. */
export async function raiseRevision(query: Query, webhookId: string, at: Date): Promise<void> {
  await query(sql`
    update webhooks set revision = revision + 1, updated_at = ${at} where id = ${webhookId}`);
}

export async function deleteWebhook(query: Query, webhookId: string): Promise<void> {
  // Last, because until then whoever settles its deliveries, and has its counters, may still make one that names it.
  await query(sql`delete from webhook_counters where webhook_id = ${webhookId}`);
  await query(sql`delete from circuits where webhook_id = ${webhookId}`);
  await query(sql`delete from send_rates where webhook_id = ${webhookId}`);
  await query(sql`delete from webhooks where id = ${webhookId}`);
}

export async function unknownAgents(
  query: Query,
  workspaceId: string,
  ids: readonly string[] | null,
): Promise<readonly string[]> {
  if (ids === null || ids.length === 0) return [];
  const rows = await query<{ id: string }>(sql`
    select asked.id from unnest(${ids}::uuid[]) as asked (id)
    where not exists (select from agents a where a.workspace_id = ${workspaceId} and a.id = asked.id)`);
  return rows.map(({ id }) => id);
}

export async function unknownWorkflows(
  query: Query,
  workspaceId: string,
  ids: readonly string[] | null,
): Promise<readonly string[]> {
  if (ids === null || ids.length === 0) return [];
  const rows = await query<{ id: string }>(sql`
    select asked.id from unnest(${ids}::uuid[]) as asked (id)
    where not exists (select from workflows w where w.workspace_id = ${workspaceId} and w.id = asked.id)`);
  return rows.map(({ id }) => id);
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function sealHeaders(box: SecretBox, id: string, headers: NewWebhook["headers"]): string {
  return box.seal(JSON.stringify(headers), sealContext.webhookHeaders(id));
}

function sealKey(box: SecretBox, id: string, key: NewWebhook["signingKey"]): string | null {
  return key === null ? null : box.seal(key.signingKey, sealContext.webhookSigningKey(id));
}

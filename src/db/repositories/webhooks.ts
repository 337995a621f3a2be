import sql from "sql-template-tag";
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
  const { id, secret, headers, retryPolicy, at } = webhook;
  await query(sql`
    insert into webhooks (id, workspace_id, dialect, url, method, description, agent_ids, is_active,
      headers_sealed, secret_sealed, secret_preview, retry_policy, timeout_ms, created_at, updated_at)
    values (${id}, ${webhook.workspaceId}, ${webhook.dialect}, ${webhook.url}, ${webhook.method},
      ${webhook.description}, ${agentIds(webhook.agentId)}::uuid[], ${webhook.isActive},
      ${sealHeaders(box, id, headers)}, ${box.seal(secret.text, sealContext.webhookSecret(id))},
      ${secret.preview}, ${toJson(retryPolicy)}::jsonb, ${webhook.timeoutMs}, ${at}, ${at})`);
}

/** Keeps other changes of the webhook waiting until the transaction ends. False when it is not there. */
export async function lockWebhook(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
): Promise<boolean> {
  const rows = await query(sql`
    select id from webhooks where workspace_id = ${workspaceId} and id = ${webhookId} for no key update`);
  return rows.length === 1;
}

/** Writes what changed over what is; `current` was read under the lock. */
export async function updateWebhook(
  query: Query,
  box: SecretBox,
  current: CurrentWebhook,
  change: WebhookChange,
): Promise<void> {
  const { id } = current;
  const next = { ...current, ...change };
  const secretSealed = change.secret && box.seal(change.secret.text, sealContext.webhookSecret(id));
  // A decision of its owner, either way, settles why the gateway had switched it off.
  const reason = change.isActive === undefined ? current.deactivationReason : null;
  await query(sql`
    update webhooks set dialect = ${next.dialect}, url = ${next.url}, method = ${next.method},
      description = ${next.description}, is_active = ${next.isActive}, deactivation_reason = ${reason},
      agent_ids = case when ${change.agentId !== undefined}::boolean then ${agentIds(next.agentId)}::uuid[]
        else agent_ids end,
      headers_sealed = ${sealHeaders(box, id, next.headers)},
      secret_sealed = coalesce(${secretSealed ?? null}::text, secret_sealed),
      secret_preview = ${change.secret?.preview ?? current.secretPreview},
      retry_policy = ${toJson(next.retryPolicy)}::jsonb, timeout_ms = ${next.timeoutMs}, updated_at = ${change.at}
    where id = ${id}`);
}

/** False when it was not there. Its subscriptions go with it. */
export async function deleteWebhook(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
): Promise<boolean> {
  const rows = await query(sql`
    with deleted as (
      delete from webhooks where workspace_id = ${workspaceId} and id = ${webhookId} returning id
    ), counters as (
      delete from webhook_counters where webhook_id in (select id from deleted)
    )
    select id from deleted`);
  return rows.length === 1;
}

export async function isAgentOf(
  query: Query,
  workspaceId: string,
  agentId: string,
): Promise<boolean> {
  const rows = await query(sql`
    select id from agents where workspace_id = ${workspaceId} and id = ${agentId}`);
  return rows.length === 1;
}

function agentIds(agentId: string | null): readonly string[] | null {
  return agentId === null ? null : [agentId];
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function sealHeaders(box: SecretBox, id: string, headers: NewWebhook["headers"]): string {
  return box.seal(JSON.stringify(headers), sealContext.webhookHeaders(id));
}

import sql from "sql-template-tag";
import { normalizeReference } from "#src/core/references.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { Query } from "#src/db/sql.ts";
import type { WorkspaceConfig } from "#src/pipeline/ports.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import { type SecretBox, SecretBoxError } from "#src/security/secret-box.ts";

type WebhookRow = Pick<
  Webhook,
  "id" | "dialect" | "url" | "method" | "retryPolicy" | "agentIds" | "workflowIds" | "isActive"
> & {
  readonly workspaceId: string;
  readonly deactivationReason: string | null;
  readonly timeoutMs: number | null;
  readonly headersSealed: string;
  readonly secretSealed: string;
  readonly eventKeys: readonly string[] | null;
};

const COLUMNS = sql`
  w.id, w.workspace_id as "workspaceId", w.dialect, w.url, w.method, w.retry_policy as "retryPolicy",
  w.agent_ids as "agentIds", w.workflow_ids as "workflowIds", w.is_active as "isActive",
  w.deactivation_reason as "deactivationReason", w.timeout_ms as "timeoutMs",
  w.headers_sealed as "headersSealed", w.secret_sealed as "secretSealed",
  array(select s.event_key from subscriptions s where s.webhook_id = w.id and s.is_active) as "eventKeys"`;

export async function loadWorkspaceConfig(
  query: Query,
  box: SecretBox,
  workspace: {
    readonly id: string;
    readonly version: number;
    readonly carriers: readonly string[];
  },
): Promise<WorkspaceConfig> {
  const webhooks = await query<WebhookRow>(sql`
    select ${COLUMNS} from webhooks w where w.workspace_id = ${workspace.id} order by w.id`);
  const agents = await query<{ id: string; is_active: boolean; provider_references: string[] }>(sql`
    select id, is_active, provider_references from agents
    where workspace_id = ${workspace.id} order by id desc`);
  const [carrier] = await query<{ exists: boolean }>(sql`
    select exists(
      select 1 from connections
      where workspace_id = ${workspace.id} and provider = any(${[...workspace.carriers]}::text[]))`);
  return {
    version: workspace.version,
    hasCarrier: carrier?.exists ?? false,
    webhooks: webhooks.map((row) => toWebhook(row, box)),
    agents: new Map(agents.map((agent) => [agent.id, agent.is_active])),
    // Of two agents that name the same reference the older one has it: it is set last.
    agentsByReference: new Map(
      agents.flatMap((agent) =>
        agent.provider_references.map((reference) => [normalizeReference(reference), agent.id]),
      ),
    ),
  };
}

/** Null: its sealed columns cannot be opened. */
export type LoadedWebhooks = ReadonlyMap<string, Webhook | null>;

/** Webhooks as they are now, for deliveries that waited. One that is damaged does not hold up the others. */
export async function loadWebhooks(
  query: Query,
  box: SecretBox,
  ids: readonly string[],
): Promise<LoadedWebhooks> {
  const rows = await query<WebhookRow>(
    sql`select ${COLUMNS} from webhooks w where w.id = any(${[...ids]}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, openedOrNull(row, box)]));
}

function openedOrNull(row: WebhookRow, box: SecretBox): Webhook | null {
  try {
    return toWebhook(row, box);
  } catch (error) {
    if (error instanceof SecretBoxError) return null;
    throw error;
  }
}

function toWebhook({ headersSealed, secretSealed, ...row }: WebhookRow, box: SecretBox): Webhook {
  return {
    ...row,
    headers: JSON.parse(box.open(headersSealed, sealContext.webhookHeaders(row.id))),
    secret: box.open(secretSealed, sealContext.webhookSecret(row.id)),
    eventKeys: new Set(row.eventKeys),
  };
}

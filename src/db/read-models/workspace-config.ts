import sql from "sql-template-tag";
import { normalizeReference } from "#src/core/references.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { Query } from "#src/db/sql.ts";
import type { ConfiguredAgent, WorkspaceConfig } from "#src/pipeline/ports.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import { type SecretBox, SecretBoxError } from "#src/security/secret-box.ts";

type WebhookRow = Pick<
  Webhook,
  | "id"
  | "dialect"
  | "url"
  | "method"
  | "retryPolicy"
  | "agentIds"
  | "workflowIds"
  | "isActive"
  | "ratePerSecond"
  | "ordering"
> & {
  readonly workspaceId: string;
  readonly deactivationReason: string | null;
  readonly timeoutMs: number | null;
  readonly headersSealed: string;
  readonly secretSealed: string;
  readonly previousSecretSealed: string | null;
  readonly previousSecretUntil: Date | null;
  readonly signingKeySealed: string | null;
  /** JSON. */
  readonly filters: string | null;
  readonly eventKeys: readonly string[] | null;
};

type AgentRow = ConfiguredAgent & { readonly id: string; readonly references: readonly string[] };

const COLUMNS = sql`
  w.id, w.workspace_id as "workspaceId", w.dialect, w.url, w.method, w.retry_policy as "retryPolicy",
  w.agent_ids as "agentIds", w.workflow_ids as "workflowIds", w.is_active as "isActive",
  w.deactivation_reason as "deactivationReason", w.timeout_ms as "timeoutMs",
  w.headers_sealed as "headersSealed", w.secret_sealed as "secretSealed",
  w.previous_secret_sealed as "previousSecretSealed", w.previous_secret_until as "previousSecretUntil",
  w.signing_key_sealed as "signingKeySealed", w.filters, w.rate_limit as "ratePerSecond", w.ordering,
  array(select s.event_key from subscriptions s where s.webhook_id = w.id and s.is_active
    order by s.position, s.id) as "eventKeys"`;

export async function loadWorkspaceConfig(
  query: Query,
  box: SecretBox,
  workspace: {
    readonly id: string;
    readonly version: number;
    readonly carriers: readonly string[];
    readonly onUnreadable: (webhookId: string) => void;
  },
): Promise<WorkspaceConfig> {
  const webhooks = await query<WebhookRow>(sql`
    select ${COLUMNS} from webhooks w where w.workspace_id = ${workspace.id} order by w.id`);
  const agents = await loadAgents(query, workspace.id);
  const workflows = await query<{ id: string; reference: string }>(sql`
    select id, reference from workflows where workspace_id = ${workspace.id}`);
  const [carrier] = await query<{ exists: boolean }>(sql`
    select exists(
      select 1 from connections
      where workspace_id = ${workspace.id} and provider = any(${[...workspace.carriers]}::text[]))`);
  return {
    version: workspace.version,
    hasCarrier: carrier?.exists ?? false,
    webhooks: webhooks.map((row) => {
      const webhook = openedOrNull(row, box);
      if (webhook === null) workspace.onUnreadable(row.id);
      return webhook ?? setAside(row);
    }),
    // Our own ids last: no reference takes one of them from the workflow that has it.
    workflowsByReference: new Map([
      ...workflows.map(({ id, reference }) => [reference, id] as const),
      ...workflows.map(({ id }) => [id, id] as const),
    ]),
    ...agents,
  };
}

/** The workspace's agents, by their ids and by what else they are known as. */
export async function loadAgents(
  query: Query,
  workspaceId: string,
): Promise<Pick<WorkspaceConfig, "agents" | "agentsByReference">> {
  const agents = await query<AgentRow>(sql`
    select id, name, is_active as "isActive", is_mailbox as "isMailbox", provider_references as "references"
    from agents
    where workspace_id = ${workspaceId} order by id desc`);
  return {
    agents: new Map(agents.map((agent) => [agent.id, agent])),
    // Of two agents that name the same reference the older one has it: it is set last.
    agentsByReference: new Map(
      agents.flatMap((agent) =>
        agent.references.map((reference) => [normalizeReference(reference), agent.id]),
      ),
    ),
  };
}

/** Why nothing goes to a webhook whose sealed columns cannot be opened. */
export const UNREADABLE = "webhook_unreadable";

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

/** Nothing is sent to it; what it would have got is kept, so that it can be recovered once it opens again. */
function setAside(row: WebhookRow): Webhook {
  const { headersSealed, secretSealed, previousSecretSealed, previousSecretUntil, ...rest } = row;
  return {
    ...rest,
    isActive: false,
    deactivationReason: UNREADABLE,
    headers: {},
    secret: "",
    previousSecret: null,
    signingKey: null,
    filters: row.filters === null ? null : JSON.parse(row.filters),
    eventKeys: new Set(row.eventKeys),
  };
}

function openedOrNull(row: WebhookRow, box: SecretBox): Webhook | null {
  try {
    return toWebhook(row, box);
  } catch (error) {
    if (error instanceof SecretBoxError) return null;
    throw error;
  }
}

function toWebhook(
  {
    headersSealed,
    secretSealed,
    previousSecretSealed,
    previousSecretUntil: until,
    signingKeySealed,
    ...row
  }: WebhookRow,
  box: SecretBox,
): Webhook {
  const secretOf = (sealed: string) => box.open(sealed, sealContext.webhookSecret(row.id));
  return {
    ...row,
    headers: JSON.parse(box.open(headersSealed, sealContext.webhookHeaders(row.id))),
    secret: secretOf(secretSealed),
    previousSecret:
      previousSecretSealed === null || until === null
        ? null
        : { text: secretOf(previousSecretSealed), until },
    signingKey:
      signingKeySealed === null
        ? null
        : box.open(signingKeySealed, sealContext.webhookSigningKey(row.id)),
    filters: row.filters === null ? null : JSON.parse(row.filters),
    eventKeys: new Set(row.eventKeys),
  };
}

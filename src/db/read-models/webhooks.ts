import sql from "sql-template-tag";
import { circuitState } from "#src/core/circuit.ts";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type { WebhookQuery, WebhookRef, WebhookView } from "#src/pipeline/tenant-ports.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import { type SecretBox, SecretBoxError } from "#src/security/secret-box.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";
import { UNREADABLE } from "./workspace-config.ts";

type Sealed = "headersSealed" | "secretSealed" | "previousSecretSealed" | "signingKeySealed";

type Row = Omit<
  WebhookView,
  "headers" | "filters" | "metadata" | "signatureAlgorithm" | "circuit" | "rateLimit"
> & {
  readonly ratePerSecond: number | null;
  readonly circuitOpenedAt: Date | null;
  readonly circuitRetryAt: Date | null;
  readonly headersSealed: string;
  readonly secretSealed: string;
  readonly previousSecretSealed: string | null;
  readonly signingKeySealed: string | null;
  /** JSON. */
  readonly filters: string | null;
  /** JSON. */
  readonly metadata: string | null;
};

// A webhook that is limited to several agents has no one agent to show.
const AGENT_ID = sql`case when cardinality(w.agent_ids) = 1 then w.agent_ids[1] end`;

const SELECT = sql`
  w.id, w.number, w.revision, w.dialect, w.name, w.url, w.method, w.description, w.agent_ids as "agentIds",
  w.workflow_ids as "workflowIds", w.filters, w.metadata, w.is_active as "isActive",
  array(select s.event_key from subscriptions s where s.webhook_id = w.id and s.is_active
    order by s.position, s.id) as "eventKeys",
  case when w.previous_secret_until > now() then w.previous_secret_until end as "previousSecretExpiresAt",
  w.public_key as "publicKey", w.deactivate_after_days as "deactivateAfterDays",
  case when w.is_active then c.failing_since end as "failingSince",
  case when w.is_active then k.opened_at end as "circuitOpenedAt", k.retry_at as "circuitRetryAt",
  w.deactivation_reason as "deactivationReason", w.headers_sealed as "headersSealed",
  w.secret_sealed as "secretSealed", w.previous_secret_sealed as "previousSecretSealed",
  w.signing_key_sealed as "signingKeySealed",
  w.secret_preview as "secretPreview", w.retry_policy as "retryPolicy", w.timeout_ms as "timeoutMs",
  w.rate_limit as "ratePerSecond", w.ordering,
  coalesce(c.success_count, 0) as "successCount", coalesce(c.failure_count, 0) as "failureCount",
  c.last_delivery_at as "lastDeliveryAt", w.created_at as "createdAt", w.updated_at as "updatedAt"`;
const FROM = sql`webhooks w left join webhook_counters c on c.webhook_id = w.id
  left join circuits k on k.webhook_id = w.id`;

const COLUMNS: Columns<NonNullable<WebhookQuery["sort"][number]>["field"]> = {
  id: { expression: sql`w.id`, type: "uuid", nullable: false },
  name: { expression: sql`w.name`, type: "text", nullable: true },
  dialect: { expression: sql`w.dialect`, type: "text", nullable: false },
  url: { expression: sql`w.url`, type: "text", nullable: false },
  isActive: { expression: sql`w.is_active`, type: "boolean", nullable: false },
  agentId: { expression: sql`(${AGENT_ID})`, type: "uuid", nullable: true },
  method: { expression: sql`w.method`, type: "text", nullable: false },
  description: { expression: sql`w.description`, type: "text", nullable: true },
  createdAt: {
    expression: milliseconds(sql`w.created_at`),
    type: "timestamptz",
    nullable: false,
  },
  updatedAt: {
    expression: milliseconds(sql`w.updated_at`),
    type: "timestamptz",
    nullable: false,
  },
};

export async function findWebhook(
  query: Query,
  box: SecretBox,
  { workspaceId, webhookId }: WebhookRef,
): Promise<WebhookView | null> {
  const [row] = await query<Row>(sql`
    select ${SELECT} from ${FROM} where w.workspace_id = ${workspaceId} and w.id = ${webhookId}`);
  return row === undefined ? null : toView(row, box);
}

/** For everybody: a public key is no secret, and its webhook's id is not guessed. */
export async function findPublicKey(query: Query, webhookId: string): Promise<string | null> {
  const [row] = await query<{ publicKey: string | null }>(sql`
    select public_key as "publicKey" from webhooks where id = ${webhookId}`);
  return row?.publicKey ?? null;
}

export async function hasWebhook(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
): Promise<boolean> {
  const rows = await query(sql`
    select 1 as found from webhooks where workspace_id = ${workspaceId} and id = ${webhookId}`);
  return rows.length === 1;
}

export async function listWebhooks(
  query: Query,
  box: SecretBox,
  { workspaceId, ...list }: WebhookQuery & { readonly workspaceId: string },
): Promise<Page<WebhookView>> {
  const scope = sql`w.workspace_id = ${workspaceId}`;
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`w.id` };
  const page = await selectPage<Row, keyof typeof COLUMNS>(query, source, list);
  return { ...page, items: page.items.map((row) => toView(row, box)) };
}

function toView(
  { filters, metadata, circuitOpenedAt, circuitRetryAt, ratePerSecond, ...rest }: Row,
  box: SecretBox,
): WebhookView {
  const { headersSealed, secretSealed, previousSecretSealed, signingKeySealed, ...row } = rest;
  const headers = headersOf(rest, box);
  const state = circuitState(circuitOpenedAt, circuitRetryAt, new Date());
  return {
    ...row,
    circuit: {
      state,
      openedAt: circuitOpenedAt,
      retryAt: state === "closed" ? null : circuitRetryAt,
    },
    rateLimit: ratePerSecond === null ? null : { perSecond: ratePerSecond },
    filters: filters === null ? null : JSON.parse(filters),
    metadata: metadata === null ? null : JSON.parse(metadata),
    signatureAlgorithm: row.publicKey === null ? "hmac-sha256" : "ed25519",
    ...(headers === null
      ? { headers: {}, isActive: false, deactivationReason: UNREADABLE }
      : { headers }),
  };
}

/** Null: it cannot be opened, and nothing is sent to it. It is shown all the same, beside the others of its workspace. */
function headersOf(row: Pick<Row, "id" | Sealed>, box: SecretBox): WebhookView["headers"] | null {
  const secret = sealContext.webhookSecret(row.id);
  try {
    box.open(row.secretSealed, secret);
    if (row.previousSecretSealed !== null) box.open(row.previousSecretSealed, secret);
    if (row.signingKeySealed !== null) {
      box.open(row.signingKeySealed, sealContext.webhookSigningKey(row.id));
    }
    return JSON.parse(box.open(row.headersSealed, sealContext.webhookHeaders(row.id)));
  } catch (error) {
    if (error instanceof SecretBoxError) return null;
    throw error;
  }
}

/** A database with gateways on it, and what tests ask of both. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Storage } from "#src/composition/storage.ts";
import type { DeliveryStatus } from "#src/core/delivery.ts";
import type { Backoff } from "#src/core/schedule.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { Provisioning } from "#src/pipeline/provisioning.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import { createDatabase } from "./database.ts";
import {
  APP_SECRET,
  type Gateway,
  type GatewayOptions,
  SIGNING_KEY,
  type SignedCallback,
  startGateway,
  type Tenant,
} from "./gateway.ts";

/** A part of a whole: what is not given is ordinary. */
export type WebhookRow = Partial<Omit<Webhook, "eventKeys" | "retryPolicy">> & {
  readonly url: string;
  readonly eventKeys?: readonly string[];
  readonly retryPolicy?: Backoff;
};

export type DeliveryRow = {
  readonly id: string;
  readonly webhook_id: string;
  readonly event_id: string;
  readonly event_key: string;
  readonly status: DeliveryStatus;
  readonly reason: string | null;
  readonly body: string;
  readonly attempts: number;
  readonly attempts_before: number;
  readonly job_id: string | null;
  readonly owner_id: string | null;
  readonly next_attempt_at: Date | null;
  readonly response_status: number | null;
  readonly last_error: string | null;
  readonly error_class: string | null;
  readonly created_at: Date;
  readonly ended_at: Date | null;
};

/** A database, a connection to look into it, and gateways on it. */
export type Lab = AsyncDisposable & {
  readonly connectionString: string;
  readonly dataDir: string;
  startGateway(options?: Omit<GatewayOptions, "dataDir">): Promise<Gateway>;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  tenant(): Promise<Tenant>;
  /** Inserts the webhook and raises the workspace's version; returns its id. */
  webhook(tenant: Tenant, webhook: WebhookRow): Promise<string>;
  /** In order of creation. */
  deliveries(tenant: Tenant): Promise<readonly DeliveryRow[]>;
  eventTypes(tenant: Tenant): Promise<readonly string[]>;
  jobs(): Promise<readonly JobRow[]>;
};

export type JobRow = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly start_after: Date;
  readonly data: { readonly deliveryId: string; readonly owner?: string };
};

export async function createLab(): Promise<Lab> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createDatabase());
  const { connectionString } = database;
  const dataDir = await mkdtemp(join(tmpdir(), "switchhook-lab-"));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  // Provisions, seals and looks; delivers nothing.
  const maker = stack.use(
    await startGateway(connectionString, { dataDir, role: "api", name: "lab" }),
  );
  const pool = new pg.Pool({ connectionString, max: 3, application_name: "lab reader" });
  stack.defer(() => pool.end());
  const query: Lab["query"] = async <Row extends object>(
    text: string,
    values: readonly unknown[] = [],
  ) => (await pool.query<Row>(text, [...values])).rows;
  const owned = stack.move();
  let tenants = 0;
  return {
    connectionString,
    dataDir,
    query,
    startGateway: (options) => startGateway(connectionString, { ...options, dataDir }),
    tenant: () => makeTenant(maker.provisioning, ++tenants),
    webhook: (tenant, webhook) => insertWebhook(query, maker.storage, tenant, webhook),
    deliveries: ({ workspaceId }) =>
      query<DeliveryRow>(
        `select d.*, coalesce(d.body, b.body) as body from deliveries d left join delivery_bodies b on b.id = d.id
         where d.workspace_id = $1 order by d.id`,
        [workspaceId],
      ),
    async eventTypes({ workspaceId }) {
      const rows = await query<{ type: string }>(
        "select type from events where workspace_id = $1 order by id",
        [workspaceId],
      );
      return rows.map(({ type }) => type);
    },
    jobs: () => query<JobRow>("select id, name, state, start_after, data from pgboss.job"),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function makeTenant(provisioning: Provisioning, number: number): Promise<Tenant> {
  const { id: workspaceId } = await provisioning.createWorkspace({ name: `Tenant ${number}` });
  const phoneNumberId = String(106_540_352_242_900 + number);
  const whatsapp = await provisioning.createConnection({
    workspaceId,
    provider: "whatsapp",
    name: "WhatsApp",
    secret: APP_SECRET,
    identifiers: [phoneNumberId],
  });
  const signalwire = await provisioning.createConnection({
    workspaceId,
    provider: "signalwire",
    name: "SignalWire",
    secret: SIGNING_KEY,
  });
  if (!whatsapp.ok || !signalwire.ok) throw new Error("the tenant's connections were refused");
  return {
    workspaceId,
    phoneNumberId,
    whatsappId: whatsapp.value.id,
    signalwireId: signalwire.value.id,
  };
}

async function insertWebhook(
  query: Lab["query"],
  { box, newId }: Storage,
  { workspaceId }: Tenant,
  webhook: WebhookRow,
): Promise<string> {
  const id = webhook.id ?? newId();
  const { headers = {}, secret = "a secret of the tenant" } = webhook;
  const { eventKeys = ["whatsapp.messageReceived"] } = webhook;
  await query(
    `with hook as (
       insert into webhooks (id, workspace_id, dialect, url, method, agent_ids, workflow_ids, is_active,
         deactivation_reason, headers_sealed, secret_sealed, secret_preview, retry_policy, timeout_ms, rate_limit,
         ordering)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'a sec…', $12, $13, $15, $16)
       returning id
     ), subscribed as (
       insert into subscriptions (id, webhook_id, event_key, position)
       select gen_random_uuid(), hook.id, event_key, position
       from hook, unnest($14::text[]) with ordinality as wanted (event_key, position)
     )
     update workspaces set config_version = config_version + 1 where id = $2`,
    [
      id,
      workspaceId,
      webhook.dialect ?? "agents-studio",
      webhook.url,
      webhook.method ?? "POST",
      webhook.agentIds ?? null,
      webhook.workflowIds ?? null,
      webhook.isActive ?? true,
      webhook.deactivationReason ?? null,
      box.seal(JSON.stringify(headers), sealContext.webhookHeaders(id)),
      box.seal(secret, sealContext.webhookSecret(id)),
      webhook.retryPolicy ?? null,
      webhook.timeoutMs ?? null,
      eventKeys,
      webhook.ratePerSecond ?? null,
      webhook.ordering ?? "none",
    ],
  );
  return id;
}

/** A WhatsApp callback with one text message to the tenant's number. */
export function whatsappText(tenant: Tenant, id: string, text = "Hola"): SignedCallback {
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "15550783881", phone_number_id: tenant.phoneNumberId },
    messages: [
      { from: "16505551234", id, timestamp: "1771231800", type: "text", text: { body: text } },
    ],
  };
  const body = {
    object: "whatsapp_business_account",
    entry: [{ id: "102290129340398", changes: [{ field: "messages", value }] }],
  };
  return {
    provider: "whatsapp",
    connectionId: tenant.whatsappId,
    body: JSON.stringify(body),
  };
}

/** The tenant API over a database of its own, with two workspaces in it. */
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { createAuthentication } from "#src/composition/authentication.ts";
import { createConfiguration } from "#src/composition/configuration.ts";
import { createInsight } from "#src/composition/insight.ts";
import { createWebhookOperations } from "#src/composition/webhook-operations.ts";
import { createWebhookPreviews } from "#src/composition/webhook-previews.ts";
import { readConfig } from "#src/config.ts";
import { createPool } from "#src/db/pool.ts";
import { createProvisioningTransact } from "#src/db/provisioning.ts";
import { createRedeliver } from "#src/db/redeliver.ts";
import { createSkipDelivery } from "#src/db/skip-delivery.ts";
import { preparedOn, queryOn, statementName } from "#src/db/sql.ts";
import { createTenantStore } from "#src/db/tenant-store.ts";
import { createTransaction } from "#src/db/transact.ts";
import { createHttpApp } from "#src/http/server.ts";
import { checkTargetUrl, createEgressPolicy } from "#src/outbound/egress.ts";
import { createCalls } from "#src/pipeline/calls.ts";
import { createDeliveries } from "#src/pipeline/deliveries.ts";
import { createProvisioning } from "#src/pipeline/provisioning.ts";
import { createSkips } from "#src/pipeline/skip-delivery.ts";
import { createSubscriptions } from "#src/pipeline/subscriptions.ts";
import { createWebhooks } from "#src/pipeline/webhooks.ts";
import { queueAdapter } from "#src/queue/adapter.ts";
import { createBoss } from "#src/queue/boss.ts";
import { createJobs } from "#src/queue/jobs.ts";
import { dialects, providers } from "#src/registry.ts";
import { apiKeyDigest, generateApiKey } from "#src/security/api-key.ts";
import { createSecretBox, type SecretBox } from "#src/security/secret-box.ts";
import {
  generateSecret,
  generateSigningKey,
  secretPreview,
} from "#src/security/standard-webhooks.ts";
import { createDatabase } from "./database.ts";
import { type LogLine, recordingLog } from "./samples.ts";
import { createTestEdge } from "./tenant-edge.ts";

export type Tenant = {
  readonly workspaceId: string;
  readonly key: string;
  readonly agentId: string;
};

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  readonly body: any;
};

export type TenantGateway = AsyncDisposable & {
  readonly app: ReturnType<typeof createHttpApp>;
  readonly pool: pg.Pool;
  readonly box: SecretBox;
  readonly lines: readonly LogLine[];
  readonly ours: Tenant;
  readonly theirs: Tenant;
  newTenant(): Promise<Tenant>;
  newKey(workspaceId: string, scopes: readonly string[]): Promise<string>;
  newAgent(workspaceId: string, id?: string): Promise<string>;
};

export async function openTenantGateway(): Promise<TenantGateway> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createDatabase());
  const log = recordingLog();
  const pool = createPool({
    connectionString: database.connectionString,
    max: 8,
    onError: () => undefined,
  });
  stack.defer(() => pool.end());
  const boss = createBoss({ db: queueAdapter(pool, statementName), onError: () => undefined });
  await boss.start();
  stack.defer(() => boss.stop({ graceful: false }));
  const box = createSecretBox([randomBytes(32)]);
  const storage = {
    query: preparedOn(pool),
    listQuery: queryOn(pool),
    transaction: createTransaction(pool),
    box,
    jobs: createJobs(boss),
    newId: () => uuidv7(),
  };
  const { newId } = storage;
  const store = createTenantStore(storage);
  const egress = createEgressPolicy({ allowPrivateTargets: false });
  const now = () => new Date();
  const app = createHttpApp({
    log,
    newRequestId: newId,
    tenant: {
      ...createTestEdge(),
      ...createInsight(storage),
      authenticate: createAuthentication(readConfig({}), storage),
      configuration: openConfiguration(storage),
      webhooks: createWebhooks({
        store: store.webhooks,
        dialects,
        checkUrl: (url) => checkTargetUrl(url, egress),
        generateSecret,
        generateSigningKey,
        secretPreview,
        newId,
        now,
      }),
      operations: createWebhookOperations(storage, { webhooks: store.webhooks, deliver: notHere }),
      previews: createWebhookPreviews(storage, (url) => checkTargetUrl(url, egress)),
      calls: createCalls(store.calls),
      events: {
        publish: { one: notHere, batch: notHere },
        get: notHere,
        list: notHere,
        replay: notHere,
      },
      callbacks: { list: notHere, show: notHere, replay: notHere },
      subscriptions: createSubscriptions({ store: store.subscriptions, newId, now }),
      deliveries: createDeliveries({
        reads: store.deliveries,
        redeliver: createRedeliver(storage),
      }),
      skips: createSkips({ reads: store.deliveries, skip: createSkipDelivery(storage) }),
    },
  });
  const provision = provisioning(pool);
  const ours = await provision.newTenant();
  const theirs = await provision.newTenant();
  const owned = stack.move();
  return {
    app,
    pool,
    box,
    lines: log.lines,
    ours,
    theirs,
    ...provision,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function openConfiguration(storage: Parameters<typeof createConfiguration>[1]) {
  const publicUrl = () => "https://hooks.example.com";
  const provisioning = createProvisioning({
    transact: createProvisioningTransact(storage.transaction, storage.box),
    providers,
    publicUrl,
    secretPreview,
    sources: { isEnforced: false, knowsSources: () => true },
    newId: storage.newId,
    now: () => new Date(),
    generateApiKey,
  });
  const sources = { isEnforced: false, knowsSources: () => true };
  const options = { provisioning, publicUrl, sources, onConnectionChange: () => undefined };
  return createConfiguration(options, storage);
}

/** Publishing and replays need the whole gateway: see app.ts. */
function notHere(): never {
  throw new Error("this gateway has no engine");
}

function provisioning(pool: pg.Pool) {
  async function newKey(workspaceId: string, scopes: readonly string[]): Promise<string> {
    const { key, prefix } = generateApiKey();
    await pool.query(
      `insert into api_keys (id, workspace_id, name, prefix, key_digest, scopes)
       values ($1, $2, 'test', $3, $4, $5)`,
      [uuidv7(), workspaceId, prefix, apiKeyDigest(key), scopes],
    );
    return key;
  }
  async function newAgent(workspaceId: string, id = uuidv7()): Promise<string> {
    await pool.query("insert into agents (id, workspace_id, name) values ($1, $2, 'test')", [
      id,
      workspaceId,
    ]);
    return id;
  }
  async function newTenant(): Promise<Tenant> {
    const workspaceId = uuidv7();
    await pool.query("insert into workspaces (id, name) values ($1, 'test')", [workspaceId]);
    const key = await newKey(workspaceId, ["webhooks:read", "webhooks:write"]);
    return { workspaceId, key, agentId: await newAgent(workspaceId) };
  }
  return { newTenant, newKey, newAgent };
}

export type ApiRequest = {
  readonly as?: Tenant;
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
  /** Undefined takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
};

/** Sends a request as a tenant would. */
export async function send(
  { app, ours }: TenantGateway,
  request: string,
  { as = ours, body, headers = {} }: ApiRequest = {},
): Promise<Reply> {
  const [method = "GET", path = "/"] = request.split(" ");
  const all = {
    "X-API-Key": as.key,
    "X-Workspace-Id": as.workspaceId,
    ...(body !== undefined && { "Content-Type": "application/json" }),
    ...headers,
  };
  const response = await app.request(path, {
    method,
    headers: Object.entries(all).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}

export type DeliverySeed = {
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly [column: string]: unknown;
};

/** A row as the engine would have left it. */
export async function seedDelivery(pool: pg.Pool, seed: DeliverySeed): Promise<string> {
  // An id tells when its row was made.
  const { created_at: at } = seed;
  const id = typeof at === "string" ? uuidv7({ msecs: Date.parse(at) }) : uuidv7();
  const row: Record<string, unknown> = {
    id,
    event_id: uuidv7(),
    event_key: "call.callEnded",
    status: "delivered",
    body: '{"event":"call.callEnded"}',
    attempts: 1,
    ...seed,
  };
  const columns = Object.keys(row).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  const places = columns.map((_, index) => `$${index + 1}`);
  await pool.query(
    `insert into deliveries (${columns.join(", ")}) values (${places.join(", ")})`,
    Object.values(row),
  );
  return id;
}

/** A whole gateway on a free port of 127.0.0.1, with a database and a data directory of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type App, createApp } from "#src/app.ts";
import { readConfig } from "#src/config.ts";
import { signers } from "#src/registry.ts";
import { createDatabase } from "./database.ts";
import { type LogLine, recordingLog } from "./samples.ts";

export const ENCRYPTION_KEY = new Uint8Array(32).fill(9);
export const ADMIN_TOKEN = "admin-token-of-the-tests";

export type AppTenant = {
  readonly workspaceId: string;
  /** Headers of a request with a key of all scopes. */
  readonly headers: Readonly<Record<string, string>>;
  /** Paths of its connections' callbacks, by provider. */
  readonly callbackPaths: Readonly<Record<string, string>>;
  newKey(scopes: readonly string[]): Promise<Readonly<Record<string, string>>>;
};

export type TestApp = AsyncDisposable & {
  readonly url: string;
  readonly connectionString: string;
  readonly dataDir: string;
  readonly log: readonly LogLine[];
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  tenant(): Promise<AppTenant>;
  /** Sends a callback as its provider does. */
  send(tenant: AppTenant, provider: string, body: string | Uint8Array): Promise<Response>;
  /** Ends the gateway and starts another one over the same database and directory, with more keys in front. */
  restart(newKeys?: readonly Uint8Array[]): Promise<void>;
};

/** Of the connections that a test's tenant has. */
export const SECRETS: Readonly<Record<string, string>> = {
  elevenlabs: "wsec_3f9c1b7a5d2e8046b1c4d7f0a9e25386",
  signalwire: "PSK_9rTfVtq3xWb7mYkZ2sLhNc4D",
  whatsapp: "b1946ac92492d2347c6235b4d2611184",
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  signalwire: "application/x-www-form-urlencoded",
};

export async function startApp(env: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  await using stack = new AsyncDisposableStack();
  const { connectionString } = stack.use(await createDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), "switchhook-app-"));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const pool = new pg.Pool({ connectionString, max: 2 });
  stack.defer(() => pool.end());
  const log = recordingLog();

  async function start(newKeys: readonly Uint8Array[]): Promise<App> {
    const app = await createApp({
      config: readConfig({ PORT: "0", DATA_DIR: dataDir, ...env }),
      connectionString,
      encryptionKeys: [...newKeys, ENCRYPTION_KEY],
      adminToken: ADMIN_TOKEN,
      log,
    });
    await app.start();
    return app;
  }

  const current = { app: await start([]) };
  stack.defer(() => current.app[Symbol.asyncDispose]());
  const owned = stack.move();
  return {
    get url() {
      return current.app.publicUrl();
    },
    connectionString,
    dataDir,
    log: log.lines,
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    tenant: () => makeTenant(() => current.app.provisioning),
    send: (tenant, provider, body) => sendCallback(current.app.publicUrl(), tenant, provider, body),
    async restart(newKeys = []) {
      await current.app[Symbol.asyncDispose]();
      current.app = await start(newKeys);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** `provisioning`: of the gateway that runs at the moment. */
async function makeTenant(provisioning: () => App["provisioning"]): Promise<AppTenant> {
  const { id: workspaceId } = await provisioning().createWorkspace({ name: "Tenant" });
  const paths: Record<string, string> = {};
  for (const [provider, secret] of Object.entries(SECRETS)) {
    const made = await provisioning().createConnection({
      workspaceId,
      provider,
      name: provider,
      secret,
    });
    if (!made.ok) throw new Error(`the ${provider} connection was refused`);
    paths[provider] = `/api/webhooks/${provider}/${made.value.id}`;
  }
  async function newKey(scopes: readonly string[]) {
    const made = await provisioning().createApiKey({ workspaceId, name: "key", scopes });
    if (!made.ok) throw new Error("the key was refused");
    return { "X-API-Key": made.value.key, "X-Workspace-Id": workspaceId };
  }
  return { workspaceId, headers: await newKey(["*"]), callbackPaths: paths, newKey };
}

export async function sendCallback(
  base: string,
  tenant: AppTenant,
  provider: string,
  content: string | Uint8Array,
): Promise<Response> {
  const sign = signers.get(provider);
  const path = tenant.callbackPaths[provider];
  if (sign === undefined || path === undefined) throw new Error(`no provider ${provider}`);
  const body = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const headers = { "content-type": CONTENT_TYPES[provider] ?? "application/json" };
  const signable = { method: "POST", url: `${base}${path}`, body, headers } as const;
  const signed = sign(signable, SECRETS[provider] ?? "", new Date());
  return fetch(signed.url, {
    method: "POST",
    headers: { ...headers, ...signed.headers },
    body: new Uint8Array(body),
  });
}

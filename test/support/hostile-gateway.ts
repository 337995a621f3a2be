/** The real thing in a process of its own, on loopback, with two tenants in it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
export const ADMIN_TOKEN = "admin-token-of-the-hostile-test";
const ENCRYPTION_KEY = Buffer.alloc(32, 9).toString("base64");

export type Stranger = { readonly workspaceId: string; readonly key: string };

export type HostileGateway = AsyncDisposable & {
  readonly port: number;
  readonly baseUrl: string;
  /** All that it wrote to its log. */
  log(): string;
};

export type HostileSettings = {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly allowPrivateTargets: boolean;
};

/** `npx switchhook serve --json` with an environment of its own. */
export async function startHostileGateway(settings: HostileSettings): Promise<HostileGateway> {
  const child = spawn(process.execPath, [MAIN, "serve", "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      NODE_ENV: "production",
      PORT: "0",
      DATABASE_URL: settings.databaseUrl,
      DATABASE_POOL_SIZE: "8",
      DATA_DIR: settings.dataDir,
      ENCRYPTION_KEY,
      ADMIN_TOKEN,
      ENFORCE_SOURCE_IPS: "false",
      ALLOW_PRIVATE_TARGETS: String(settings.allowPrivateTargets),
    },
  });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(() => Promise.reject(new Error(`the gateway did not start: ${log}`))),
  ]);
  const { baseUrl } = JSON.parse(String(line));
  return {
    baseUrl,
    port: Number(new URL(baseUrl).port),
    log: () => log,
    [Symbol.asyncDispose]: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

export type JsonReply = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  readonly body: any;
};

export async function admin(
  { baseUrl }: HostileGateway,
  path: string,
  body: unknown,
): Promise<JsonReply> {
  return json(
    await fetch(`${baseUrl}/admin${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${ADMIN_TOKEN}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

export async function call(
  { baseUrl }: HostileGateway,
  { workspaceId, key }: Stranger,
  { method = "GET", path, body }: { method?: string; path: string; body?: unknown },
): Promise<JsonReply> {
  return json(
    await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        // Every interface takes it like this.
        Authorization: `Bearer ${key}`,
        "X-Workspace-Id": workspaceId,
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
}

async function json(response: Response): Promise<JsonReply> {
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

export async function newStranger(gateway: HostileGateway): Promise<Stranger> {
  const { body: workspace } = await admin(gateway, "/workspaces", { name: "a stranger" });
  const { body: issued } = await admin(gateway, `/workspaces/${workspace.id}/keys`, {
    name: "all",
    scopes: ["*"],
  });
  return { workspaceId: workspace.id, key: issued.key };
}

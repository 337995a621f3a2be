/** What one process is made of, without its HTTP server. Knows nothing of Vitest, so that a process of its own can run it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEngine } from "#src/composition/engine.ts";
import { createInbound, openDirectory } from "#src/composition/inbound.ts";
import { type Media, openMedia } from "#src/composition/media.ts";
import { openStorage, type Storage } from "#src/composition/storage.ts";
import { type Config, readConfig } from "#src/config.ts";
import { createIngestTransact } from "#src/db/ingest-store.ts";
import { isItemFault } from "#src/db/item-fault.ts";
import { createProvisioningTransact } from "#src/db/provisioning.ts";
import { createRedeliver } from "#src/db/redeliver.ts";
import type { Dispatcher } from "#src/pipeline/dispatch.ts";
import { createIngest, type Ingest, type IngestOutcome } from "#src/pipeline/ingest.ts";
import type { Redeliver } from "#src/pipeline/ports.ts";
import { createProvisioning, type Provisioning } from "#src/pipeline/provisioning.ts";
import type { Received } from "#src/pipeline/receive.ts";
import type { Fact } from "#src/provider.ts";
import { dialects, providers, signers } from "#src/registry.ts";
import { generateApiKey } from "#src/security/api-key.ts";
import { secretPreview } from "#src/security/standard-webhooks.ts";
import { type LogLine, recordingLog, sampleCallback } from "./samples.ts";
import { waitFor } from "./wait-for.ts";

const ENCRYPTION_KEY = new Uint8Array(32).fill(7);
const PUBLIC_URL = "https://hooks.example.com";
export const APP_SECRET = "b1946ac92492d2347c6235b4d2611184";
export const SIGNING_KEY = "PSK_9rTfVtq3xWb7mYkZ2sLhNc4D";

export type GatewayOptions = {
  /** One of its own, gone with it, unless given. */
  readonly dataDir?: string;
  readonly concurrency?: number;
  readonly graceMs?: number;
  readonly role?: Config["role"];
  readonly poolSize?: number;
  /** Application name of all its database connections, to tell two gateways apart. */
  readonly name?: string;
};

/** What one process is made of. Disposing it stops it in order. */
export type Gateway = AsyncDisposable & {
  readonly storage: Storage;
  readonly log: readonly LogLine[];
  /** Null where the role delivers nothing. */
  readonly dispatcher: Dispatcher | null;
  readonly provisioning: Provisioning;
  readonly redeliver: Redeliver;
  /** A signed callback as its provider sends it; the connection that it names exists. */
  receive(callback: SignedCallback): Promise<Received>;
  /** The facts of a verified callback of the tenant, whose bytes are unlike any other's. */
  ingest(tenant: IngestTenant, facts: readonly Fact[]): Promise<IngestOutcome>;
};

/** Whose callback it is. */
export type IngestTenant = Pick<Tenant, "workspaceId" | "whatsappId">;

export type SignedCallback = {
  readonly provider: "whatsapp" | "signalwire" | "elevenlabs";
  readonly connectionId?: string | null;
  readonly secret?: string;
  readonly body: string;
  readonly contentType?: string;
};

export type Tenant = {
  readonly workspaceId: string;
  /** At WhatsApp; its identifier is `phoneNumberId`. */
  readonly whatsappId: string;
  readonly phoneNumberId: string;
  readonly signalwireId: string;
};

export async function startGateway(
  databaseUrl: string,
  options: GatewayOptions = {},
): Promise<Gateway> {
  await using stack = new AsyncDisposableStack();
  const { concurrency = 2_048, role = "all", poolSize = 6, name } = options;
  const dataDir = options.dataDir ?? (await temporaryFolder(stack));
  const config: Config = {
    ...readConfig({
      ALLOW_PRIVATE_TARGETS: "true",
      DATA_DIR: dataDir,
      DELIVERY_CONCURRENCY: String(concurrency),
      ROLE: role,
    }),
    shutdownGraceMs: options.graceMs ?? 5_000,
  };
  const connectionString = withName(databaseUrl, name);
  const log = recordingLog();
  const storage = await openStorage(
    { connectionString, poolSize, encryptionKeys: [ENCRYPTION_KEY], log },
    stack,
  );
  const directory = openDirectory(storage, log);
  const engine = await startEngine(
    { config, connectionString, log, onConfigChange: directory.invalidate },
    storage,
    stack,
  );
  const media = await openMedia(
    { config, encryptionKeys: [ENCRYPTION_KEY], publicUrl: () => PUBLIC_URL, log },
    storage,
    stack,
  );
  const inbound = createInbound({ config, log, directory, media }, storage, engine, stack);
  const ingest = ingestOf(storage, engine.dispatcher, media);
  const owned = stack.move();
  return {
    storage,
    log: log.lines,
    dispatcher: engine.dispatcher,
    provisioning: provisioningOn(storage),
    redeliver: createRedeliver(storage),
    async receive(callback) {
      const { provider, connectionId = null } = callback;
      if (connectionId !== null) {
        // One that was made a moment ago by another gateway is heard of by and by.
        await waitFor(() => directory.byId(provider, connectionId), { what: "the connection" });
      }
      return inbound.receive(arrivalOf(callback));
    },
    ingest: (tenant, facts) => ingest({ callback: callbackOf(tenant), facts }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function temporaryFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "switchhook-gateway-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function withName(databaseUrl: string, name: string | undefined): string {
  if (name === undefined) return databaseUrl;
  const url = new URL(databaseUrl);
  url.searchParams.set("application_name", name);
  return url.href;
}

function ingestOf(storage: Storage, dispatcher: Dispatcher | null, media: Media): Ingest {
  return createIngest({
    transact: createIngestTransact(storage),
    reserve: (webhooks) => dispatcher?.reserve(webhooks) ?? null,
    dialects,
    newId: storage.newId,
    now: () => new Date(),
    callRules: { hangupHoldMs: 5_000, carrierSilenceMs: 60_000, expiryMs: 86_400_000 },
    isItemFault,
    media: media.ports,
  });
}

function provisioningOn({ transaction, box, newId }: Storage): Provisioning {
  return createProvisioning({
    transact: createProvisioningTransact(transaction, box),
    providers,
    publicUrl: () => PUBLIC_URL,
    secretPreview,
    sources: { isEnforced: false, knowsSources: () => true },
    newId,
    now: () => new Date(),
    generateApiKey,
  });
}

function callbackOf({ workspaceId, whatsappId: connectionId }: IngestTenant) {
  return sampleCallback({ workspaceId, connectionId, receivedAt: new Date() });
}

function arrivalOf({ provider: id, connectionId = null, ...callback }: SignedCallback) {
  const provider = providers.get(id);
  const sign = signers.get(id);
  if (provider === undefined || sign === undefined) throw new Error(`no provider ${id}`);
  const target = `/api/webhooks/${id}${connectionId === null ? "" : `/${connectionId}`}`;
  const body = new TextEncoder().encode(callback.body);
  const secret = callback.secret ?? (id === "whatsapp" ? APP_SECRET : SIGNING_KEY);
  const headers = { "content-type": callback.contentType ?? "application/json" };
  const now = new Date();
  const signed = sign({ method: "POST", url: PUBLIC_URL + target, body, headers }, secret, now);
  const all = { ...headers, ...signed.headers };
  return {
    provider,
    connectionId,
    request: {
      method: "POST",
      url: signed.url,
      headers: new Headers(all),
      body,
      receivedAt: now,
    } as const,
    target,
    rawHeaders: Object.entries(all),
    remoteAddress: "127.0.0.1",
    clientName: null,
  };
}

import { startEngine } from "./composition/engine.ts";
import { createGateway } from "./composition/gateway.ts";
import { createInbound, openDirectory } from "./composition/inbound.ts";
import { createLive } from "./composition/live.ts";
import { openMedia } from "./composition/media.ts";
import { createPublicUrl } from "./composition/public-url.ts";
import { preparePartitions, startRetention } from "./composition/retention.ts";
import { openStorage } from "./composition/storage.ts";
import { createTelemetry, openWatch } from "./composition/telemetry.ts";
import { createTenantEdge } from "./composition/tenant-edge.ts";
import { warmUp } from "./composition/warm-up.ts";
import type { Config } from "./config.ts";
import { listen } from "./http/listen.ts";
import type { Log } from "./pipeline/ports.ts";
import type { Provisioning } from "./pipeline/provisioning.ts";
import { openRedis } from "./shared-state/redis.ts";

export type AppOptions = {
  readonly config: Config;
  /** PostgreSQL with all migrations applied. */
  readonly connectionString: string;
  /** The first encrypts. */
  readonly encryptionKeys: readonly Uint8Array[];
  /** Null: no admin routes. */
  readonly adminToken: string | null;
  readonly log: Log;
};

export type App = AsyncDisposable & {
  /** Starts to listen; resolves with the port. Rejects when it is taken. */
  start(): Promise<{ readonly port: number }>;
  readonly provisioning: Provisioning;
  /** External base URL, without a trailing slash; right once started. */
  publicUrl(): string;
  /** The workspace that was made first; null where there is none yet. */
  firstWorkspace(): Promise<string | null>;
  /** An address that signs in to the workspace's console once, within 15 minutes. */
  signInUrl(workspaceId: string): Promise<string>;
};

/** The composition root: all adapters are made from here. Disposing drains and closes them. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, connectionString, log } = options;
  await using stack = new AsyncDisposableStack();
  const storage = await openStorage({ ...options, poolSize: config.database.poolSize }, stack);
  await preparePartitions({ retention: config.retention, log }, storage);
  const directory = openDirectory(storage, log);
  const telemetry = createTelemetry();
  const { url } = config.redis;
  const redis = url === null ? null : stack.use(openRedis(url, log)).redis;
  const live = createLive({ config, redis, newId: storage.newId }, stack);
  const told = { observers: telemetry, live: live.bus };
  const engine = await startEngine(
    { config, connectionString, log, onConfigChange: directory.invalidate, ...told },
    storage,
    stack,
  );
  const { publicUrl, listensOn } = createPublicUrl(config);
  const media = await openMedia({ ...options, publicUrl }, storage, stack);
  startRetention({ config, log, metrics: telemetry.metrics }, storage, media, stack);
  const inbound = createInbound({ config, log, directory, media, ...told }, storage, engine, stack);
  const edge = createTenantEdge({ ...options, redis });
  const { dispatcher } = engine;
  const watch = openWatch({ ...options, telemetry, dispatcher }, storage, stack);
  const gateway = createGateway(
    { ...options, publicUrl, media, edge, redis, live, watch },
    storage,
    engine,
    inbound,
  );
  const owned = stack.move();
  return {
    provisioning: gateway.provisioning,
    publicUrl,
    firstWorkspace: gateway.firstWorkspace,
    signInUrl: gateway.signInUrl,
    async start() {
      if (config.role !== "worker") await warmUp();
      const server = await listen(gateway.fetch, config.http, gateway.direct);
      listensOn(server.port);
      // Closed first: nothing new comes in while what is under way ends.
      owned.defer(() => server.close(config.shutdownGraceMs));
      owned.defer(watch.stopping);
      owned.defer(live.tail.stop);
      return { port: server.port };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

import type { Config } from "#src/config.ts";
import { createProvisioningTransact } from "#src/db/provisioning.ts";
import { createRedeliver } from "#src/db/redeliver.ts";
import { firstWorkspace } from "#src/db/repositories/workspaces.ts";
import { createSkipDelivery } from "#src/db/skip-delivery.ts";
import { createTenantStore } from "#src/db/tenant-store.ts";
import { type Direct, directCallbacks } from "#src/http/direct-callbacks.ts";
import { adminRoutes } from "#src/http/routes/admin.ts";
import { callbackRoutes } from "#src/http/routes/callbacks.ts";
import { dashboardRoutes } from "#src/http/routes/dashboard.ts";
import { signInUrlOf } from "#src/http/routes/dashboard-links.ts";
import { type HealthDependencies, healthRoutes } from "#src/http/routes/health.ts";
import { mediaRoutes } from "#src/http/routes/media.ts";
import { type MetricsDependencies, metricsRoutes } from "#src/http/routes/metrics.ts";
import { rejectionRoutes } from "#src/http/routes/rejections.ts";
import { createHttpApp, type TenantApi } from "#src/http/server.ts";
import { clientAddress } from "#src/http/source-address.ts";
import { checkTargetUrl } from "#src/outbound/egress.ts";
import { createCalls } from "#src/pipeline/calls.ts";
import { createDeliveries } from "#src/pipeline/deliveries.ts";
import type { Log } from "#src/pipeline/ports.ts";
import { createProvisioning, type Provisioning } from "#src/pipeline/provisioning.ts";
import { createSkips } from "#src/pipeline/skip-delivery.ts";
import { createSubscriptions } from "#src/pipeline/subscriptions.ts";
import { createWebhooks } from "#src/pipeline/webhooks.ts";
import type { RequestHeaders } from "#src/provider.ts";
import { dialects, getCallbacks, handshakers, providers } from "#src/registry.ts";
import { compileRanges } from "#src/security/address-ranges.ts";
import { generateApiKey } from "#src/security/api-key.ts";
import { equalText } from "#src/security/hmac.ts";
import {
  generateSecret,
  generateSigningKey,
  secretPreview,
} from "#src/security/standard-webhooks.ts";
import type { SharedRedis } from "#src/shared-state/redis.ts";
import { createAuthentication } from "./authentication.ts";
import { createConfiguration } from "./configuration.ts";
import { createConsole } from "./console.ts";
import { createDescription } from "./description.ts";
import { createElevenWire } from "./eleven-wire.ts";
import type { Engine } from "./engine.ts";
import { createHistory } from "./history.ts";
import type { Inbound } from "./inbound.ts";
import { createInsight } from "./insight.ts";
import type { Live } from "./live.ts";
import type { Media } from "./media.ts";
import type { Storage } from "./storage.ts";
import { createTalkover } from "./talkover.ts";
import type { TenantEdge } from "./tenant-edge.ts";
import { createWebhookOperations } from "./webhook-operations.ts";
import { createWebhookPreviews } from "./webhook-previews.ts";

export type Gateway = {
  readonly fetch: ReturnType<typeof createHttpApp>["fetch"];
  /** What is answered before `fetch` is asked; undefined where nothing is. */
  readonly direct: Direct | undefined;
  readonly provisioning: Provisioning;
  firstWorkspace(): Promise<string | null>;
  signInUrl(workspaceId: string): Promise<string>;
};

export type GatewayOptions = {
  readonly config: Config;
  readonly adminToken: string | null;
  readonly log: Log;
  readonly publicUrl: () => string;
  readonly media: Media;
  readonly edge: TenantEdge;
  readonly redis: SharedRedis;
  readonly live: Live;
  readonly watch: HealthDependencies & MetricsDependencies;
};

/** The HTTP surface, over what the engine and the storage offer. A worker answers for its health and its figures alone. */
export function createGateway(
  { config, adminToken, log, publicUrl, media, edge, redis, live, watch }: GatewayOptions,
  storage: Storage,
  { egress, deliver }: Engine,
  inbound: Inbound,
): Gateway {
  const { newId, query } = storage;
  const now = () => new Date();
  const { knowsSources } = inbound;
  const sources = { isEnforced: config.network.enforceSourceIps, knowsSources };
  const provisioning = createProvisioning({
    transact: async (work) => {
      const done = await createProvisioningTransact(storage.transaction, storage.box)(work);
      // Other processes are told by the database; this one should not wait for that to come round.
      inbound.connections.invalidate();
      return done;
    },
    providers,
    publicUrl,
    secretPreview,
    sources,
    newId,
    now,
    generateApiKey,
  });
  const authenticate = createAuthentication(config, storage);
  const store = createTenantStore(storage);
  const isTrusted = compileRanges(config.network.trustedProxies);
  const addressOf = (peer: string, headers: RequestHeaders) =>
    clientAddress(peer, headers, isTrusted);
  const options = { publicUrl, media, clientAddress: addressOf };
  const console = createConsole({ ...options, authenticate, redis, log }, storage);
  const checkUrl = (url: string) => checkTargetUrl(url, egress);
  const { events, callbacks, rejections } = createHistory(options, storage, inbound);
  const tenant: TenantApi = {
    ...edge,
    ...createInsight(storage),
    authenticate,
    console,
    live: live.tail,
    configuration: createConfiguration(
      { provisioning, publicUrl, sources, onConnectionChange: inbound.connections.invalidate },
      storage,
    ),
    webhooks: createWebhooks({
      store: store.webhooks,
      dialects,
      checkUrl,
      generateSecret,
      generateSigningKey,
      secretPreview,
      newId,
      now,
    }),
    operations: createWebhookOperations(storage, {
      webhooks: store.webhooks,
      deliver,
      live: live.bus,
    }),
    previews: createWebhookPreviews(storage, checkUrl),
    subscriptions: createSubscriptions({ store: store.subscriptions, newId, now }),
    calls: createCalls(store.calls),
    events,
    callbacks,
    deliveries: createDeliveries({
      reads: store.deliveries,
      redeliver: createRedeliver(storage),
    }),
    skips: createSkips({ reads: store.deliveries, skip: createSkipDelivery(storage) }),
  };
  const taking = {
    providers,
    receive: inbound.receive,
    publicUrl,
    clientAddress: addressOf,
    clientName(peer: string, headers: RequestHeaders) {
      const name = config.network.mtlsClientNameHeader;
      return name !== null && isTrusted(peer) ? headers.get(name) : null;
    },
    now,
  };
  const app = createHttpApp({
    log,
    newRequestId: newId,
    tenant: config.role === "worker" ? null : tenant,
    mount(root) {
      root.route("/", healthRoutes(watch));
      root.route("/", metricsRoutes(watch));
      if (config.role === "worker") return;
      root.route("/", dashboardRoutes(console));
      root.route("/", createDescription(root, publicUrl));
      root.route("/", mediaRoutes({ ...media, ...edge, authenticate, now }));
      root.route("/", createElevenWire(tenant, storage));
      root.route("/", createTalkover(tenant, storage, checkUrl));
      if (adminToken !== null) {
        const isAdminToken = (token: string) => equalText(token, adminToken);
        root.route("/", rejectionRoutes({ rejections, isAdminToken }));
        root.route("/", adminRoutes({ provisioning, console, isAdminToken }));
      }
      root.route(
        "/",
        callbackRoutes({
          ...taking,
          ...inbound,
          getCallbacks,
          asksFirst: new Set(handshakers.keys()),
        }),
      );
    },
  });
  return {
    fetch: app.fetch,
    direct:
      config.role === "worker"
        ? undefined
        : directCallbacks({ ...taking, newRequestId: newId, log }),
    provisioning,
    firstWorkspace: () => firstWorkspace(query),
    async signInUrl(workspaceId) {
      const link = await console.sessions.makeLink({ workspaceId, scopes: ["*"] });
      if (!link.ok) throw new Error("there is no such workspace to sign in to");
      return signInUrlOf(publicUrl(), link.value.code);
    },
  };
}

import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Callbacks } from "#src/pipeline/callbacks.ts";
import type { Calls } from "#src/pipeline/calls.ts";
import type { Deliveries } from "#src/pipeline/deliveries.ts";
import type { Events } from "#src/pipeline/events.ts";
import type { Log } from "#src/pipeline/ports.ts";
import type { Subscriptions } from "#src/pipeline/subscriptions.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import type { Webhooks } from "#src/pipeline/webhooks.ts";
import { methodsByPath } from "./allowed-methods.ts";
import { authenticated, type TenantEnv } from "./middleware/authenticate.ts";
import { limitBodyTo } from "./middleware/json-body.ts";
import { requestId } from "./middleware/request-id.ts";
import { failed, type ProblemCode } from "./problem.ts";
import { callbackHistoryRoutes } from "./routes/callback-history.ts";
import { callRoutes } from "./routes/calls.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { BATCH_PATH, eventRoutes } from "./routes/events.ts";
import { subscriptionRoutes } from "./routes/subscriptions.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { tenantRouter } from "./tenant-router.ts";
import { isUnavailable } from "./unavailable.ts";

export type TenantApi = {
  readonly authenticate: Authenticate;
  readonly webhooks: Webhooks;
  readonly subscriptions: Subscriptions;
  readonly deliveries: Deliveries;
  readonly calls: Calls;
  readonly events: Events;
  readonly callbacks: Callbacks;
};

export type HttpDeps = {
  /** Null: there is no `/v1`. */
  readonly tenant: TenantApi | null;
  /** Adds what else is served, with authentication of its own: `app.route("/", callbackRoutes(…))`. */
  readonly mount?: (app: OpenAPIHono<TenantEnv>) => void;
  readonly log: Log;
  readonly newRequestId: () => string;
};

const RETRY_AFTER_SECONDS = "5";
const BATCH_MIB = 5;

/** The whole HTTP surface of one process. */
export function createHttpApp(deps: HttpDeps): OpenAPIHono<TenantEnv> {
  const { tenant, log } = deps;
  const app = tenantRouter();
  app.use(requestId(deps.newRequestId));
  deps.mount?.(app);
  if (tenant !== null) mountTenant(app, tenant);
  const methodsOf = methodsByPath(app.routes);
  app.notFound((c) => answerUnrouted(c, methodsOf(c.req.path)));
  app.onError((error, c) => answerError(c, error, log));
  return app;
}

function mountTenant(app: OpenAPIHono<TenantEnv>, tenant: TenantApi): void {
  app.use("/v1/*", authenticated(tenant.authenticate), limitBodyTo(mibFor));
  app.route("/", webhookRoutes(tenant.webhooks));
  app.route("/", subscriptionRoutes(tenant.subscriptions));
  app.route("/", deliveryRoutes(tenant.deliveries));
  app.route("/", callRoutes(tenant.calls));
  app.route("/", eventRoutes(tenant.events));
  app.route("/", callbackHistoryRoutes(tenant.callbacks));
}

function mibFor(path: string): number {
  return path === BATCH_PATH ? BATCH_MIB : 1;
}

/** A path that is known under other methods says so. */
function answerUnrouted(c: Context, methods: readonly string[]): Response {
  if (methods.length === 0) {
    return failed(c, "not-found", { detail: "There is nothing at this path." });
  }
  const headers = { Allow: methods.join(", ") };
  if (c.req.method === "OPTIONS") return c.body(null, 204, headers);
  const detail = `This path answers ${methods.join(", ")}.`;
  return failed(c, "method-not-allowed", { detail, headers });
}

/** Exceptions of Hono's own middleware, by status. */
const HONO_STATUS: ReadonlyMap<number, ProblemCode> = new Map([
  [400, "malformed-json"],
  [401, "unauthenticated"],
  [404, "not-found"],
  [413, "payload-too-large"],
  [415, "unsupported-media-type"],
]);

function answerError(c: Context, error: Error, log: Log): Response {
  const code = error instanceof HTTPException ? HONO_STATUS.get(error.status) : undefined;
  if (code !== undefined) return failed(c, code, { detail: error.message });
  const request = { requestId: String(c.get("requestId")), method: c.req.method };
  if (isUnavailable(error)) {
    log.warn("request answered 503: the database is away", { ...request, error: error.message });
    const headers = { "Retry-After": RETRY_AFTER_SECONDS };
    return failed(c, "unavailable", { detail: "Try again in a moment.", headers });
  }
  log.error("request failed", { ...request, error: describe(error) });
  return failed(c, "internal-error", { detail: "Quote requestId when you report this." });
}

/** With where it came from, for the log alone. */
function describe(error: Error): string {
  const cause = error.cause instanceof Error ? `; caused by ${describe(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}

import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { getPath } from "hono/utils/url";
import type { Callbacks } from "#src/pipeline/callbacks.ts";
import type { Calls } from "#src/pipeline/calls.ts";
import type { Deliveries } from "#src/pipeline/deliveries.ts";
import type { EventTypes } from "#src/pipeline/event-types.ts";
import type { Events } from "#src/pipeline/events.ts";
import type { LiveTail } from "#src/pipeline/live-tail.ts";
import type { Log } from "#src/pipeline/ports.ts";
import type { RateLimit } from "#src/pipeline/rate-limit-ports.ts";
import type { Skips } from "#src/pipeline/skip-delivery.ts";
import type { Stats } from "#src/pipeline/stats.ts";
import type { Subscriptions } from "#src/pipeline/subscriptions.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import type { Undelivered } from "#src/pipeline/undelivered.ts";
import type { Webhooks } from "#src/pipeline/webhooks.ts";
import type { CursorSigner } from "#src/security/signed-cursors.ts";
import { methodsByPath } from "./allowed-methods.ts";
import { failureOf } from "./failure.ts";
import type { AnswerFailure, Family } from "./family.ts";
import { isLiveStream } from "./live-path.ts";
import type { TenantEnv } from "./middleware/authenticate.ts";
import { type ConsoleAccess, keyOrSession } from "./middleware/console-session.ts";
import { limitBodyTo } from "./middleware/json-body.ts";
import { rateLimited } from "./middleware/rate-limit.ts";
import { requestId } from "./middleware/request-id.ts";
import { signedCursors } from "./middleware/signed-cursors.ts";
import { failed, type ProblemCode } from "./problem.ts";
import { allDeliveryRoutes } from "./routes/all-deliveries.ts";
import { callbackHistoryRoutes } from "./routes/callback-history.ts";
import { callRoutes } from "./routes/calls.ts";
import { type ConfigurationApi, configurationRoutes } from "./routes/configuration.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { deliverySkipRoutes } from "./routes/delivery-skips.ts";
import { elevenWire } from "./routes/eleven-wire/answer.ts";
import { eventKeyRoutes } from "./routes/event-keys.ts";
import { eventTypeRoutes } from "./routes/event-types.ts";
import { BATCH_PATH, eventRoutes } from "./routes/events.ts";
import { liveRoutes } from "./routes/live.ts";
import { statsRoutes } from "./routes/stats.ts";
import { subscriptionRoutes } from "./routes/subscriptions.ts";
import { talkover } from "./routes/talkover/answer.ts";
import { undeliveredRoutes } from "./routes/undelivered.ts";
import { type WebhookOperations, webhookOperationRoutes } from "./routes/webhook-operations.ts";
import { type WebhookPreviews, webhookPreviewRoutes } from "./routes/webhook-previews.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { tenantRouter } from "./tenant-router.ts";

export type TenantApi = {
  readonly authenticate: Authenticate;
  readonly console: ConsoleAccess;
  readonly rateLimit: RateLimit;
  readonly cursors: CursorSigner;
  readonly webhooks: Webhooks;
  readonly configuration: ConfigurationApi;
  readonly subscriptions: Subscriptions;
  readonly operations: WebhookOperations;
  readonly previews: WebhookPreviews;
  readonly deliveries: Deliveries;
  readonly skips: Skips;
  readonly calls: Calls;
  readonly events: Events;
  readonly eventTypes: EventTypes;
  readonly undelivered: Undelivered;
  readonly stats: Stats;
  readonly callbacks: Callbacks;
  readonly live: LiveTail;
};

export type HttpDeps = {
  /** Null: there is no `/v1`. */
  readonly tenant: TenantApi | null;
  /** Adds what else is served, with authentication of its own: `app.route("/", callbackRoutes(…))`. */
  readonly mount?: (app: OpenAPIHono<TenantEnv>) => void;
  readonly log: Log;
  readonly newRequestId: () => string;
};

const BATCH_MIB = 5;

/** The whole HTTP surface of one process. */
export function createHttpApp(deps: HttpDeps): OpenAPIHono<TenantEnv> {
  const { tenant, log } = deps;
  const app = tenantRouter(failed, pathOf);
  app.use(requestId(deps.newRequestId));
  deps.mount?.(app);
  if (tenant !== null) mountTenant(app, tenant);
  const methodsOf = methodsByPath(app.routes);
  app.notFound((c) => answerUnrouted(c, methodsOf(c.req.path)));
  app.onError((error, c) => answerError(c, error, log));
  return app;
}

function mountTenant(app: OpenAPIHono<TenantEnv>, tenant: TenantApi): void {
  app.use(
    "/v1/*",
    keyOrSession({ ...tenant, isStream: isLiveStream }),
    rateLimited(tenant.rateLimit),
  );
  app.use("/v1/*", signedCursors(tenant.cursors), limitBodyTo(mibFor));
  app.route("/", webhookRoutes(tenant.webhooks));
  app.route("/", webhookOperationRoutes(tenant.operations));
  app.route("/", webhookPreviewRoutes(tenant.previews));
  app.route("/", configurationRoutes(tenant.configuration));
  app.route("/", subscriptionRoutes(tenant.subscriptions));
  app.route("/", deliveryRoutes(tenant.deliveries));
  app.route("/", allDeliveryRoutes(tenant.deliveries.all));
  app.route("/", deliverySkipRoutes(tenant.skips));
  app.route("/", callRoutes(tenant.calls));
  app.route("/", eventRoutes(tenant.events));
  app.route("/", eventTypeRoutes(tenant.eventTypes));
  app.route("/", eventKeyRoutes());
  app.route("/", undeliveredRoutes(tenant.undelivered));
  app.route("/", statsRoutes(tenant.stats));
  app.route("/", callbackHistoryRoutes(tenant.callbacks));
  app.route("/", liveRoutes(tenant.live));
}

function mibFor(path: string): number {
  return path === BATCH_PATH ? BATCH_MIB : 1;
}

/** APIs with errors of their own. */
const FAMILIES: readonly Family[] = [elevenWire, talkover];

/** The servers of those documents take a slash at the end of a path for none, and so do programs written for them. */
function pathOf(request: Request): string {
  const path = getPath(request);
  if (!path.endsWith("/")) return path;
  const shorter = path.slice(0, -1);
  return !shorter.endsWith("/") && FAMILIES.some(({ has }) => has(shorter)) ? shorter : path;
}

function answerAt(path: string): AnswerFailure {
  return FAMILIES.find(({ has }) => has(path))?.answer ?? failed;
}

/** A path that is known under other methods says so. */
function answerUnrouted(c: Context, methods: readonly string[]): Response {
  const answer = answerAt(c.req.path);
  if (methods.length === 0) {
    return answer(c, "not-found", { detail: "There is nothing at this path." });
  }
  const headers = { Allow: methods.join(", ") };
  if (c.req.method === "OPTIONS") return c.body(null, 204, headers);
  const detail = `This path answers ${methods.join(", ")}.`;
  return answer(c, "method-not-allowed", { detail, headers });
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
  const answer = answerAt(c.req.path);
  const code = error instanceof HTTPException ? HONO_STATUS.get(error.status) : undefined;
  if (code !== undefined) return answer(c, code, { detail: error.message });
  const request = { requestId: String(c.get("requestId")), method: c.req.method };
  const { code: failure, ...about } = failureOf(error, request, log);
  return answer(c, failure, about);
}

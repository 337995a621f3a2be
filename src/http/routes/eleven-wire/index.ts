import { authenticated } from "#src/http/middleware/authenticate.ts";
import { limitBodyTo } from "#src/http/middleware/json-body.ts";
import { rateLimited } from "#src/http/middleware/rate-limit.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { RateLimit } from "#src/pipeline/rate-limit-ports.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import type { WireEvents } from "#src/pipeline/wire-events.ts";
import type { WireWebhooks } from "#src/pipeline/wire-webhooks.ts";
import { wireFailed } from "./answer.ts";
import { configRoutes } from "./config.ts";
import { eventRoutes } from "./events.ts";

export type ElevenWireApi = {
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimit;
  readonly webhooks: WireWebhooks;
  readonly events: WireEvents;
};

/** Prefixes of their own: what else lies under `/api/webhooks` belongs to the providers. */
const PREFIXES = ["/api/webhooks/config/*", "/api/webhooks/events/*"];

/** The API of the 11Wire document. */
export function elevenWireRoutes({ authenticate, rateLimit, webhooks, events }: ElevenWireApi) {
  const app = tenantRouter(wireFailed);
  for (const prefix of PREFIXES) {
    app.use(
      prefix,
      authenticated(authenticate, { answer: wireFailed, isWorkspaceImplied: true }),
      rateLimited(rateLimit, (c, detail) => wireFailed(c, "rate-limited", { detail })),
      limitBodyTo(() => 1, wireFailed),
    );
  }
  return app.route("/", configRoutes(webhooks)).route("/", eventRoutes(events));
}

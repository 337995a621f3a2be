import { limitBodyTo } from "#src/http/middleware/json-body.ts";
import { rateLimited } from "#src/http/middleware/rate-limit.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { AgentWebhooks } from "#src/pipeline/agent-webhooks.ts";
import type { RateLimit } from "#src/pipeline/rate-limit-ports.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import type { WebhookPorts } from "#src/pipeline/webhooks.ts";
import { talkoverFailed } from "./answer.ts";
import { bearer, ownAgent } from "./middleware.ts";
import { webhookRoutes } from "./webhooks.ts";

export type TalkoverApi = {
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimit;
  readonly webhooks: AgentWebhooks;
  readonly checkUrl: WebhookPorts["checkUrl"];
};

/** The API of the TalkOver document. */
export function talkoverRoutes({ authenticate, rateLimit, webhooks, checkUrl }: TalkoverApi) {
  const app = tenantRouter(talkoverFailed);
  app.use(
    "/api/v1/agents/*",
    bearer(authenticate),
    rateLimited(rateLimit, (c, detail) => talkoverFailed(c, "rate-limited", { detail })),
    limitBodyTo(() => 1, talkoverFailed),
  );
  app.use("/api/v1/agents/:agentId/webhooks/*", ownAgent(webhooks.hasAgent));
  return app.route("/", webhookRoutes(webhooks, checkUrl));
}

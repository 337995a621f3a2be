import { createRoute } from "@hono/zod-openapi";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { refused } from "#src/http/problem.ts";
import { jsonContent } from "#src/http/schemas/common.ts";
import { reading } from "#src/http/schemas/problem.ts";
import {
  CallbackStatsBody,
  CallbackStatsQuery,
  callbackStatsBody,
  DeliveryStatsBody,
  DeliveryStatsQuery,
  deliveryStatsBody,
  WebhookStatsList,
  webhookStatsBody,
} from "#src/http/schemas/stats.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Stats } from "#src/pipeline/stats.ts";

const TAGS = ["Statistics"];
const READ = requireScope("webhooks:read");

const deliveries = createRoute({
  method: "get",
  path: "/v1/stats/deliveries",
  operationId: "getDeliveryStats",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: DeliveryStatsQuery },
  responses: reading({
    200: jsonContent(DeliveryStatsBody, "What became of deliveries over time"),
  }),
});

const callbacks = createRoute({
  method: "get",
  path: "/v1/stats/callbacks",
  operationId: "getCallbackStats",
  tags: TAGS,
  middleware: [requireScope("events:read")] as const,
  request: { query: CallbackStatsQuery },
  responses: reading({ 200: jsonContent(CallbackStatsBody, "What came in over time") }),
});

const webhooks = createRoute({
  method: "get",
  path: "/v1/stats/webhooks",
  operationId: "getWebhookStats",
  tags: TAGS,
  middleware: [READ] as const,
  responses: reading({
    200: jsonContent(WebhookStatsList, "The last day of each webhook, of the newest 1,000"),
  }),
});

/** `/v1/stats`: figures for charts, which cost the same however many deliveries there are. */
export function statsRoutes(stats: Stats) {
  return tenantRouter()
    .openapi(deliveries, async (c) => {
      const { period, webhookId = null } = c.req.valid("query");
      const { workspaceId } = c.get("principal");
      const found = await stats.deliveries({ workspaceId, webhookId }, period);
      return found.ok ? c.json(deliveryStatsBody(found.value), 200) : refused(c, found.reason);
    })
    .openapi(callbacks, async (c) => {
      const { period, connectionId = null } = c.req.valid("query");
      const { workspaceId } = c.get("principal");
      return c.json(
        callbackStatsBody(await stats.callbacks({ workspaceId, connectionId }, period)),
        200,
      );
    })
    .openapi(webhooks, async (c) =>
      c.json(webhookStatsBody(await stats.webhooks(c.get("principal").workspaceId)), 200),
    );
}

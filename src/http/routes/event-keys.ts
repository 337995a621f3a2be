import { createRoute } from "@hono/zod-openapi";
import { languageFor } from "#src/http/language.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonContent } from "#src/http/schemas/common.ts";
import { EventKeyList, EventKeyParameters, eventKeysBody } from "#src/http/schemas/event-keys.ts";
import { reading } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import { eventKeysOf } from "#src/pipeline/event-keys.ts";

const list = createRoute({
  method: "get",
  path: "/v1/event-keys",
  operationId: "listEventKeys",
  tags: ["Event types"],
  // Who sets up webhooks has to know what to subscribe to.
  middleware: [requireScope("webhooks:read")] as const,
  request: { query: EventKeyParameters },
  responses: reading({
    200: jsonContent(EventKeyList, "What a webhook can subscribe to, in the words of its dialect"),
  }),
});

/** `/v1/event-keys`: what a form for webhooks lets people choose from. */
export function eventKeyRoutes() {
  return tenantRouter().openapi(list, (c) => {
    const { dialect, language: asked } = c.req.valid("query");
    return c.json(eventKeysBody(dialect, eventKeysOf(dialect), languageFor(c, asked)), 200);
  });
}

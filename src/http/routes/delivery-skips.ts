import { createRoute, z } from "@hono/zod-openapi";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { refused } from "#src/http/problem.ts";
import { jsonContent, pathId } from "#src/http/schemas/common.ts";
import { Delivery, deliveryBody } from "#src/http/schemas/deliveries.ts";
import { changing } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Skips } from "#src/pipeline/skip-delivery.ts";

const TAGS = ["Deliveries"];
const WRITE = requireScope("webhooks:write");
const AnyPath = z.object({ deliveryId: pathId("evt") });
const OnePath = AnyPath.extend({ webhookId: pathId("wh") });
const responses = changing({
  200: jsonContent(Delivery, "Given up; what waited for it goes on"),
});

const skip = createRoute({
  method: "post",
  path: "/v1/webhooks/{webhookId}/deliveries/{deliveryId}/skip",
  operationId: "skipDelivery",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: OnePath },
  responses,
});

const skipAny = createRoute({
  method: "post",
  path: "/v1/deliveries/{deliveryId}/skip",
  operationId: "skipAnyDelivery",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: AnyPath },
  responses,
});

/** Deliveries given up by hand. */
export function deliverySkipRoutes(skips: Skips) {
  return tenantRouter()
    .openapi(skip, async (c) => {
      const skipped = await skips.one({ ...c.get("principal"), ...c.req.valid("param") });
      return skipped.ok ? c.json(deliveryBody(skipped.value), 200) : refused(c, skipped.reason);
    })
    .openapi(skipAny, async (c) => {
      const skipped = await skips.any({ ...c.get("principal"), ...c.req.valid("param") });
      return skipped.ok ? c.json(deliveryBody(skipped.value), 200) : refused(c, skipped.reason);
    });
}

import { createRoute, z } from "@hono/zod-openapi";
import { ALL_DELIVERY_FIELDS } from "#src/core/filter-fields.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { refused } from "#src/http/problem.ts";
import { jsonContent, listOf, pathId } from "#src/http/schemas/common.ts";
import {
  Delivery,
  DeliveryWithHistory,
  deliveryBody,
  deliveryDetailBody,
} from "#src/http/schemas/deliveries.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { changing, reading } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Deliveries } from "#src/pipeline/deliveries.ts";

const TAGS = ["Deliveries"];
const READ = requireScope("webhooks:read");
const WRITE = requireScope("webhooks:write");
const Path = z.object({ deliveryId: pathId("evt") });

const list = createRoute({
  method: "get",
  path: "/v1/deliveries",
  operationId: "listAllDeliveries",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: listParameters(ALL_DELIVERY_FIELDS) },
  responses: reading({
    200: jsonContent(listOf(Delivery), "A page of the deliveries of all webhooks"),
  }),
});

const get = createRoute({
  method: "get",
  path: "/v1/deliveries/{deliveryId}",
  operationId: "getAnyDelivery",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: reading({ 200: jsonContent(DeliveryWithHistory, "The delivery, attempt by attempt") }),
});

const retry = createRoute({
  method: "post",
  path: "/v1/deliveries/{deliveryId}/retry",
  operationId: "retryAnyDelivery",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path },
  responses: changing({ 202: jsonContent(Delivery, "Scheduled anew") }),
});

/** `/v1/deliveries`: those of all webhooks, deleted ones included. */
export function allDeliveryRoutes(deliveries: Deliveries["all"]) {
  return tenantRouter()
    .openapi(list, async (c) => {
      const page = await deliveries.list(c.get("principal").workspaceId, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, deliveryBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const found = await deliveries.get({ ...c.get("principal"), ...c.req.valid("param") });
      return found.ok ? c.json(deliveryDetailBody(found.value), 200) : refused(c, found.reason);
    })
    .openapi(retry, async (c) => {
      const retried = await deliveries.retry({ ...c.get("principal"), ...c.req.valid("param") });
      return retried.ok ? c.json(deliveryBody(retried.value), 202) : refused(c, retried.reason);
    });
}

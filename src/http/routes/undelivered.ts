import { createRoute } from "@hono/zod-openapi";
import { UNDELIVERED_FIELDS } from "#src/core/filter-fields.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { refused } from "#src/http/problem.ts";
import { jsonContent, listOf } from "#src/http/schemas/common.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { reading } from "#src/http/schemas/problem.ts";
import { Undelivered, undeliveredBody } from "#src/http/schemas/undelivered.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Undelivered as UseCase } from "#src/pipeline/undelivered.ts";

const list = createRoute({
  method: "get",
  path: "/v1/undelivered",
  operationId: "listUndelivered",
  tags: ["Deliveries"],
  middleware: [requireScope("events:read")] as const,
  request: { query: listParameters(UNDELIVERED_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(Undelivered), "A page of what did not arrive") }),
});

/** `/v1/undelivered`: what never reached its tenant, and why. */
export function undeliveredRoutes(undelivered: UseCase) {
  return tenantRouter().openapi(list, async (c) => {
    const page = await undelivered.list(c.get("principal").workspaceId, c.req.valid("query"));
    return page.ok ? answerList(c, page.value, undeliveredBody) : refused(c, page.reason);
  });
}

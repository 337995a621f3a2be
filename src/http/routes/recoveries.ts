import { createRoute, z } from "@hono/zod-openapi";
import { RECOVERY_FIELDS } from "#src/core/filter-fields.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonBody } from "#src/http/middleware/json-body.ts";
import { refused } from "#src/http/problem.ts";
import { jsonContent, jsonRequest, listOf, pathId } from "#src/http/schemas/common.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { changing, reading, writing } from "#src/http/schemas/problem.ts";
import {
  RecoverBody,
  Recovery,
  RecoveryCount,
  recoveryBody,
  StartedRecovery,
  scopeOf,
  startedBody,
} from "#src/http/schemas/recoveries.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Recoveries } from "#src/pipeline/recoveries.ts";

const TAGS = ["Recoveries"];
const READ = requireScope("webhooks:read");
const WRITE = requireScope("webhooks:write");
const ALL = "/v1/webhooks/{webhookId}/recoveries";
const ONE = "/v1/webhooks/{webhookId}/recoveries/{recoveryId}";
const AllPath = z.object({ webhookId: pathId("wh") });
const OnePath = AllPath.extend({ recoveryId: pathId() });

const recover = createRoute({
  method: "post",
  path: "/v1/webhooks/{webhookId}/recover",
  operationId: "recoverDeliveries",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: AllPath, body: jsonRequest(RecoverBody) },
  responses: writing({
    200: jsonContent(RecoveryCount, "A dry run: nothing is sent"),
    202: jsonContent(StartedRecovery, "They are sent again, bit by bit"),
  }),
});

const list = createRoute({
  method: "get",
  path: ALL,
  operationId: "listRecoveries",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: AllPath, query: listParameters(RECOVERY_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(Recovery), "A page of recoveries") }),
});

const get = createRoute({
  method: "get",
  path: ONE,
  operationId: "getRecovery",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: OnePath },
  responses: reading({ 200: jsonContent(Recovery, "How far it has come") }),
});

const cancel = createRoute({
  method: "delete",
  path: ONE,
  operationId: "cancelRecovery",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: OnePath },
  responses: changing({ 200: jsonContent(Recovery, "Stopped; what was queued by then is sent") }),
});

/** Sending again, in bulk, what never reached its tenant. */
export function recoveryRoutes(recoveries: Recoveries) {
  return tenantRouter()
    .openapi(recover, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const body = c.req.valid("json");
      const scope = scopeOf(body);
      if (body.dryRun) {
        const count = await recoveries.count(ref, scope);
        if (!count.ok) return refused(c, count.reason);
        return c.json({ count: count.value, dryRun: true as const }, 200);
      }
      const started = await recoveries.start(ref, scope);
      if (!started.ok) return refused(c, started.reason);
      const { webhookId, id } = started.value;
      const location = `/v1/webhooks/${webhookId}/recoveries/${id}`;
      return c.json(startedBody(started.value), 202, { Location: location });
    })
    .openapi(list, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const page = await recoveries.list(ref, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, recoveryBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const found = await recoveries.get({ ...c.get("principal"), ...c.req.valid("param") });
      return found.ok ? c.json(recoveryBody(found.value), 200) : refused(c, found.reason);
    })
    .openapi(cancel, async (c) => {
      const canceled = await recoveries.cancel({ ...c.get("principal"), ...c.req.valid("param") });
      return canceled.ok ? c.json(recoveryBody(canceled.value), 200) : refused(c, canceled.reason);
    });
}

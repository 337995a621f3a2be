import { createRoute, z } from "@hono/zod-openapi";
import { SUBSCRIPTION_FIELDS } from "#src/core/filter-fields.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonBody } from "#src/http/middleware/json-body.ts";
import { refused } from "#src/http/problem.ts";
import { jsonContent, jsonRequest, listOf, pathId } from "#src/http/schemas/common.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { changing, reading, writing } from "#src/http/schemas/problem.ts";
import {
  CreateSubscription,
  Subscription,
  subscriptionBody,
  UpdateSubscription,
} from "#src/http/schemas/subscriptions.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Subscriptions } from "#src/pipeline/subscriptions.ts";

const TAGS = ["Subscriptions"];
const READ = requireScope("webhooks:read");
const WRITE = requireScope("webhooks:write");
const ALL = "/v1/webhooks/{webhookId}/subscriptions";
const ONE = "/v1/webhooks/{webhookId}/subscriptions/{subscriptionId}";
const AllPath = z.object({ webhookId: pathId("wh") });
const OnePath = AllPath.extend({ subscriptionId: pathId("sub") });

const createOne = createRoute({
  method: "post",
  path: ALL,
  operationId: "createSubscription",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: AllPath, body: jsonRequest(CreateSubscription) },
  responses: writing({ 201: jsonContent(Subscription, "Created") }),
});

const list = createRoute({
  method: "get",
  path: ALL,
  operationId: "listSubscriptions",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: AllPath, query: listParameters(SUBSCRIPTION_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(Subscription), "A page of subscriptions") }),
});

const get = createRoute({
  method: "get",
  path: ONE,
  operationId: "getSubscription",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: OnePath },
  responses: reading({ 200: jsonContent(Subscription, "The subscription") }),
});

const update = createRoute({
  method: "patch",
  path: ONE,
  operationId: "updateSubscription",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: OnePath, body: jsonRequest(UpdateSubscription) },
  responses: writing({ 200: jsonContent(Subscription, "The subscription as it is now") }),
});

const remove = createRoute({
  method: "delete",
  path: ONE,
  operationId: "deleteSubscription",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: OnePath },
  responses: changing({ 204: { description: "Deleted" } }),
});

/** `/v1/webhooks/{id}/subscriptions` of the Agents Studio documents. */
export function subscriptionRoutes(subscriptions: Subscriptions) {
  return tenantRouter()
    .openapi(createOne, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const created = await subscriptions.create(ref, c.req.valid("json"));
      if (!created.ok) return refused(c, created.reason);
      const { webhookId, id } = created.value;
      const location = `/v1/webhooks/${webhookId}/subscriptions/${id}`;
      return c.json(subscriptionBody(created.value), 201, { Location: location });
    })
    .openapi(list, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const page = await subscriptions.list(ref, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, subscriptionBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const found = await subscriptions.get({ ...c.get("principal"), ...c.req.valid("param") });
      return found.ok ? c.json(subscriptionBody(found.value), 200) : refused(c, found.reason);
    })
    .openapi(update, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const updated = await subscriptions.update(ref, c.req.valid("json"));
      return updated.ok ? c.json(subscriptionBody(updated.value), 200) : refused(c, updated.reason);
    })
    .openapi(remove, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const removed = await subscriptions.remove(ref);
      return removed.ok ? c.body(null, 204) : refused(c, removed.reason);
    });
}

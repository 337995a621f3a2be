import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { WEBHOOK_FIELDS } from "#src/core/filter-fields.ts";
import { etagOf, readIfMatch } from "#src/http/etag.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonBody } from "#src/http/middleware/json-body.ts";
import { invalidRequest, refused } from "#src/http/problem.ts";
import { jsonContent, jsonRequest, listOf, pathId } from "#src/http/schemas/common.ts";
import { IfMatch, taggedContent } from "#src/http/schemas/etag.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { changing, reading, writing } from "#src/http/schemas/problem.ts";
import {
  CreatedWebhookBody,
  CreateWebhook,
  createdWebhookBody,
  toInput,
  UpdateWebhook,
  Webhook,
  webhookBody,
} from "#src/http/schemas/webhooks.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { WebhookView } from "#src/pipeline/tenant-ports.ts";
import type { Webhooks } from "#src/pipeline/webhooks.ts";

const TAGS = ["Webhooks"];
const READ = requireScope("webhooks:read");
const WRITE = requireScope("webhooks:write");
const Path = z.object({ webhookId: pathId("wh") });

const createOne = createRoute({
  method: "post",
  path: "/v1/webhooks",
  operationId: "createWebhook",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { body: jsonRequest(CreateWebhook) },
  responses: writing({ 201: taggedContent(CreatedWebhookBody, "Created") }),
});

const list = createRoute({
  method: "get",
  path: "/v1/webhooks",
  operationId: "listWebhooks",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: listParameters(WEBHOOK_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(Webhook), "A page of webhooks") }),
});

const get = createRoute({
  method: "get",
  path: "/v1/webhooks/{webhookId}",
  operationId: "getWebhook",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: reading({ 200: taggedContent(Webhook, "The webhook") }),
});

const update = createRoute({
  method: "patch",
  path: "/v1/webhooks/{webhookId}",
  operationId: "updateWebhook",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: Path, headers: IfMatch, body: jsonRequest(UpdateWebhook) },
  responses: writing({ 200: taggedContent(Webhook, "The webhook as it is now") }),
});

const remove = createRoute({
  method: "delete",
  path: "/v1/webhooks/{webhookId}",
  operationId: "deleteWebhook",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path, headers: IfMatch },
  responses: changing({ 204: { description: "Deleted, with its subscriptions" } }),
});

/** `/v1/webhooks` of the Agents Studio documents. */
export function webhookRoutes(webhooks: Webhooks) {
  return tenantRouter()
    .openapi(createOne, async (c) => {
      const { workspaceId } = c.get("principal");
      const created = await webhooks.create(workspaceId, toInput(c.req.valid("json")));
      if (!created.ok) return refused(c, created.reason);
      const { id, revision } = created.value.webhook;
      const headers = { Location: `/v1/webhooks/${id}`, ETag: etagOf(revision) };
      return c.json(createdWebhookBody(created.value), 201, headers);
    })
    .openapi(list, async (c) => {
      const page = await webhooks.list(c.get("principal").workspaceId, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, webhookBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const found = await webhooks.get({ ...c.get("principal"), ...c.req.valid("param") });
      return found.ok ? answerWebhook(c, found.value) : refused(c, found.reason);
    })
    .openapi(update, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const updated = await webhooks.update(ref, toInput(c.req.valid("json")), expected.value);
      return updated.ok ? answerWebhook(c, updated.value) : refused(c, updated.reason);
    })
    .openapi(remove, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const removed = await webhooks.remove(ref, expected.value);
      return removed.ok ? c.body(null, 204) : refused(c, removed.reason);
    });
}

/** The tag names its settings alone: the counters move without a change of anybody's. */
function answerWebhook(c: Context, webhook: WebhookView) {
  return c.json(webhookBody(webhook), 200, { ETag: etagOf(webhook.revision) });
}

import { createRoute, z } from "@hono/zod-openapi";
import { jsonContent, jsonRequest } from "#src/http/schemas/common.ts";
import {
  WireId,
  wireChanging,
  wireReading,
  wireWriting,
} from "#src/http/schemas/eleven-wire/answers.ts";
import {
  ConfigCreated,
  ConfigDeleted,
  ConfigList,
  ConfigUpdated,
  configBody,
  configSummaryBody,
  createdConfigBody,
  OneConfig,
  TestSent,
  testBody,
} from "#src/http/schemas/eleven-wire/config.ts";
import {
  CreateConfig,
  TestConfig,
  toChange,
  toNewWebhook,
  UpdateConfig,
} from "#src/http/schemas/eleven-wire/config-input.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { WireWebhooks } from "#src/pipeline/wire-webhooks.ts";
import { wireFailed, wireRefused } from "./answer.ts";
import { JSON_BODY, READ, refOf, TAGS, WRITE } from "./common.ts";

const ALL = "/api/webhooks/config";
const ONE = "/api/webhooks/config/{id}";
const CREATED = "Webhook configuration created successfully";
const UPDATED = "Webhook configuration updated successfully";
const DELETED = "Webhook configuration deleted successfully";
const Path = z.object({ id: WireId });

const list = createRoute({
  method: "get",
  path: ALL,
  operationId: "listWireWebhooks",
  tags: TAGS,
  middleware: [READ] as const,
  responses: wireReading({ 200: jsonContent(ConfigList, "All webhooks, oldest first") }),
});

const get = createRoute({
  method: "get",
  path: ONE,
  operationId: "getWireWebhook",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: wireReading({ 200: jsonContent(OneConfig, "The webhook") }),
});

const createOne = createRoute({
  method: "post",
  path: ALL,
  operationId: "createWireWebhook",
  tags: TAGS,
  middleware: [WRITE, JSON_BODY] as const,
  request: { body: jsonRequest(CreateConfig) },
  responses: wireWriting({ 201: jsonContent(ConfigCreated, "Created") }),
});

const update = createRoute({
  method: "put",
  path: ONE,
  operationId: "updateWireWebhook",
  tags: TAGS,
  description: "Fields that are left out stay as they are.",
  middleware: [WRITE, JSON_BODY] as const,
  request: { params: Path, body: jsonRequest(UpdateConfig) },
  responses: wireWriting({ 200: jsonContent(ConfigUpdated, "The webhook as it is now") }),
});

const remove = createRoute({
  method: "delete",
  path: ONE,
  operationId: "deleteWireWebhook",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path },
  responses: wireChanging({ 200: jsonContent(ConfigDeleted, "Deleted") }),
});

const test = createRoute({
  method: "post",
  path: `${ONE}/test`,
  operationId: "testWireWebhook",
  tags: TAGS,
  middleware: [WRITE, JSON_BODY] as const,
  request: { params: Path, body: jsonRequest(TestConfig) },
  responses: wireWriting({
    200: jsonContent(TestSent, "What the endpoint answered; `success` tells whether it took it"),
  }),
});

/** `/api/webhooks/config` of the 11Wire document. */
export function configRoutes(webhooks: WireWebhooks) {
  return tenantRouter(wireFailed)
    .openapi(list, async (c) => {
      const all = await webhooks.list(c.get("principal").workspaceId);
      return c.json({ success: true as const, webhooks: all.map(configSummaryBody) }, 200);
    })
    .openapi(get, async (c) => {
      const found = await webhooks.get(refOf(c.get("principal"), c.req.valid("param")));
      if (!found.ok) return wireRefused(c, found.reason);
      return c.json({ success: true as const, webhook: configBody(found.value) }, 200);
    })
    .openapi(createOne, async (c) => {
      const { workspaceId } = c.get("principal");
      const created = await webhooks.create(workspaceId, toNewWebhook(c.req.valid("json")));
      if (!created.ok) return wireRefused(c, created.reason);
      const webhook = createdConfigBody(created.value);
      return c.json({ success: true as const, message: CREATED, webhook }, 201);
    })
    .openapi(update, async (c) => {
      const updated = await webhooks.update(
        refOf(c.get("principal"), c.req.valid("param")),
        toChange(c.req.valid("json")),
      );
      if (!updated.ok) return wireRefused(c, updated.reason);
      const webhook = configBody(updated.value);
      return c.json({ success: true as const, message: UPDATED, webhook }, 200);
    })
    .openapi(remove, async (c) => {
      const removed = await webhooks.remove(refOf(c.get("principal"), c.req.valid("param")));
      if (!removed.ok) return wireRefused(c, removed.reason);
      return c.json({ success: true as const, message: DELETED }, 200);
    })
    .openapi(test, async (c) => {
      const { eventType, testPayload } = c.req.valid("json");
      const asked = { eventKey: eventType, ...(testPayload && { payload: testPayload }) };
      const tested = await webhooks.test(refOf(c.get("principal"), c.req.valid("param")), asked);
      return tested.ok ? c.json(testBody(tested.value), 200) : wireRefused(c, tested.reason);
    });
}

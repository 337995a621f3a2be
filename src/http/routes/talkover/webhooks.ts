import { createRoute, z } from "@hono/zod-openapi";
import type { AnswerFailure } from "#src/http/family.ts";
import { jsonContent, jsonRequest, pathId } from "#src/http/schemas/common.ts";
import {
  talkoverChanging,
  talkoverReading,
  talkoverWriting,
} from "#src/http/schemas/talkover/answers.ts";
import {
  TestBody,
  toChange,
  toNewWebhook,
  webhookBodies,
} from "#src/http/schemas/talkover/input.ts";
import {
  createdBody,
  DELETED_BODY,
  foundBody,
  listBody,
  OneWebhook,
  TestSent,
  testBody,
  updatedBody,
  WebhookCreated,
  WebhookDeleted,
  WebhookList,
  WebhookUpdated,
} from "#src/http/schemas/talkover/webhook.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { AgentRef, AgentWebhookRef } from "#src/pipeline/agent-webhook-ports.ts";
import type { AgentWebhooks } from "#src/pipeline/agent-webhooks.ts";
import type { WebhookPorts } from "#src/pipeline/webhooks.ts";
import {
  AGENT_NOT_FOUND,
  talkoverFailed,
  talkoverNotFound,
  talkoverRefused,
  WEBHOOK_NOT_FOUND,
} from "./answer.ts";
import { JSON_BODY, READ, WRITE } from "./middleware.ts";

const ALL = "/api/v1/agents/{agentId}/webhooks";
const ONE = "/api/v1/agents/{agentId}/webhooks/{id}" as const;
const COMMON = { tags: ["TalkOver"], security: [{ bearer: [] }] };
const Agent = z.object({ agentId: pathId() });
const Path = Agent.extend({ id: pathId() });

const list = createRoute({
  ...COMMON,
  method: "get",
  path: ALL,
  operationId: "listTalkoverWebhooks",
  middleware: [READ] as const,
  request: { params: Agent },
  responses: talkoverReading({
    200: jsonContent(WebhookList, "All webhooks of the agent, oldest first"),
  }),
});

const get = createRoute({
  ...COMMON,
  method: "get",
  path: ONE,
  operationId: "getTalkoverWebhook",
  middleware: [READ] as const,
  request: { params: Path },
  responses: talkoverReading({ 200: jsonContent(OneWebhook, "The webhook") }),
});

const remove = createRoute({
  ...COMMON,
  method: "delete",
  path: ONE,
  operationId: "deleteTalkoverWebhook",
  middleware: [WRITE] as const,
  request: { params: Path },
  responses: talkoverChanging({ 200: jsonContent(WebhookDeleted, "Deleted") }),
});

const test = createRoute({
  ...COMMON,
  method: "post",
  path: `${ONE}/test`,
  operationId: "testTalkoverWebhook",
  description: "Sends a sample once, now.",
  middleware: [WRITE, JSON_BODY] as const,
  request: { params: Path, body: { ...jsonRequest(TestBody), required: false } },
  responses: talkoverWriting({
    200: jsonContent(TestSent, "What the endpoint answered; `success` tells whether it took it"),
  }),
});

function writingRoutes(checkUrl: WebhookPorts["checkUrl"]) {
  const { Create, Update } = webhookBodies(checkUrl);
  const update = {
    ...COMMON,
    path: ONE,
    description: "Fields that are left out stay as they are.",
    request: { params: Path, body: jsonRequest(Update) },
    responses: talkoverWriting({ 200: jsonContent(WebhookUpdated, "The webhook as it is now") }),
  };
  return {
    create: createRoute({
      ...COMMON,
      method: "post",
      path: ALL,
      operationId: "createTalkoverWebhook",
      middleware: [WRITE, JSON_BODY] as const,
      request: { params: Agent, body: jsonRequest(Create) },
      responses: talkoverWriting({ 201: jsonContent(WebhookCreated, "Created") }),
    }),
    put: createRoute({
      ...update,
      method: "put",
      operationId: "updateTalkoverWebhook",
      middleware: [WRITE, JSON_BODY] as const,
    }),
    patch: createRoute({
      ...update,
      method: "patch",
      operationId: "patchTalkoverWebhook",
      middleware: [WRITE, JSON_BODY] as const,
    }),
  };
}

/** An agent that is not there was answered before: what is no id here is a webhook's. */
const failed: AnswerFailure = (c, code, about) =>
  talkoverFailed(c, code, code === "not-found" ? { detail: WEBHOOK_NOT_FOUND } : about);

type InWorkspace = { readonly workspaceId: string };

function refOf({ workspaceId }: InWorkspace, { agentId }: { readonly agentId: string }): AgentRef {
  return { workspaceId, agentId };
}

function webhookRef(
  principal: InWorkspace,
  { agentId, id }: { readonly agentId: string; readonly id: string },
): AgentWebhookRef {
  return { ...refOf(principal, { agentId }), webhookId: id };
}

/** `/api/v1/agents/{agentId}/webhooks` of the TalkOver document, behind `ownAgent`. */
export function webhookRoutes(webhooks: AgentWebhooks, checkUrl: WebhookPorts["checkUrl"]) {
  const { create, put, patch } = writingRoutes(checkUrl);
  const app = tenantRouter(failed)
    .openapi(list, async (c) => {
      const agent = refOf(c.get("principal"), c.req.valid("param"));
      return c.json(listBody(agent, await webhooks.list(agent)), 200);
    })
    .openapi(create, async (c) => {
      const agent = refOf(c.get("principal"), c.req.valid("param"));
      const created = await webhooks.create(agent, toNewWebhook(c.req.valid("json")));
      if (!created.ok) return talkoverRefused(c, created.reason, AGENT_NOT_FOUND);
      return c.json(createdBody(agent, created.value), 201);
    })
    .openapi(get, async (c) => {
      const ref = webhookRef(c.get("principal"), c.req.valid("param"));
      const found = await webhooks.get(ref);
      if (!found.ok) return talkoverNotFound(c, WEBHOOK_NOT_FOUND);
      return c.json(foundBody(ref, found.value), 200);
    })
    .openapi(remove, async (c) => {
      const removed = await webhooks.remove(webhookRef(c.get("principal"), c.req.valid("param")));
      // Nothing else keeps it from being deleted.
      if (!removed.ok) return talkoverNotFound(c, WEBHOOK_NOT_FOUND);
      return c.json(DELETED_BODY, 200);
    })
    .openapi(test, async (c) => {
      const ref = webhookRef(c.get("principal"), c.req.valid("param"));
      const { event } = c.req.valid("json");
      const tested = await webhooks.test(ref, event ?? undefined);
      if (!tested.ok) return talkoverRefused(c, tested.reason, WEBHOOK_NOT_FOUND);
      return c.json(testBody(ref.webhookId, tested.value), 200);
    });
  for (const update of [put, patch]) {
    app.openapi(update, async (c) => {
      const ref = webhookRef(c.get("principal"), c.req.valid("param"));
      const updated = await webhooks.update(ref, toChange(c.req.valid("json")));
      if (!updated.ok) return talkoverRefused(c, updated.reason, WEBHOOK_NOT_FOUND);
      return c.json(updatedBody(ref, updated.value), 200);
    });
  }
  return app;
}

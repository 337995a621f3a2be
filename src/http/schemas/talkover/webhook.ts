import { z } from "@hono/zod-openapi";
import type { AgentRef, AgentWebhook } from "#src/pipeline/agent-webhook-ports.ts";
import type { SentTest } from "#src/pipeline/agent-webhooks.ts";
import { announced, TalkoverTime, talkoverTime } from "./answers.ts";

const DEFAULT_TIMEOUT_SECONDS = 30;
const DEFAULT_MAX_RETRIES = 3;

export const TalkoverWebhook = z
  .object({
    id: z.uuid(),
    agent_id: z.uuid(),
    name: z.string(),
    webhook_url: z.string(),
    events: z
      .array(z.string())
      .openapi({ example: ["event_phone_call_started", "event_phone_call_ended"] }),
    timeout: z.int().openapi({ description: "Seconds.", example: 30 }),
    max_retries: z.int().openapi({ example: 3 }),
    enabled: z.boolean(),
    created_at: TalkoverTime,
    updated_at: TalkoverTime,
    events_count: z.int().openapi({ example: 2 }),
    status: z.enum(["active", "inactive"]).openapi({
      description: "Inactive: switched off by you, or by the gateway.",
    }),
  })
  .openapi("TalkoverWebhook");

export const TalkoverTest = z
  .object({
    webhook_id: z.uuid(),
    event: z.string(),
    event_id: z.string().openapi({ example: "evt_test_01987b3e5f407c119d7e0242ac120002" }),
    delivery_id: z.uuid(),
    status_code: z.int().nullable().openapi({ description: "Null: nothing answered." }),
    response_body: z.string().nullable().openapi({ description: "Its first 16 KiB." }),
    response_time: z.int().openapi({ description: "Milliseconds." }),
    error: z.string().nullable(),
  })
  .openapi("TalkoverTest");

const LISTED = "Webhooks retrieved successfully";
const FOUND = "Webhook retrieved successfully";
const CREATED = "Webhook created successfully";
const UPDATED = "Webhook updated successfully";
const DELETED = "Webhook deleted successfully";
const TESTED = "Webhook test sent successfully";

const shape = { data: TalkoverWebhook };
export const WebhookList = announced(LISTED, { data: z.array(TalkoverWebhook) });
export const OneWebhook = announced(FOUND, shape);
export const WebhookCreated = announced(CREATED, shape);
export const WebhookUpdated = announced(UPDATED, shape);
export const WebhookDeleted = announced(DELETED, {});
export const TestSent = announced(TESTED, { data: TalkoverTest }).extend({
  success: z.boolean().openapi({ description: "Did the endpoint answer with 2xx?" }),
});

/** In the order of the document's sample. Never with the secret. */
function dataOf({ agentId }: AgentRef, webhook: AgentWebhook): z.infer<typeof TalkoverWebhook> {
  const { timeoutMs, retryPolicy, isActive, eventKeys } = webhook;
  return {
    id: webhook.id,
    agent_id: agentId,
    name: webhook.name ?? "",
    webhook_url: webhook.url,
    events: [...eventKeys],
    timeout: timeoutMs === null ? DEFAULT_TIMEOUT_SECONDS : Math.ceil(timeoutMs / 1000),
    max_retries: retryPolicy === null ? DEFAULT_MAX_RETRIES : retryPolicy.maxAttempts - 1,
    enabled: isActive,
    created_at: talkoverTime(webhook.createdAt),
    updated_at: talkoverTime(webhook.updatedAt),
    events_count: eventKeys.length,
    status: isActive ? "active" : "inactive",
  };
}

export function listBody(agent: AgentRef, webhooks: readonly AgentWebhook[]) {
  const data = webhooks.map((webhook) => dataOf(agent, webhook));
  return { success: true as const, message: LISTED, data };
}

export function foundBody(agent: AgentRef, webhook: AgentWebhook) {
  return { success: true as const, message: FOUND, data: dataOf(agent, webhook) };
}

export function createdBody(agent: AgentRef, webhook: AgentWebhook) {
  return { success: true as const, message: CREATED, data: dataOf(agent, webhook) };
}

export function updatedBody(agent: AgentRef, webhook: AgentWebhook) {
  return { success: true as const, message: UPDATED, data: dataOf(agent, webhook) };
}

export const DELETED_BODY = { success: true as const, message: DELETED };

export function testBody(webhookId: string, { eventKey, outcome }: SentTest) {
  const { success, error } = outcome;
  return {
    success,
    message: success ? TESTED : `Webhook test failed: ${error ?? "it was not answered with 2xx"}`,
    data: {
      webhook_id: webhookId,
      event: eventKey,
      event_id: outcome.eventId,
      delivery_id: outcome.deliveryId,
      status_code: outcome.statusCode,
      response_body: outcome.responseBody,
      response_time: Math.round(outcome.responseTime),
      error,
    },
  };
}

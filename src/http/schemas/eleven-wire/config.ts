import { z } from "@hono/zod-openapi";
import type { WebhookView } from "#src/pipeline/tenant-ports.ts";
import type { TestOutcome } from "#src/pipeline/test-webhook.ts";
import type { CreatedWebhook } from "#src/pipeline/webhooks.ts";
import type { WireWebhookSummary } from "#src/pipeline/wire-ports.ts";
import { announced, succeeded, WireTime, wireTime } from "./answers.ts";
import { DEFAULT_RETRY } from "./config-input.ts";

const Status = z.enum(["active", "inactive"]);
const EventTypes = z.array(z.string()).openapi({ example: ["call.completed"] });

export const ConfigSummary = z
  .object({
    id: z.int(),
    name: z.string(),
    url: z.string(),
    eventTypes: EventTypes,
    status: Status,
    createdAt: WireTime,
    updatedAt: WireTime,
  })
  .openapi("WireWebhookSummary");

const Values = z.array(z.union([z.string(), z.int()]));

export const Config = ConfigSummary.extend({
  headers: z.record(z.string(), z.string()),
  retryConfig: z.object({
    maxAttempts: z.int(),
    initialDelay: z.number(),
    maxDelay: z.number(),
    backoffFactor: z.number(),
  }),
  filters: z.object({
    campaigns: Values.optional(),
    agents: Values.optional(),
    outcomes: Values.optional(),
  }),
  metadata: z.record(z.string(), z.unknown()),
}).openapi("WireWebhook");

const CreatedConfig = Config.extend({
  secret: z.string().optional().openapi({ description: "Only where it was generated." }),
}).openapi("CreatedWireWebhook");

export const ConfigList = succeeded({ webhooks: z.array(ConfigSummary) });
export const OneConfig = succeeded({ webhook: Config });
export const ConfigCreated = announced("Webhook configuration created successfully", {
  webhook: CreatedConfig,
});
export const ConfigUpdated = announced("Webhook configuration updated successfully", {
  webhook: Config,
});
export const ConfigDeleted = announced("Webhook configuration deleted successfully", {});

export const TestSent = z
  .object({
    success: z.boolean().openapi({ description: "Did the endpoint answer with 2xx?" }),
    message: z.string().openapi({ example: "Test webhook sent successfully" }),
    details: z.object({
      statusCode: z.int().nullable().openapi({ description: "Null: nothing answered." }),
      responseBody: z.string().nullable(),
      responseTime: z.int().openapi({ description: "Milliseconds." }),
      eventId: z.string().openapi({ example: "evt_test_123456" }),
    }),
  })
  .openapi("WireTestResult");

export function configSummaryBody(view: WireWebhookSummary): z.infer<typeof ConfigSummary> {
  return {
    id: view.number,
    name: view.name ?? "",
    url: view.url,
    eventTypes: [...view.eventKeys],
    status: view.isActive ? "active" : "inactive",
    createdAt: wireTime(view.createdAt),
    updatedAt: wireTime(view.updatedAt),
  };
}

export function configBody(view: WebhookView): z.infer<typeof Config> {
  // In the order of the document's sample, which the database does not keep.
  const { createdAt, updatedAt, ...summary } = configSummaryBody(view);
  const { maxAttempts, initialDelay, maxDelay, backoffFactor } = view.retryPolicy ?? DEFAULT_RETRY;
  return {
    ...summary,
    headers: view.headers,
    retryConfig: { maxAttempts, initialDelay, maxDelay, backoffFactor },
    filters: view.filters ?? {},
    metadata: view.metadata ?? {},
    createdAt,
    updatedAt,
  };
}

export function createdConfigBody({ webhook, generatedSecret }: CreatedWebhook) {
  return { ...configBody(webhook), ...(generatedSecret !== null && { secret: generatedSecret }) };
}

export function testBody(outcome: TestOutcome): z.infer<typeof TestSent> {
  const { success, statusCode, responseBody, responseTime, eventId, error } = outcome;
  return {
    success,
    message: success
      ? "Test webhook sent successfully"
      : `Test webhook failed: ${error ?? "it was not answered with 2xx"}`,
    details: { statusCode, responseBody, responseTime: Math.round(responseTime), eventId },
  };
}

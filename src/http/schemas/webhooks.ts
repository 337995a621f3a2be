import { z } from "@hono/zod-openapi";
import { MOST_HEADERS } from "#src/core/custom-headers.ts";
import { parseId } from "#src/core/ids.ts";
import type { WebhookView } from "#src/pipeline/tenant-ports.ts";
import type { CreatedWebhook } from "#src/pipeline/webhooks.ts";
import { iso, Time } from "./common.ts";

const LONGEST_URL = 2048;
const LONGEST_DESCRIPTION = 500;
const LONGEST_DELAY_SECONDS = 86_400;

const Url = z
  .string()
  .min(1)
  .max(LONGEST_URL)
  .regex(/^[^\s\p{Cc}]*$/u, { error: "must not contain spaces or control characters" })
  .openapi({ format: "uri", example: "https://example.com/webhooks" });

const AgentId = z
  .string()
  .transform((text, context) => {
    const id = parseId(text);
    if (id !== null) return id;
    context.addIssue({ code: "custom", message: "is not an agent of this workspace" });
    return z.NEVER;
  })
  .openapi({ type: "string", format: "uuid" });

const Description = z
  .string()
  .refine((text) => Array.from(text).length <= LONGEST_DESCRIPTION, {
    error: `must have at most ${LONGEST_DESCRIPTION} characters`,
  })
  .openapi({ maxLength: LONGEST_DESCRIPTION });

const CustomHeaders = z.record(z.string(), z.string()).openapi({
  description: `Sent with every delivery; at most ${MOST_HEADERS}.`,
  example: { "X-Custom-Header": "value" },
});

const Secret = z
  .string()
  .min(16)
  .max(256)
  .regex(/^\P{Cc}*$/u, { error: "must not contain control characters" })
  .openapi({ description: "Generated when left out, and shown once in the response." });

const DelaySeconds = z.number().min(0).max(LONGEST_DELAY_SECONDS);

const RetryPolicy = z
  .object({
    maxAttempts: z.int().min(1).max(20).openapi({ description: "The first attempt included." }),
    initialDelay: DelaySeconds.openapi({ description: "Seconds." }),
    maxDelay: DelaySeconds.openapi({ description: "Seconds." }),
    backoffFactor: z.number().min(1).max(10),
  })
  .refine(({ initialDelay, maxDelay }) => initialDelay <= maxDelay, {
    path: ["maxDelay"],
    error: "must not be below initialDelay",
  })
  .openapi("RetryPolicy");

const TimeoutSeconds = z.number().min(1).max(120);
const Method = z.enum(["POST", "GET"]);

const Fields = {
  agentId: AgentId.nullish(),
  description: Description.nullish(),
  method: Method.optional(),
  isActive: z.boolean().optional(),
  headers: CustomHeaders.nullish(),
  retryPolicy: RetryPolicy.nullish(),
  timeoutSeconds: TimeoutSeconds.nullish(),
  dialect: z.string().optional().openapi({ description: "Format of deliveries." }),
};

// Fields that are not ours are left alone: programs written for the documents may send some.
export const CreateWebhook = z
  .object({ url: Url, ...Fields, secret: Secret.nullish() })
  .openapi("CreateWebhook");
export const UpdateWebhook = z
  .object({ url: Url.optional(), ...Fields, secret: Secret.optional() })
  .openapi("UpdateWebhook");

export const Webhook = z
  .object({
    id: z.uuid(),
    agentId: z.uuid().nullable(),
    url: z.string(),
    description: z.string().nullable(),
    isActive: z.boolean(),
    secretPreview: z.string(),
    createdAt: Time,
    updatedAt: Time,
    lastDeliveryAt: Time.nullable(),
    headers: z.record(z.string(), z.string()),
    successCount: z.int().openapi({ description: "Deliveries that succeeded." }),
    failureCount: z.int().openapi({ description: "Deliveries that were given up." }),
    method: Method,
    dialect: z.string(),
    retryPolicy: RetryPolicy.nullable(),
    timeoutSeconds: z.number().nullable(),
    deactivationReason: z
      .string()
      .nullable()
      .openapi({ description: "Why the gateway itself switched the webhook off." }),
  })
  .openapi("Webhook");
export type Webhook = z.infer<typeof Webhook>;

export const CreatedWebhookBody = Webhook.extend({
  secret: z.string().optional().openapi({ description: "Only where it was generated." }),
}).openapi("CreatedWebhook");

/** What a body says, in the words of the use case. */
export function toInput<Body extends z.output<typeof UpdateWebhook | typeof CreateWebhook>>({
  timeoutSeconds,
  headers,
  secret,
  ...rest
}: Body) {
  return {
    ...rest,
    timeoutMs: timeoutSeconds && Math.round(timeoutSeconds * 1000),
    secret: secret ?? undefined,
    headers: headers === null ? {} : headers,
  };
}

export function webhookBody(view: WebhookView): Webhook {
  return {
    id: view.id,
    agentId: view.agentId,
    url: view.url,
    description: view.description,
    isActive: view.isActive,
    secretPreview: view.secretPreview,
    createdAt: view.createdAt.toISOString(),
    updatedAt: view.updatedAt.toISOString(),
    lastDeliveryAt: iso(view.lastDeliveryAt),
    headers: view.headers,
    successCount: view.successCount,
    failureCount: view.failureCount,
    method: view.method,
    dialect: view.dialect,
    retryPolicy: view.retryPolicy,
    timeoutSeconds: view.timeoutMs === null ? null : view.timeoutMs / 1000,
    deactivationReason: view.deactivationReason,
  };
}

export function createdWebhookBody({ webhook, generatedSecret }: CreatedWebhook) {
  return { ...webhookBody(webhook), ...(generatedSecret !== null && { secret: generatedSecret }) };
}

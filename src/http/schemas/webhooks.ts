import { z } from "@hono/zod-openapi";
import { DIALECT_IDS } from "#src/core/catalog/define.ts";
import { CIRCUIT_STATES } from "#src/core/circuit.ts";
import { MOST_HEADERS } from "#src/core/custom-headers.ts";
import { parseId } from "#src/core/ids.ts";
import { ORDERINGS } from "#src/core/ordering.ts";
import { WebhookFilters } from "#src/core/webhook-filters.ts";
import { deactivationTime } from "#src/core/webhook-health.ts";
import { SIGNATURE_ALGORITHMS, type WebhookView } from "#src/pipeline/tenant-ports.ts";
import { soleAgent } from "#src/pipeline/webhook-checks.ts";
import type { CreatedWebhook } from "#src/pipeline/webhooks.ts";
import { iso, Time } from "./common.ts";

const LONGEST_URL = 2048;
const LONGEST_DESCRIPTION = 500;
const LONGEST_NAME = 255;
const MOST_SELECTED = 1000;
const LARGEST_METADATA = 16_384;
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

export const Secret = z
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

const RateLimit = z
  .object({ perSecond: z.number().min(0.1).max(1000) })
  .openapi("RateLimit", { description: "Deliveries go out evenly, no more of them than this." });

const OrderingMode = z.enum(ORDERINGS).openapi({
  description:
    "`call`: the deliveries of one call or conversation go out one after the other, each once the one before has ended.",
});

const TimeoutSeconds = z.number().min(1).max(120);
const Method = z.enum(["POST", "GET"]);

const WorkflowId = z
  .string()
  .transform((text, context) => {
    const id = parseId(text);
    if (id !== null) return id;
    context.addIssue({ code: "custom", message: "is not a workflow of this workspace" });
    return z.NEVER;
  })
  .openapi({ type: "string", format: "uuid" });

const Name = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_NAME)
  .regex(/^\P{Cc}*$/u, { error: "must not contain control characters" });

const EventKeys = z
  .array(z.string().min(1).max(200))
  .max(MOST_SELECTED)
  .openapi({
    description: "Subscriptions, in the dialect's words.",
    example: ["call.callEnded"],
  });

// A condition misspelt would send more than was wanted.
const Filters = z.strictObject(WebhookFilters.shape).openapi("WebhookFilters");

const Metadata = z
  .record(z.string(), z.unknown())
  .refine((metadata) => JSON.stringify(metadata).length <= LARGEST_METADATA, {
    error: `must have at most ${LARGEST_METADATA} characters as JSON`,
  })
  .openapi({ description: "Your own notes.", example: { owner: "sales-team" } });

const Fields = {
  name: Name.nullish(),
  agentId: AgentId.nullish().openapi({
    description: "One agent; null for all. Short for `agentIds`.",
  }),
  agentIds: z.array(AgentId).max(MOST_SELECTED).nullish().openapi({
    description: "Only the events of these agents; null for all, future ones included.",
  }),
  workflowIds: z.array(WorkflowId).max(MOST_SELECTED).nullish().openapi({
    description: "Only the events of these workflows; null for all, future ones included.",
  }),
  eventKeys: EventKeys.optional(),
  filters: Filters.nullish(),
  metadata: Metadata.nullish(),
  signatureAlgorithm: z
    .enum(SIGNATURE_ALGORITHMS)
    .optional()
    .openapi({ description: "`ed25519` adds a `v1a` signature beside `v1`." }),
  deactivateAfterDays: z
    .int()
    .min(1)
    .max(365)
    .optional()
    .openapi({ description: "Days of nothing but failure until the gateway switches it off." }),
  description: Description.nullish(),
  method: Method.optional(),
  isActive: z.boolean().optional(),
  headers: CustomHeaders.nullish(),
  retryPolicy: RetryPolicy.nullish(),
  timeoutSeconds: TimeoutSeconds.nullish(),
  rateLimit: RateLimit.nullish(),
  ordering: OrderingMode.optional(),
  dialect: z
    .string()
    .optional()
    .openapi({ enum: [...DIALECT_IDS], description: "Format of deliveries." }),
};

// Fields that are not ours are left alone: programs written for the documents may send some.
export const CreateWebhook = z
  .object({ url: Url, ...Fields, secret: Secret.nullish() })
  .openapi("CreateWebhook");
export const UpdateWebhook = z
  .object({ url: Url.optional(), ...Fields, secret: Secret.optional() })
  .openapi("UpdateWebhook");

const Circuit = z
  .object({
    state: z.enum(CIRCUIT_STATES).openapi({
      description:
        "`open`: its endpoint does not answer, and its deliveries wait. `half_open`: one of them looks whether it is back.",
    }),
    openedAt: Time.nullable(),
    retryAt: Time.nullable().openapi({ description: "Nothing is sent before." }),
  })
  .openapi("Circuit");

export const Webhook = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    agentId: z
      .uuid()
      .nullable()
      .openapi({ description: "The agent, of a webhook that is limited to just one." }),
    agentIds: z.array(z.uuid()).nullable(),
    workflowIds: z.array(z.uuid()).nullable(),
    eventKeys: z.array(z.string()).openapi({ description: "Of its active subscriptions." }),
    filters: Filters.nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
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
    signatureAlgorithm: z.enum(SIGNATURE_ALGORITHMS),
    publicKey: z
      .string()
      .nullable()
      .openapi({ description: "`whpk_…`, of a webhook with Ed25519 signatures." }),
    previousSecretExpiresAt: Time.nullable().openapi({
      description: "Until then the secret before the last rotation signs too.",
    }),
    deactivateAfterDays: z.int(),
    failingSince: Time.nullable().openapi({
      description: "Since then all its attempts have failed; null when the last one did not.",
    }),
    deactivatesAt: Time.nullable().openapi({
      description:
        "An attempt that fails then or later switches it off; null when it is not failing.",
    }),
    circuit: Circuit,
    retryPolicy: RetryPolicy.nullable(),
    timeoutSeconds: z.number().nullable(),
    rateLimit: RateLimit.nullable(),
    ordering: OrderingMode,
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
    name: view.name,
    agentId: soleAgent(view.agentIds),
    agentIds: view.agentIds && [...view.agentIds],
    workflowIds: view.workflowIds && [...view.workflowIds],
    eventKeys: [...view.eventKeys],
    filters: view.filters,
    metadata: view.metadata,
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
    signatureAlgorithm: view.signatureAlgorithm,
    publicKey: view.publicKey,
    previousSecretExpiresAt: iso(view.previousSecretExpiresAt),
    deactivateAfterDays: view.deactivateAfterDays,
    failingSince: iso(view.failingSince),
    deactivatesAt: iso(deactivatesAt(view)),
    circuit: {
      state: view.circuit.state,
      openedAt: iso(view.circuit.openedAt),
      retryAt: iso(view.circuit.retryAt),
    },
    retryPolicy: view.retryPolicy,
    timeoutSeconds: view.timeoutMs === null ? null : view.timeoutMs / 1000,
    rateLimit: view.rateLimit,
    ordering: view.ordering,
    deactivationReason: view.deactivationReason,
  };
}

function deactivatesAt({ failingSince, deactivateAfterDays }: WebhookView): Date | null {
  return failingSince && deactivationTime({ failingSince, deactivateAfterDays });
}

export function createdWebhookBody({ webhook, generatedSecret }: CreatedWebhook) {
  return { ...webhookBody(webhook), ...(generatedSecret !== null && { secret: generatedSecret }) };
}

import { z } from "@hono/zod-openapi";
import { subscribableKeys } from "#src/core/catalog.ts";
import type { Backoff } from "#src/core/schedule.ts";
import { WebhookFilters } from "#src/core/webhook-filters.ts";
import type { NewWebhookInput, WebhookInput } from "#src/pipeline/webhooks.ts";

const LONGEST_TEXT = 255;
const LONGEST_URL = 2048;
const LARGEST_METADATA = 16_384;
const LONGEST_DELAY_SECONDS = 86_400;
const MOST_ATTEMPTS = 20;
const STEEPEST_BACKOFF = 10;

/** Seconds. */
export const DEFAULT_RETRY: Backoff = {
  maxAttempts: 5,
  initialDelay: 30,
  maxDelay: 3600,
  backoffFactor: 2,
};

/** What is missing is told apart from what is wrong. */
function must(be: string) {
  return ({ input }: { readonly input: unknown }) =>
    input === undefined ? "is required" : `must be ${be}`;
}

const Name = z
  .string({ error: must("a string") })
  .trim()
  .min(1, { error: "must not be empty" })
  .max(LONGEST_TEXT, { error: `must have at most ${LONGEST_TEXT} characters` })
  .regex(/^\P{Cc}*$/u, { error: "must not contain control characters" })
  .openapi({ example: "Marketing Platform" });

const Url = z
  .string({ error: must("a string") })
  .min(1, { error: "must not be empty", abort: true })
  .max(LONGEST_URL, { error: `must have at most ${LONGEST_URL} characters` })
  .refine((text) => URL.canParse(text), { error: "must be an absolute URL" })
  .openapi({ format: "uri", example: "https://marketing.example.com/webhooks/11wire" });

const Secret = z
  .string({ error: must("a string") })
  .min(1, { error: "must not be empty" })
  .max(LONGEST_TEXT, { error: `must have at most ${LONGEST_TEXT} characters` })
  .openapi({ example: "webhooksecret123" });

const EVENT_TYPES = subscribableKeys("11wire");
const EventTypes = z
  .array(z.enum(EVENT_TYPES, { error: `must be one of ${EVENT_TYPES.join(", ")}` }), {
    error: must("an array of event types"),
  })
  .min(1, { error: "must name at least one event type" })
  .max(1000, { error: "names too many event types" });

const Status = z.enum(["active", "inactive"], { error: "must be active or inactive" });

const Headers = z
  .record(z.string(), z.string({ error: must("a string") }), {
    error: must("an object of strings"),
  })
  .openapi({ example: { "X-API-Key": "marketing-api-key-456" } });

function whole(from: number, to: number) {
  const error = `must be a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
}
function between(from: number, to: number) {
  const error = `must be a number from ${from} to ${to}`;
  // What is out of range is not compared with other delays as well.
  return z.number({ error }).min(from, { error, abort: true }).max(to, { error, abort: true });
}

const RetryConfig = z
  .object(
    {
      maxAttempts: whole(1, MOST_ATTEMPTS)
        .optional()
        .openapi({ description: "The first attempt included." }),
      initialDelay: between(0, LONGEST_DELAY_SECONDS)
        .optional()
        .openapi({ description: "Seconds." }),
      maxDelay: between(0, LONGEST_DELAY_SECONDS).optional().openapi({ description: "Seconds." }),
      backoffFactor: between(1, STEEPEST_BACKOFF).optional(),
    },
    { error: must("an object") },
  )
  .refine(({ initialDelay = 0, maxDelay = LONGEST_DELAY_SECONDS }) => initialDelay <= maxDelay, {
    path: ["maxDelay"],
    error: "must not be below initialDelay",
  })
  .openapi({ description: "Members left out take their defaults: 5, 30, 3600, 2." });

const Filters = z.strictObject(WebhookFilters.shape, { error: wrongFilters }).openapi({
  description: "Events that meet all that are given; an empty list asks for nothing.",
  example: { campaigns: ["campaign-789"], outcomes: ["lead_qualified"] },
});

/** A condition that is not known could not be kept, and more would be sent than was wanted. */
function wrongFilters(issue: { readonly code?: string | undefined }): string {
  return issue.code === "unrecognized_keys"
    ? "may hold campaigns, agents and outcomes only"
    : "must be an object";
}

const Metadata = z
  .record(z.string(), z.unknown(), { error: must("an object") })
  .refine((metadata) => JSON.stringify(metadata).length <= LARGEST_METADATA, {
    error: `must have at most ${LARGEST_METADATA} characters as JSON`,
  })
  .openapi({ example: { owner: "marketing-team" } });

const RESETS = "Null takes it back to its default.";
// Fields that are not ours are left alone: programs written for the document may send some.
export const CreateConfig = z
  .object(
    {
      name: Name,
      url: Url,
      secret: Secret.nullish().openapi({ description: "Generated when left out." }),
      eventTypes: EventTypes,
      status: Status.nullish(),
      headers: Headers.nullish(),
      retryConfig: RetryConfig.nullish(),
      filters: Filters.nullish(),
      metadata: Metadata.nullish(),
    },
    { error: must("an object") },
  )
  .openapi("CreateWireWebhook");
export type CreateConfig = z.output<typeof CreateConfig>;

export const UpdateConfig = z
  .object(
    {
      name: Name.optional(),
      url: Url.optional(),
      secret: Secret.nullish().openapi({ description: "Null leaves it as it is." }),
      eventTypes: EventTypes.optional(),
      status: Status.optional(),
      headers: Headers.nullish().openapi({ description: RESETS }),
      retryConfig: RetryConfig.nullish().openapi({ description: RESETS }),
      filters: Filters.nullish().openapi({ description: RESETS }),
      metadata: Metadata.nullish().openapi({ description: RESETS }),
    },
    { error: must("an object") },
  )
  .openapi("UpdateWireWebhook");
export type UpdateConfig = z.output<typeof UpdateConfig>;

export const TestConfig = z
  .object(
    {
      eventType: z.string({ error: must("a string") }).openapi({
        description: "One that the webhook is configured for.",
        example: "call.completed",
      }),
      testPayload: z
        .record(z.string(), z.unknown(), { error: must("an object") })
        .nullish()
        .openapi({
          description: "Sent as it is, instead of a sample.",
          example: { callId: "test-call-123", duration: 120, outcome: "appointment_set" },
        }),
    },
    { error: must("an object") },
  )
  .openapi("TestWireWebhook");

type New = Omit<NewWebhookInput, "dialect">;

/** What a body says, in the words of the use case. */
export function toNewWebhook(body: CreateConfig): New {
  return {
    name: body.name,
    url: body.url,
    secret: body.secret ?? undefined,
    eventKeys: body.eventTypes,
    isActive: body.status !== "inactive",
    headers: body.headers ?? {},
    retryPolicy: filled(body.retryConfig ?? {}),
    filters: body.filters ?? null,
    metadata: body.metadata ?? null,
  };
}

export function toChange(body: UpdateConfig): Omit<WebhookInput, "dialect"> {
  const { name, url, secret, filters, metadata } = body;
  return {
    name,
    url,
    secret: secret ?? undefined,
    filters,
    metadata,
    eventKeys: body.eventTypes,
    isActive: body.status && body.status === "active",
    headers: body.headers === null ? {} : body.headers,
    retryPolicy: body.retryConfig === undefined ? undefined : filled(body.retryConfig ?? {}),
  };
}

/** A default gives way to what was asked for. */
function filled(asked: z.output<typeof RetryConfig>): Backoff {
  const {
    maxAttempts = DEFAULT_RETRY.maxAttempts,
    backoffFactor = DEFAULT_RETRY.backoffFactor,
    maxDelay: longest = Number.POSITIVE_INFINITY,
  } = asked;
  const { initialDelay = Math.min(DEFAULT_RETRY.initialDelay, longest) } = asked;
  const { maxDelay = Math.max(DEFAULT_RETRY.maxDelay, initialDelay) } = asked;
  return { maxAttempts, initialDelay, maxDelay, backoffFactor };
}

import { z } from "@hono/zod-openapi";
import { subscribableKeys } from "#src/core/catalog.ts";
import type { Backoff } from "#src/core/schedule.ts";
import type { AgentWebhookChange, NewAgentWebhook } from "#src/pipeline/agent-webhooks.ts";
import type { WebhookPorts } from "#src/pipeline/webhooks.ts";

type CheckUrl = WebhookPorts["checkUrl"];

const LONGEST_TEXT = 255;
const LONGEST_URL = 500;
const MOST_EVENTS = 100;
const TIMEOUT_SECONDS = { least: 5, most: 120, pattern: "^(?:[5-9]|[1-9][0-9]|1[01][0-9]|120)$" };
const MAX_RETRIES = { least: 0, most: 10, pattern: "^(?:[0-9]|10)$" };

/** Of a choice that does not exist: `The selected … is invalid.` All others follow `The … field`. */
export const UNKNOWN_CHOICE = "is invalid";
const REQUIRED = "is required";
const WHOLE = "must be an integer";

/** What is missing is told apart from what is wrong. */
function must(be: string) {
  return ({ input }: { readonly input: unknown }) =>
    input === undefined || input === null ? REQUIRED : `must be ${be}`;
}

function tooLong(longest: number): string {
  return `must not be greater than ${longest} characters`;
}

/** As JSON Schema and the document's own language count them. */
function hasAtMost(longest: number) {
  return (text: string) => Array.from(text).length <= longest;
}

const Name = z
  .string({ error: must("a string") })
  .trim()
  .min(1, { error: REQUIRED })
  .refine(hasAtMost(LONGEST_TEXT), { error: tooLong(LONGEST_TEXT) })
  .openapi({ maxLength: LONGEST_TEXT, pattern: "\\S", example: "My Webhook" });

/** May deliveries go there? Asked here, so that it is told with all else that is wrong. */
function targetUrl(checkUrl: CheckUrl) {
  return z
    .string({ error: must("a valid URL") })
    .trim()
    .min(1, { error: REQUIRED, abort: true })
    .refine(hasAtMost(LONGEST_URL), { error: tooLong(LONGEST_URL), abort: true })
    .superRefine((url, context) => {
      const checked = checkUrl(url);
      if (checked.ok) return;
      const message = unusableUrl(URL.canParse(url) ? checked.detail : null);
      context.addIssue({ code: "custom", message });
    })
    .openapi({ format: "uri", maxLength: LONGEST_URL, example: "https://example.com/webhook" });
}

export function unusableUrl(why: string | null): string {
  return why === null ? "must be a valid URL" : `must be a valid URL: ${why}`;
}

const Secret = z
  .string({ error: must("a string") })
  .refine(hasAtMost(LONGEST_TEXT), { error: tooLong(LONGEST_TEXT) })
  .openapi({ maxLength: LONGEST_TEXT, example: "optional_secret_for_hmac" });

const EVENTS = subscribableKeys("talkover");
const Event = z.enum(EVENTS, { error: UNKNOWN_CHOICE });

const Events = z
  .array(Event, { error: must("an array") })
  // In the document's own words.
  .min(1, { error: "must contain at least 1 items" })
  .max(MOST_EVENTS, { error: `must not have more than ${MOST_EVENTS} items` })
  .openapi({ description: "Those named twice count once.", example: [...EVENTS] });

/** As in the document's own framework, which takes an empty text for null. */
const Empty = z.literal("").transform(() => null);

/** Digits in a string are as good as a number. */
function integer({ least, most, pattern }: typeof TIMEOUT_SECONDS) {
  const Whole = z
    .int({ error: WHOLE, abort: true })
    .min(least, { error: `must be at least ${least}` })
    .max(most, { error: `must not be greater than ${most}` });
  const Digits = z
    .string()
    .regex(/^-?\d{1,15}$/, { error: WHOLE, abort: true })
    .openapi({ pattern })
    .transform(Number)
    .pipe(Whole);
  return z.union([Empty, Whole, Digits], { error: WHOLE });
}

const Flag = z
  .union([Empty, z.boolean(), z.literal(0), z.literal(1), z.enum(["0", "1"])], {
    error: "must be true or false",
  })
  .transform((flag) => (flag === null ? null : Boolean(Number(flag))));

const OPTIONAL = {
  webhook_secret: Secret.nullish(),
  timeout: integer(TIMEOUT_SECONDS).nullish().openapi({ description: "Seconds.", example: 30 }),
  max_retries: integer(MAX_RETRIES).nullish().openapi({ example: 3 }),
  enabled: Flag.nullish().openapi({ example: true }),
};
const AN_OBJECT = { error: must("an object") };

/** Fields that are not ours are left alone. Of optional ones null says as little as leaving them out. */
export function webhookBodies(checkUrl: CheckUrl) {
  const Url = targetUrl(checkUrl);
  return {
    Create: z
      .object({ name: Name, webhook_url: Url, events: Events, ...OPTIONAL }, AN_OBJECT)
      .openapi("CreateTalkoverWebhook"),
    Update: z
      .object(
        {
          name: Name.optional(),
          webhook_url: Url.optional(),
          events: Events.optional(),
          ...OPTIONAL,
        },
        AN_OBJECT,
      )
      .openapi("UpdateTalkoverWebhook"),
  };
}
type Bodies = ReturnType<typeof webhookBodies>;
type CreateBody = z.output<Bodies["Create"]>;
type UpdateBody = z.output<Bodies["Update"]>;

export const TestBody = z
  .object(
    {
      event: Event.nullish().openapi({
        description: "One that the webhook is configured for; its first unless given.",
      }),
    },
    AN_OBJECT,
  )
  .openapi("TestTalkoverWebhook");

/** What a body says, in the words of the use case. */
export function toNewWebhook(body: CreateBody): NewAgentWebhook {
  return { ...toChange(body), url: body.webhook_url };
}

export function toChange(body: UpdateBody): AgentWebhookChange {
  const { timeout, max_retries: retries } = body;
  return {
    name: body.name,
    url: body.webhook_url,
    // An empty one is none, as null is: nothing else would be verifiable by anybody.
    secret: body.webhook_secret || undefined,
    eventKeys: body.events && [...new Set(body.events)],
    timeoutMs: timeout == null ? undefined : timeout * 1000,
    retryPolicy: retries == null ? undefined : schedule(retries),
    isActive: body.enabled ?? undefined,
  };
}

/** Doubled each time, from 1 s: the tenth retry comes 512 s after the ninth. */
function schedule(retries: number): Backoff {
  return { maxAttempts: 1 + retries, initialDelay: 1, maxDelay: 512, backoffFactor: 2 };
}

import { z } from "zod";
import { ERROR_CLASSES } from "#src/core/delivery.ts";
import { DEACTIVATION_REASONS, WARNED_AT } from "#src/core/webhook-health.ts";
import { Metadata } from "./call-events.ts";
import { define, sameIn } from "./define.ts";

const Instant = z.iso.datetime();

/** How the last attempt failed. */
const LastFailure = {
  /** One sentence. */
  lastError: z.string().nullable(),
  errorClass: z.enum(ERROR_CLASSES).nullable(),
  /** HTTP status of the answer; null where there was none. */
  responseStatus: z.int().nullable(),
};

const AboutWebhook = {
  webhookId: z.string().min(1),
  name: z.string().nullable(),
  /** Without user, password, query and fragment. */
  url: z.string(),
  ...LastFailure,
  /** Nothing is attached to a notice. */
  metadata: Metadata,
};

/** The gateway switched a webhook off. What its owner switches off is no news. */
export const WebhookDisabledData = z.object({
  ...AboutWebhook,
  reason: z.enum(DEACTIVATION_REASONS),
  /** When the first attempt failed of those since the last that succeeded. */
  failingSince: Instant.nullable(),
  disabledAt: Instant,
});
export type WebhookDisabledData = z.infer<typeof WebhookDisabledData>;

/** A webhook has come this far on the way to being switched off. */
export const WebhookFailingData = z.object({
  ...AboutWebhook,
  percent: z.literal([...WARNED_AT]),
  failingSince: Instant,
  /** When it will be switched off if attempts go on to fail. */
  deactivatesAt: Instant,
});
export type WebhookFailingData = z.infer<typeof WebhookFailingData>;

/** A delivery was given up. */
export const DeliveryExhaustedData = z.object({
  deliveryId: z.string().min(1),
  webhookId: z.string().min(1),
  eventId: z.string().min(1),
  /** In the words of the webhook's dialect. */
  eventKey: z.string(),
  /** All that were made, over the delivery's whole life. */
  attempts: z.int().positive(),
  ...LastFailure,
  metadata: Metadata,
});
export type DeliveryExhaustedData = z.infer<typeof DeliveryExhaustedData>;

/** What the gateway tells of its own work. Nobody else can publish these. */
export const NOTICE_EVENTS = {
  "webhook.failing": define(WebhookFailingData, sameIn("webhook.failing", "agents-studio")),
  "webhook.disabled": define(WebhookDisabledData, sameIn("webhook.disabled", "agents-studio")),
  "delivery.exhausted": define(
    DeliveryExhaustedData,
    sameIn("delivery.exhausted", "agents-studio"),
  ),
} as const;

import { z } from "@hono/zod-openapi";
import { DIALECT_IDS } from "#src/core/catalog/define.ts";
import { DELIVERY_STATUSES } from "#src/core/delivery.ts";
import { targetUrl } from "#src/pipeline/deliver.ts";
import type { AttemptView, DeliveryDetail, DeliveryView } from "#src/pipeline/tenant-ports.ts";
import { iso, Time } from "./common.ts";

export const Delivery = z
  .object({
    id: z.uuid().openapi({ description: "Also its webhook-id." }),
    webhookId: z.uuid(),
    eventId: z.uuid(),
    eventKey: z.string(),
    isTest: z.boolean().openapi({ description: "Sent to try the endpoint out." }),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.int(),
    responseStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    errorClass: z.string().nullable(),
    reason: z.string().nullable().openapi({
      description:
        "Why it was suppressed, or `skipped` by hand. While it waits: `circuit_open` for an endpoint that does not answer, `rate_limited` for its turn under the webhook's limit.",
    }),
    blockedBy: z.uuid().nullable().openapi({
      description:
        "The delivery of the same call or conversation that has to end before, of a webhook with `ordering`.",
    }),
    nextAttemptAt: Time.nullable(),
    createdAt: Time,
    updatedAt: Time,
    endedAt: Time.nullable(),
  })
  .openapi("Delivery");
export type Delivery = z.infer<typeof Delivery>;

const Attempt = z
  .object({
    number: z.int(),
    startedAt: Time,
    durationMs: z.int(),
    timings: z.record(z.string(), z.number()).openapi({ description: "Milliseconds." }),
    requestHeaders: z.record(z.string(), z.string()),
    responseStatus: z.int().nullable(),
    responseHeaders: z.record(z.string(), z.string()).nullable(),
    responseBody: z.string().nullable().openapi({
      description:
        "The first 16 KiB, read as UTF-8; null where there was no answer, and where it was removed with the delivery's body.",
    }),
    responseTruncated: z.boolean(),
    errorClass: z.string().nullable(),
    error: z.string().nullable(),
  })
  .openapi("Attempt");

const DeliveredEvent = z
  .object({
    id: z.uuid(),
    type: z.string().openapi({ description: "Its key in the event catalog." }),
    occurredAt: Time,
    agentId: z.uuid().nullable(),
    callId: z.string().nullable(),
    conversationId: z.string().nullable(),
    callbackId: z.uuid().nullable().openapi({ description: "The callback that told it." }),
  })
  .openapi("DeliveredEvent");

export const DeliveryWithHistory = Delivery.extend({
  body: z.string().nullable().openapi({
    description: "The exact text that is sent; null where it was removed.",
  }),
  bodyRemovedAt: Time.nullable().openapi({
    description: "Of a body that is null: when it had been kept long enough and was removed.",
  }),
  dialect: z.enum(DIALECT_IDS).nullable().openapi({
    description: "The format of the body; null where nobody knows it any more.",
  }),
  method: z.enum(["POST", "GET"]).nullable().openapi({
    description: "Of the webhook as it is now; null where that is deleted.",
  }),
  url: z.string().nullable().openapi({
    description:
      "Where the next attempt goes: the webhook's URL as it is now, of a GET with the payload in its query. Null where the webhook is deleted or the body was removed.",
  }),
  event: DeliveredEvent.nullable().openapi({
    description: "What it tells of; null of a test, and of an event that retention has removed.",
  }),
  attemptHistory: z.array(Attempt),
}).openapi("DeliveryWithHistory");

export function deliveryBody(view: DeliveryView): Delivery {
  return {
    id: view.id,
    webhookId: view.webhookId,
    eventId: view.eventId,
    eventKey: view.eventKey,
    isTest: view.isTest,
    status: view.status,
    attempts: view.attempts,
    responseStatus: view.responseStatus,
    lastError: view.lastError,
    errorClass: view.errorClass,
    reason: view.reason,
    blockedBy: view.blockedBy,
    nextAttemptAt: iso(view.nextAttemptAt),
    createdAt: view.createdAt.toISOString(),
    updatedAt: view.updatedAt.toISOString(),
    endedAt: iso(view.endedAt),
  };
}

export function deliveryDetailBody(detail: DeliveryDetail): z.infer<typeof DeliveryWithHistory> {
  const { body, request, event } = detail;
  return {
    ...deliveryBody(detail),
    body,
    bodyRemovedAt: iso(detail.bodyRemovedAt),
    dialect: detail.dialect,
    method: request?.method ?? null,
    url: request === null || body === null ? null : targetUrl(request, body),
    event: event && { ...event, occurredAt: event.occurredAt.toISOString() },
    attemptHistory: detail.attemptHistory.map(attemptBody),
  };
}

function attemptBody(attempt: AttemptView): z.infer<typeof Attempt> {
  const { responseBody } = attempt;
  return {
    number: attempt.number,
    startedAt: attempt.startedAt.toISOString(),
    durationMs: attempt.durationMs,
    timings: attempt.timings,
    requestHeaders: attempt.requestHeaders,
    responseStatus: attempt.responseStatus,
    responseHeaders: attempt.responseHeaders,
    responseBody: responseBody === null ? null : new TextDecoder().decode(responseBody),
    responseTruncated: attempt.responseTruncated,
    errorClass: attempt.errorClass,
    error: attempt.error,
  };
}

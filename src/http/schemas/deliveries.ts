import { z } from "@hono/zod-openapi";
import { DELIVERY_STATUSES } from "#src/core/delivery.ts";
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
        "Why it was suppressed; `circuit_open` while it waits for an endpoint that does not answer.",
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
    responseBody: z
      .string()
      .nullable()
      .openapi({ description: "The first 16 KiB, read as UTF-8." }),
    responseTruncated: z.boolean(),
    errorClass: z.string().nullable(),
    error: z.string().nullable(),
  })
  .openapi("Attempt");

export const DeliveryWithHistory = Delivery.extend({
  body: z.string().openapi({ description: "The exact text that is sent." }),
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
    nextAttemptAt: iso(view.nextAttemptAt),
    createdAt: view.createdAt.toISOString(),
    updatedAt: view.updatedAt.toISOString(),
    endedAt: iso(view.endedAt),
  };
}

export function deliveryDetailBody(detail: DeliveryDetail): z.infer<typeof DeliveryWithHistory> {
  return {
    ...deliveryBody(detail),
    body: detail.body,
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

import { z } from "@hono/zod-openapi";
import { ERROR_CLASSES } from "#src/core/delivery.ts";
import type { Rotated } from "#src/pipeline/rotate-secret.ts";
import type { TestOutcome } from "#src/pipeline/test-webhook.ts";
import { iso, Time } from "./common.ts";
import { Secret } from "./webhooks.ts";

export const TestWebhookBody = z
  .object({
    eventKey: z.string().min(1).max(200).openapi({
      description: "One that the webhook is subscribed to.",
      example: "call.callEnded",
    }),
    payload: z.unknown().optional().openapi({
      description: "Sent as it is, as JSON, instead of the sample of the event; up to 256 KiB.",
    }),
  })
  .openapi("TestWebhook");

export const TestResult = z
  .object({
    eventId: z.string().openapi({ example: "evt_test_01987b3e5f407c119d7e0242ac120002" }),
    deliveryId: z.uuid().openapi({ description: "Under which it stands among the deliveries." }),
    success: z.boolean(),
    statusCode: z.int().nullable(),
    responseBody: z
      .string()
      .nullable()
      .openapi({ description: "The first 16 KiB, read as UTF-8." }),
    responseTime: z.int().openapi({ description: "Milliseconds." }),
    responseHeaders: z.record(z.string(), z.string()),
    error: z.string().nullable(),
    errorClass: z.enum(ERROR_CLASSES).nullable(),
    request: z.object({
      method: z.enum(["GET", "POST"]),
      url: z.string(),
      headers: z
        .record(z.string(), z.string())
        .openapi({ description: "The values of custom headers are not shown." }),
      body: z.string(),
    }),
  })
  .openapi("TestResult");

const LONGEST_GRACE_SECONDS = 604_800;

export const RotateSecretBody = z
  .object({
    gracePeriodSeconds: z
      .int()
      .min(0)
      .max(LONGEST_GRACE_SECONDS)
      .default(86_400)
      .openapi({ description: "How long the present secret signs beside the new one." }),
    secret: Secret.nullish(),
  })
  .openapi("RotateSecret");

export const RotatedSecret = z
  .object({
    secret: z.string().optional().openapi({ description: "Only where it was generated." }),
    secretPreview: z.string(),
    previousSecretExpiresAt: Time.nullable(),
  })
  .openapi("RotatedSecret");

export function testResultBody(outcome: TestOutcome): z.input<typeof TestResult> {
  const { responseHeaders, request, errorClass, ...rest } = outcome;
  return {
    ...rest,
    errorClass,
    responseHeaders: { ...responseHeaders },
    request: { ...request, headers: { ...request.headers } },
  };
}

export function rotatedBody({ webhook, generatedSecret }: Rotated): z.infer<typeof RotatedSecret> {
  return {
    ...(generatedSecret !== null && { secret: generatedSecret }),
    secretPreview: webhook.secretPreview,
    previousSecretExpiresAt: iso(webhook.previousSecretExpiresAt),
  };
}

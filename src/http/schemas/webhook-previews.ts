import { z } from "@hono/zod-openapi";
import { UNWANTED } from "#src/core/webhook.ts";
import type { WebhookPreview as Preview } from "#src/pipeline/preview-webhook.ts";
import type { TestRequest } from "#src/pipeline/test-webhook.ts";
import { Time } from "./common.ts";
import { CreateWebhook } from "./webhooks.ts";

export const PreviewWebhookBody = CreateWebhook.pick({
  dialect: true,
  eventKeys: true,
  filters: true,
  agentId: true,
  agentIds: true,
  workflowIds: true,
}).openapi("PreviewWebhook", { description: "As in the body that creates a webhook." });

const REASONS = [...UNWANTED, "agent_inactive"] as const;

const PreviewedEvent = z
  .object({
    eventId: z.uuid(),
    type: z.string().openapi({ description: "Its key in the event catalog." }),
    createdAt: Time,
    matches: z.boolean(),
    eventKeys: z.array(z.string()).openapi({
      description: "The names under which it would have been sent, each as a delivery of its own.",
    }),
    reason: z.enum(REASONS).nullable().openapi({
      description:
        "Why it would not have been sent. `not_in_dialect`: the dialect has no name for it. `not_subscribed`: none of its names is among the event keys. `not_selected`: it is of another agent or workflow, or of none. `filtered`: it does not pass the filters. `about_itself`: it is a notice about the webhook. `agent_inactive`: its agent is switched off.",
    }),
    failedFilter: z.enum(["campaigns", "agents", "outcomes"]).nullable().openapi({
      description: "Of what is `filtered`: the first condition that it does not meet.",
    }),
  })
  .openapi("PreviewedEvent");

export const WebhookPreview = z
  .object({
    examined: z.int().openapi({ description: "Events looked at: the latest, 50 at most." }),
    matched: z.int(),
    data: z.array(PreviewedEvent).openapi({ description: "The newest first." }),
  })
  .openapi("WebhookPreview");

export const TestPreview = z
  .object({
    method: z.enum(["GET", "POST"]),
    url: z.string(),
    headers: z
      .record(z.string(), z.string())
      .openapi({ description: "The values of custom headers are not shown." }),
    body: z.string().openapi({
      description: "What is signed: the body of a POST; a GET has it in its query, as `payload`.",
    }),
  })
  .openapi("TestPreview");

export const CheckUrlBody = z
  .object({ url: z.string().openapi({ example: "https://example.com/webhooks" }) })
  .openapi("CheckUrl");

export const URL_PROBLEMS = [
  "invalid_url",
  "too_long",
  "scheme",
  "credentials",
  "fragment",
  "port",
  "private_address",
] as const;

export const CheckedUrl = z
  .object({
    ok: z.boolean().openapi({ description: "Would it be taken as the URL of a webhook?" }),
    reason: z.enum(URL_PROBLEMS).nullable(),
    detail: z.string().nullable().openapi({ description: "The reason in words." }),
  })
  .openapi("CheckedUrl");

export function previewBody({ events }: Preview): z.infer<typeof WebhookPreview> {
  const data = events.map(({ createdAt, eventKeys, ...event }) => ({
    ...event,
    createdAt: createdAt.toISOString(),
    eventKeys: [...eventKeys],
    matches: event.reason === null,
  }));
  return {
    examined: data.length,
    matched: data.filter(({ matches }) => matches).length,
    data,
  };
}

export function testPreviewBody({
  method,
  url,
  headers,
  body,
}: TestRequest): z.infer<typeof TestPreview> {
  return { method, url, headers: { ...headers }, body };
}

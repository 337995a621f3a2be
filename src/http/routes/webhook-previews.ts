import { createRoute, z } from "@hono/zod-openapi";
import type { Result } from "#src/core/result.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonBody } from "#src/http/middleware/json-body.ts";
import { refused } from "#src/http/problem.ts";
import { jsonContent, jsonRequest, pathId } from "#src/http/schemas/common.ts";
import { writing } from "#src/http/schemas/problem.ts";
import { TestWebhookBody } from "#src/http/schemas/webhook-operations.ts";
import {
  CheckedUrl,
  CheckUrlBody,
  PreviewWebhookBody,
  previewBody,
  TestPreview,
  testPreviewBody,
  type URL_PROBLEMS,
  WebhookPreview,
} from "#src/http/schemas/webhook-previews.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { PreviewWebhook } from "#src/pipeline/preview-webhook.ts";
import type { PreviewTest } from "#src/pipeline/test-webhook.ts";

const TAGS = ["Webhooks"];
const WRITE = requireScope("webhooks:write");

const preview = createRoute({
  method: "post",
  path: "/v1/webhooks/preview",
  operationId: "previewWebhook",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { body: jsonRequest(PreviewWebhookBody) },
  responses: writing({
    200: jsonContent(
      WebhookPreview,
      "Which of the latest events such a webhook would have been sent; nothing is kept or sent",
    ),
  }),
});

const checkUrl = createRoute({
  method: "post",
  path: "/v1/webhooks/check-url",
  operationId: "checkWebhookUrl",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { body: jsonRequest(CheckUrlBody) },
  responses: writing({
    200: jsonContent(CheckedUrl, "What creating a webhook would say of it; it is not called"),
  }),
});

const previewTest = createRoute({
  method: "post",
  path: "/v1/webhooks/{webhookId}/test/preview",
  operationId: "previewTest",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: z.object({ webhookId: pathId("wh") }), body: jsonRequest(TestWebhookBody) },
  responses: writing({
    200: jsonContent(
      TestPreview,
      "The request that a test would send, signed; its ids and times are those of this moment, and nothing is sent",
    ),
  }),
});

export type WebhookPreviews = {
  readonly previewWebhook: PreviewWebhook;
  readonly previewTest: PreviewTest;
  readonly checkUrl: (url: string) => Result<unknown, (typeof URL_PROBLEMS)[number]>;
};

/** What a webhook would do, before it does. */
export function webhookPreviewRoutes(previews: WebhookPreviews) {
  return tenantRouter()
    .openapi(preview, async (c) => {
      const { workspaceId } = c.get("principal");
      const previewed = await previews.previewWebhook(workspaceId, c.req.valid("json"));
      return previewed.ok
        ? c.json(previewBody(previewed.value), 200)
        : refused(c, previewed.reason);
    })
    .openapi(checkUrl, (c) => {
      const checked = previews.checkUrl(c.req.valid("json").url);
      if (checked.ok) return c.json({ ok: true, reason: null, detail: null }, 200);
      return c.json({ ok: false, reason: checked.reason, detail: checked.detail }, 200);
    })
    .openapi(previewTest, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const { eventKey, payload } = c.req.valid("json");
      const previewed = await previews.previewTest(ref, {
        eventKey,
        payload: payload ?? undefined,
      });
      return previewed.ok
        ? c.json(testPreviewBody(previewed.value), 200)
        : refused(c, previewed.reason);
    });
}

import { createPreviewStore } from "#src/db/preview-store.ts";
import { createTestStore } from "#src/db/test-store.ts";
import type { WebhookPreviews } from "#src/http/routes/webhook-previews.ts";
import { createPreviewWebhook } from "#src/pipeline/preview-webhook.ts";
import { createPreviewTest } from "#src/pipeline/test-webhook.ts";
import { dialects } from "#src/registry.ts";
import { newSpanId } from "./span-id.ts";
import type { Storage } from "./storage.ts";
import { USER_AGENT } from "./user-agent.ts";

/** What a webhook would do, by the very functions that do it. */
export function createWebhookPreviews(
  storage: Pick<Storage, "query" | "transaction" | "box" | "newId">,
  checkUrl: WebhookPreviews["checkUrl"],
): WebhookPreviews {
  return {
    previewWebhook: createPreviewWebhook({ dialects, store: createPreviewStore(storage.query) }),
    previewTest: createPreviewTest({
      store: createTestStore(storage),
      dialects,
      userAgent: USER_AGENT,
      newSpanId,
      newId: storage.newId,
      now: () => new Date(),
    }),
    checkUrl,
  };
}

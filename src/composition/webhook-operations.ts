import { findPublicKey } from "#src/db/read-models/webhooks.ts";
import { createAdvanceRecovery, createRecoveryStore } from "#src/db/recovery-store.ts";
import { createTestStore } from "#src/db/test-store.ts";
import type { WebhookOperations } from "#src/http/routes/webhook-operations.ts";
import { type LiveBus, NOBODY_WATCHES } from "#src/pipeline/live-tail-ports.ts";
import { tellTests } from "#src/pipeline/live-tail-publish.ts";
import type { Log } from "#src/pipeline/ports.ts";
import { createRecoverer } from "#src/pipeline/recover.ts";
import { createRecoveries } from "#src/pipeline/recoveries.ts";
import { createRotateSecret } from "#src/pipeline/rotate-secret.ts";
import type { WebhookStore } from "#src/pipeline/tenant-ports.ts";
import { createTestWebhook } from "#src/pipeline/test-webhook.ts";
import { dialects } from "#src/registry.ts";
import { generateSecret, secretPreview } from "#src/security/standard-webhooks.ts";
import type { Engine } from "./engine.ts";
import type { Storage } from "./storage.ts";

export type WebhookOperationsOptions = {
  readonly webhooks: WebhookStore;
  readonly deliver: Engine["deliver"];
  readonly live?: LiveBus;
};

/** What tenants do with a webhook besides setting it up. */
export function createWebhookOperations(
  storage: Omit<Storage, "configs" | "poolState">,
  { webhooks, deliver, live = NOBODY_WATCHES }: WebhookOperationsOptions,
): WebhookOperations {
  const { newId, query } = storage;
  const now = () => new Date();
  return {
    testWebhook: createTestWebhook({
      store: tellTests(createTestStore(storage), live, now),
      dialects,
      deliver,
      newId,
      now,
    }),
    rotateSecret: createRotateSecret({ store: webhooks, generateSecret, secretPreview, now }),
    recoveries: createRecoveries({ store: createRecoveryStore(storage), newId, now }),
    findPublicKey: (webhookId) => findPublicKey(query, webhookId),
  };
}

/** Works off recoveries in this process. */
export function startRecoverer(storage: Storage, log: Log, stack: AsyncDisposableStack): void {
  const recoverer = createRecoverer({ advance: createAdvanceRecovery(storage), log });
  stack.use(recoverer).start();
}

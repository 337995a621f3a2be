import { createWireReads } from "#src/db/wire-store.ts";
import { elevenWireRoutes } from "#src/http/routes/eleven-wire/index.ts";
import type { TenantApi } from "#src/http/server.ts";
import { createWireEvents } from "#src/pipeline/wire-events.ts";
import { createWireWebhooks } from "#src/pipeline/wire-webhooks.ts";
import type { Storage } from "./storage.ts";

/** The 11Wire API: the webhooks and the history of `/v1`, in the words of its document. */
export function createElevenWire(
  tenant: TenantApi,
  storage: Pick<Storage, "query" | "listQuery">,
): ReturnType<typeof elevenWireRoutes> {
  const reads = createWireReads(storage);
  const { webhooks, operations } = tenant;
  return elevenWireRoutes({
    ...tenant,
    webhooks: createWireWebhooks({ reads, webhooks, test: operations.testWebhook }),
    events: createWireEvents({ ...tenant, reads }),
  });
}

import type { WireReads } from "#src/pipeline/wire-ports.ts";
import { findRecord, listRecords } from "./read-models/wire-records.ts";
import { findWireWebhookId, listWireWebhooks } from "./read-models/wire-webhooks.ts";
import type { Query } from "./sql.ts";

/** What the 11Wire interface reads. `listQuery`: for lists, whose text varies. */
export function createWireReads({
  query,
  listQuery,
}: {
  readonly query: Query;
  readonly listQuery: Query;
}): WireReads {
  return {
    webhookId: (ref) => findWireWebhookId(query, ref),
    webhooks: (workspaceId) => listWireWebhooks(query, workspaceId),
    record: (ref) => findRecord(query, ref),
    records: (workspaceId, asked) => listRecords(listQuery, workspaceId, asked),
  };
}

import { listUndelivered } from "#src/db/read-models/undelivered.ts";
import type { TenantApi } from "#src/http/server.ts";
import { createEventTypes } from "#src/pipeline/event-types.ts";
import { createUndelivered } from "#src/pipeline/undelivered.ts";
import { dialects } from "#src/registry.ts";
import type { Storage } from "./storage.ts";

/** Which events there are, and which of them never arrived. */
export function createInsight({
  listQuery,
}: Pick<Storage, "listQuery">): Pick<TenantApi, "eventTypes" | "undelivered"> {
  return {
    eventTypes: createEventTypes(dialects),
    undelivered: createUndelivered((workspaceId, list) =>
      listUndelivered(listQuery, workspaceId, list),
    ),
  };
}

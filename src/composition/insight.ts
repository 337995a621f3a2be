import { listUndelivered } from "#src/db/read-models/undelivered.ts";
import { createStatsReads } from "#src/db/stats-reads.ts";
import type { TenantApi } from "#src/http/server.ts";
import { createEventTypes } from "#src/pipeline/event-types.ts";
import { createStats } from "#src/pipeline/stats.ts";
import { createUndelivered } from "#src/pipeline/undelivered.ts";
import { dialects } from "#src/registry.ts";
import type { Storage } from "./storage.ts";

/** Which events there are, what became of them, and which of them never arrived. */
export function createInsight({
  query,
  listQuery,
}: Pick<Storage, "query" | "listQuery">): Pick<TenantApi, "eventTypes" | "stats" | "undelivered"> {
  return {
    eventTypes: createEventTypes(dialects),
    stats: createStats({ reads: createStatsReads(query), now: () => new Date() }),
    undelivered: createUndelivered((workspaceId, list) =>
      listUndelivered(listQuery, workspaceId, list),
    ),
  };
}

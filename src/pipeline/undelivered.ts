import { UNDELIVERED_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { ok, type Result } from "#src/core/result.ts";
import { invalid } from "./refusals.ts";
import type { ReadRefusal } from "./tenant-ports.ts";
import type { ListUndelivered, UndeliveredView } from "./undelivered-ports.ts";
import type { Listed } from "./webhooks.ts";

export type Undelivered = {
  list(
    workspaceId: string,
    query: RawListQuery,
  ): Promise<Result<Listed<UndeliveredView>, ReadRefusal>>;
};

/** What never reached its tenant, and why. */
export function createUndelivered(list: ListUndelivered): Undelivered {
  return {
    async list(workspaceId, raw) {
      const query = readListQuery(raw, UNDELIVERED_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      return ok({ ...(await list(workspaceId, query.value)), page, limit });
    },
  };
}

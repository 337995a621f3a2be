import sql from "sql-template-tag";
import type {
  CallbackReads,
  EventReads,
  ListRejections,
  PublishReads,
} from "#src/pipeline/history-ports.ts";
import { findCallback, listCallbacks, listRejections } from "./read-models/callbacks.ts";
import { findEvent, listEvents, storedEvents } from "./read-models/events.ts";
import { findAnswer } from "./repositories/idempotency-keys.ts";
import type { Query } from "./sql.ts";

export type HistoryStore = {
  readonly events: EventReads;
  readonly callbacks: CallbackReads;
  readonly rejections: ListRejections;
  readonly publishing: PublishReads;
};

/** What was received and what it became. `listQuery`: for lists, whose text varies. */
export function createHistoryStore({
  query,
  listQuery,
}: {
  readonly query: Query;
  readonly listQuery: Query;
}): HistoryStore {
  return {
    events: {
      find: (ref) => findEvent(query, ref),
      list: (workspaceId, list) => listEvents(listQuery, workspaceId, list),
      stored: (workspaceId, ids) => storedEvents(query, workspaceId, ids),
    },
    callbacks: {
      find: (ref) => findCallback(query, ref),
      list: (workspaceId, list) => listCallbacks(listQuery, workspaceId, list),
    },
    rejections: (provider, limit) => listRejections(query, provider, limit),
    publishing: {
      agentsAmong: (workspaceId, ids) => agentsAmong(query, workspaceId, ids),
      keptAnswer: (key, now) => findAnswer(query, key, now),
    },
  };
}

async function agentsAmong(
  query: Query,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await query<{ readonly id: string }>(sql`
    select id from agents where workspace_id = ${workspaceId} and id = any(${[...ids]}::uuid[])`);
  return new Set(rows.map(({ id }) => id));
}

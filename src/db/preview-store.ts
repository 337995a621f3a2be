import sql from "sql-template-tag";
import type { PreviewStore, RecentEvent } from "#src/pipeline/preview-ports.ts";
import { storedEvents } from "./read-models/events.ts";
import { loadAgents } from "./read-models/workspace-config.ts";
import type { Query } from "./sql.ts";
import { checkSelection } from "./webhook-store.ts";

/** What previews of webhooks need of PostgreSQL. */
export function createPreviewStore(query: Query): PreviewStore {
  return {
    checkSelection: (workspaceId, selection) => checkSelection(query, workspaceId, selection),
    agents: (workspaceId) => loadAgents(query, workspaceId),
    recentEvents: (workspaceId, limit) => recentEvents(query, workspaceId, limit),
  };
}

async function recentEvents(
  query: Query,
  workspaceId: string,
  limit: number,
): Promise<readonly RecentEvent[]> {
  const rows = await query<{ readonly id: string; readonly createdAt: Date }>(sql`
    select id, created_at as "createdAt" from events
    where workspace_id = ${workspaceId} order by id desc limit ${limit}`);
  const ids = rows.map(({ id }) => id);
  const events = await storedEvents(query, workspaceId, ids);
  const byId = new Map(events.map((event) => [event.id, event]));
  return rows.flatMap(({ id, createdAt }) => {
    const event = byId.get(id);
    return event === undefined ? [] : [{ event, createdAt }];
  });
}

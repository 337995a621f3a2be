import sql from "sql-template-tag";
import type { CanonicalEvent } from "#src/core/catalog.ts";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type { EventDetail, EventQuery, EventRef, EventView } from "#src/pipeline/history-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";

const SELECT = sql`
  e.id, e.type, e.occurred_at as "occurredAt", e.agent_id as "agentId", e.workflow_id as "workflowId",
  e.call_id as "callId", e.conversation_id as "conversationId", e.callback_id as "callbackId",
  e.created_at as "createdAt"`;
const FROM = sql`events e`;

const COLUMNS: Columns<EventQuery["sort"][number]["field"]> = {
  id: { expression: sql`e.id`, type: "uuid", nullable: false },
  type: { expression: sql`e.type`, type: "text", nullable: false },
  occurredAt: {
    expression: milliseconds(sql`e.occurred_at`),
    type: "timestamptz",
    nullable: false,
  },
  createdAt: { expression: milliseconds(sql`e.created_at`), type: "timestamptz", nullable: false },
  agentId: { expression: sql`e.agent_id`, type: "uuid", nullable: true },
  workflowId: { expression: sql`e.workflow_id`, type: "text", nullable: true },
  callId: { expression: sql`e.call_id`, type: "text", nullable: true },
  conversationId: { expression: sql`e.conversation_id`, type: "text", nullable: true },
};

export async function findEvent(
  query: Query,
  { workspaceId, eventId }: EventRef,
): Promise<EventDetail | null> {
  const [row] = await query<EventView & { readonly data: string }>(sql`
    select ${SELECT}, e.data from ${FROM} where e.workspace_id = ${workspaceId} and e.id = ${eventId}`);
  return row === undefined ? null : { ...row, data: JSON.parse(row.data) };
}

export function listEvents(
  query: Query,
  workspaceId: string,
  list: EventQuery,
): Promise<Page<EventView>> {
  const scope = sql`e.workspace_id = ${workspaceId}`;
  return selectPage(
    query,
    { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`e.id` },
    list,
  );
}

type StoredRow = Omit<EventView, "callbackId" | "createdAt"> & {
  readonly workspaceId: string;
  readonly data: string;
};

/** Events as they were derived, oldest first. */
export async function storedEvents(
  query: Query,
  workspaceId: string,
  ids: readonly string[],
): Promise<readonly CanonicalEvent[]> {
  const rows = await query<StoredRow>(sql`
    select e.id, e.workspace_id as "workspaceId", e.type, e.occurred_at as "occurredAt",
      e.agent_id as "agentId", e.workflow_id as "workflowId", e.call_id as "callId",
      e.conversation_id as "conversationId", e.data
    from ${FROM} where e.workspace_id = ${workspaceId} and e.id = any(${[...ids]}::uuid[]) order by e.id`);
  return rows.map((row) => {
    const data: unknown = JSON.parse(row.data);
    // Written by insertEvents and by nothing else, from an event of the catalog.
    return { ...row, data, occurredAt: row.occurredAt.toISOString() } as CanonicalEvent;
  });
}

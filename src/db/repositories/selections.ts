import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { ResourceRef } from "#src/pipeline/configuration-ports.ts";

/** What webhooks can be limited to. */
export type Selectable = "agents" | "workflows";

const COLUMN = { agents: sql`agent_ids`, workflows: sql`workflow_ids` } as const;

/** How many webhooks are limited to this one and nothing else. */
export async function countLimitedTo(
  query: Query,
  what: Selectable,
  { workspaceId, id }: ResourceRef,
): Promise<number> {
  const column = COLUMN[what];
  const [row] = await query<{ count: number }>(sql`
    select count(*) as count from webhooks
    where workspace_id = ${workspaceId} and ${id} = any(${column}) and ${column} <@ array[${id}]::uuid[]`);
  return row?.count ?? 0;
}

/** Takes it out of all selections that name it beside others. In the order in which others take webhooks. */
export async function deselect(
  query: Query,
  what: Selectable,
  { workspaceId, id }: ResourceRef,
  at: Date,
): Promise<void> {
  const column = COLUMN[what];
  await query(sql`
    with limited as (
      select id from webhooks where workspace_id = ${workspaceId} and ${id} = any(${column})
      order by id for no key update)
    update webhooks set ${column} = array_remove(${column}, ${id}::uuid), updated_at = ${at}, revision = revision + 1
    where id in (select id from limited)`);
}

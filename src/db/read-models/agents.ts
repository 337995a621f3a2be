import sql from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  AgentQuery,
  AgentReferences,
  AgentView,
  ResourceRef,
} from "#src/pipeline/configuration-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";

const SELECT = sql`
  a.id, a.name, a.provider_references as "references", a.is_active as "isActive", a.is_mailbox as "isMailbox",
  a.revision, a.created_at as "createdAt", a.updated_at as "updatedAt"`;
const FROM = sql`agents a`;

const COLUMNS: Columns<AgentQuery["sort"][number]["field"]> = {
  id: { expression: sql`a.id`, type: "uuid", nullable: false },
  name: { expression: sql`a.name`, type: "text", nullable: false },
  references: {
    expression: sql`array_to_string(a.provider_references, ' ')`,
    type: "text",
    nullable: false,
  },
  isActive: { expression: sql`a.is_active`, type: "boolean", nullable: false },
  isMailbox: { expression: sql`a.is_mailbox`, type: "boolean", nullable: false },
  createdAt: { expression: milliseconds(sql`a.created_at`), type: "timestamptz", nullable: false },
  updatedAt: { expression: milliseconds(sql`a.updated_at`), type: "timestamptz", nullable: false },
};

export async function findAgent(
  query: Query,
  { workspaceId, id }: ResourceRef,
): Promise<AgentView | null> {
  const [row] = await query<AgentView>(sql`
    select ${SELECT} from ${FROM} where a.workspace_id = ${workspaceId} and a.id = ${id}`);
  return row ?? null;
}

export function listAgents(
  query: Query,
  workspaceId: string,
  list: AgentQuery,
): Promise<Page<AgentView>> {
  const scope = sql`a.workspace_id = ${workspaceId}`;
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`a.id` };
  return selectPage(query, source, list);
}

export function referencesOfAgents(
  query: Query,
  workspaceId: string,
): Promise<readonly AgentReferences[]> {
  return query<AgentReferences>(sql`
    select a.id, a.provider_references as "references" from ${FROM}
    where a.workspace_id = ${workspaceId} and a.provider_references <> '{}' order by a.id desc`);
}

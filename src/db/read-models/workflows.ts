import sql from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  ResourceRef,
  WorkflowQuery,
  WorkflowView,
} from "#src/pipeline/configuration-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";

const SELECT = sql`
  w.id, w.name, w.reference, w.revision, w.created_at as "createdAt", w.updated_at as "updatedAt"`;
const FROM = sql`workflows w`;

const COLUMNS: Columns<WorkflowQuery["sort"][number]["field"]> = {
  id: { expression: sql`w.id`, type: "uuid", nullable: false },
  name: { expression: sql`w.name`, type: "text", nullable: false },
  reference: { expression: sql`w.reference`, type: "text", nullable: false },
  createdAt: { expression: milliseconds(sql`w.created_at`), type: "timestamptz", nullable: false },
  updatedAt: { expression: milliseconds(sql`w.updated_at`), type: "timestamptz", nullable: false },
};

export async function findWorkflow(
  query: Query,
  { workspaceId, id }: ResourceRef,
): Promise<WorkflowView | null> {
  const [row] = await query<WorkflowView>(sql`
    select ${SELECT} from ${FROM} where w.workspace_id = ${workspaceId} and w.id = ${id}`);
  return row ?? null;
}

export function listWorkflows(
  query: Query,
  workspaceId: string,
  list: WorkflowQuery,
): Promise<Page<WorkflowView>> {
  const scope = sql`w.workspace_id = ${workspaceId}`;
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`w.id` };
  return selectPage(query, source, list);
}

import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { NewWorkflow, WorkflowChange } from "#src/pipeline/configuration-ports.ts";

export async function insertWorkflow(query: Query, workflow: NewWorkflow): Promise<void> {
  const { id, workspaceId, name, reference, at } = workflow;
  await query(sql`
    insert into workflows (id, workspace_id, name, reference, created_at, updated_at)
    values (${id}, ${workspaceId}, ${name}, ${reference}, ${at}, ${at})`);
}

/** Does another workflow of the workspace go by this reference? */
export async function isReferenceTaken(
  query: Query,
  { id, workspaceId, reference }: Pick<NewWorkflow, "id" | "workspaceId" | "reference">,
): Promise<boolean> {
  const rows = await query(sql`
    select id from workflows
    where workspace_id = ${workspaceId} and reference = ${reference} and id <> ${id}`);
  return rows.length > 0;
}

export async function updateWorkflow(
  query: Query,
  id: string,
  { name, reference, at }: WorkflowChange,
): Promise<void> {
  await query(sql`
    update workflows set name = ${name}, reference = ${reference}, updated_at = ${at}, revision = revision + 1
    where id = ${id}`);
}

export async function deleteWorkflow(query: Query, id: string): Promise<void> {
  await query(sql`delete from workflows where id = ${id}`);
}

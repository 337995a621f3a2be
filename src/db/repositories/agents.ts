import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { NewAgent } from "#src/pipeline/provisioning-ports.ts";

export async function insertAgent(query: Query, agent: NewAgent): Promise<void> {
  await query(sql`
    insert into agents (id, workspace_id, name, provider_references, is_active, created_at, updated_at)
    values (
      ${agent.id}, ${agent.workspaceId}, ${agent.name}, ${agent.references}, ${agent.isActive},
      ${agent.createdAt}, ${agent.createdAt})`);
}

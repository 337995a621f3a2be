import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { AgentChange } from "#src/pipeline/configuration-ports.ts";
import type { NewAgent } from "#src/pipeline/provisioning-ports.ts";

export async function insertAgent(query: Query, agent: NewAgent): Promise<void> {
  await query(sql`
    insert into agents (
      id, workspace_id, name, provider_references, is_active, is_mailbox, created_at, updated_at)
    values (
      ${agent.id}, ${agent.workspaceId}, ${agent.name}, ${agent.references}, ${agent.isActive},
      ${agent.isMailbox}, ${agent.createdAt}, ${agent.createdAt})`);
}

export async function updateAgent(query: Query, id: string, change: AgentChange): Promise<void> {
  await query(sql`
    update agents set name = ${change.name}, provider_references = ${change.references},
      is_active = ${change.isActive}, is_mailbox = ${change.isMailbox}, updated_at = ${change.at},
      revision = revision + 1
    where id = ${id}`);
}

export async function deleteAgent(query: Query, id: string): Promise<void> {
  await query(sql`delete from agents where id = ${id}`);
}

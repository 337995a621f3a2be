import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { NewConnection } from "#src/pipeline/provisioning-ports.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import type { SecretBox } from "#src/security/secret-box.ts";

export async function insertConnection(
  query: Query,
  box: SecretBox,
  connection: NewConnection,
): Promise<void> {
  const { id, secrets, settings, createdAt } = connection;
  const secretsSealed = box.seal(JSON.stringify(secrets), sealContext.connectionSecrets(id));
  const settingsSealed = box.seal(JSON.stringify(settings), sealContext.connectionSettings(id));
  await query(sql`
    insert into connections (
      id, workspace_id, provider, name, secrets_sealed, settings_sealed, identifiers, created_at, updated_at)
    values (
      ${id}, ${connection.workspaceId}, ${connection.provider}, ${connection.name}, ${secretsSealed},
      ${settingsSealed}, ${connection.identifiers}, ${createdAt}, ${createdAt})`);
}

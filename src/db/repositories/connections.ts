import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { ConnectionChange } from "#src/pipeline/configuration-ports.ts";
import type { NewConnection } from "#src/pipeline/provisioning-ports.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import type { SecretBox } from "#src/security/secret-box.ts";

export async function insertConnection(
  query: Query,
  box: SecretBox,
  connection: NewConnection,
): Promise<void> {
  const { id, createdAt } = connection;
  const { secretsSealed, settingsSealed } = sealed(box, id, connection);
  await query(sql`
    insert into connections (
      id, workspace_id, provider, name, secrets_sealed, settings_sealed, identifiers, created_at, updated_at)
    values (
      ${id}, ${connection.workspaceId}, ${connection.provider}, ${connection.name}, ${secretsSealed},
      ${settingsSealed}, ${connection.identifiers}, ${createdAt}, ${createdAt})`);
}

export async function updateConnection(
  query: Query,
  box: SecretBox,
  id: string,
  change: ConnectionChange,
): Promise<void> {
  const { secretsSealed, settingsSealed } = sealed(box, id, change);
  await query(sql`
    update connections set name = ${change.name}, identifiers = ${change.identifiers},
      secrets_sealed = ${secretsSealed}, settings_sealed = ${settingsSealed}, updated_at = ${change.at},
      revision = revision + 1
    where id = ${id}`);
}

export async function deleteConnection(query: Query, id: string): Promise<void> {
  await query(sql`delete from connections where id = ${id}`);
}

function sealed(
  box: SecretBox,
  id: string,
  { secrets, settings }: Pick<NewConnection, "secrets" | "settings">,
) {
  return {
    secretsSealed: box.seal(JSON.stringify(secrets), sealContext.connectionSecrets(id)),
    settingsSealed: box.seal(JSON.stringify(settings), sealContext.connectionSettings(id)),
  };
}

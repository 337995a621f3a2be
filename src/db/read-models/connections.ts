import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import type { SecretBox } from "#src/security/secret-box.ts";

/** A connection as its provider's settings schema wants it, secrets opened. */
export type OpenedConnection = {
  readonly id: string;
  readonly workspaceId: string;
  readonly identifiers: readonly string[];
  readonly raw: { readonly secrets: readonly string[]; readonly settings: Record<string, unknown> };
};

type Row = {
  readonly id: string;
  readonly workspaceId: string;
  readonly identifiers: readonly string[];
  readonly secretsSealed: string;
  readonly settingsSealed: string;
};

export async function loadConnections(
  query: Query,
  box: SecretBox,
  provider: string,
): Promise<readonly OpenedConnection[]> {
  const rows = await query<Row>(sql`
    select id, workspace_id as "workspaceId", identifiers, secrets_sealed as "secretsSealed",
      settings_sealed as "settingsSealed"
    from connections where provider = ${provider} order by id`);
  return rows.map(({ id, workspaceId, identifiers, secretsSealed, settingsSealed }) => ({
    id,
    workspaceId,
    identifiers,
    raw: {
      secrets: JSON.parse(box.open(secretsSealed, sealContext.connectionSecrets(id))),
      settings: JSON.parse(box.open(settingsSealed, sealContext.connectionSettings(id))),
    },
  }));
}

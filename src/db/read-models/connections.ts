import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import { type SecretBox, SecretBoxError } from "#src/security/secret-box.ts";

export type SealedConnection = {
  readonly id: string;
  readonly secretsSealed: string;
  readonly settingsSealed: string;
};

/** Null: its sealed columns cannot be opened. */
export function openConnection(
  { id, secretsSealed, settingsSealed }: SealedConnection,
  box: SecretBox,
): OpenedConnection["raw"] | null {
  try {
    const secrets = JSON.parse(box.open(secretsSealed, sealContext.connectionSecrets(id)));
    const settings = JSON.parse(box.open(settingsSealed, sealContext.connectionSettings(id)));
    return { secrets, settings };
  } catch (error) {
    if (error instanceof SecretBoxError) return null;
    throw error;
  }
}

/** A connection as its provider's settings schema wants it, secrets opened. */
export type OpenedConnection = {
  readonly id: string;
  readonly workspaceId: string;
  readonly identifiers: readonly string[];
  readonly raw: { readonly secrets: readonly string[]; readonly settings: Record<string, unknown> };
};

export type LoadedConnections = {
  readonly connections: readonly OpenedConnection[];
  /** Ids of those whose secrets cannot be opened: they must not silence the others. */
  readonly unreadable: readonly string[];
};

type Row = SealedConnection & Pick<OpenedConnection, "workspaceId" | "identifiers">;

/** Changes whenever a connection of the provider is added, changed or removed. */
export async function stampConnections(query: Query, provider: string): Promise<string> {
  const [row] = await query<{ stamp: string }>(sql`
    select concat(count(*), ' ', max(updated_at), ' ', sum(revision)) as stamp from connections where provider = ${provider}`);
  return row?.stamp ?? "";
}

export async function loadConnections(
  query: Query,
  box: SecretBox,
  provider: string,
): Promise<LoadedConnections> {
  const rows = await query<Row>(sql`
    select id, workspace_id as "workspaceId", identifiers, secrets_sealed as "secretsSealed",
      settings_sealed as "settingsSealed"
    from connections where provider = ${provider} order by id`);
  const connections = rows.map((row) => {
    const { id, workspaceId, identifiers } = row;
    const raw = openConnection(row, box);
    return raw && { id, workspaceId, identifiers, raw };
  });
  return {
    connections: connections.filter((connection) => connection !== null),
    unreadable: rows.filter((_, index) => connections[index] === null).map(({ id }) => id),
  };
}

import sql from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  ConnectionQuery,
  ResourceRef,
  StoredConnection,
} from "#src/pipeline/configuration-ports.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import type { Columns } from "./compile-filter.ts";
import { openConnection, type SealedConnection } from "./connections.ts";
import { milliseconds, selectPage } from "./page.ts";

const SELECT = sql`
  c.id, c.provider, c.name, c.identifiers, c.secrets_sealed as "secretsSealed",
  c.settings_sealed as "settingsSealed", c.revision, c.created_at as "createdAt", c.updated_at as "updatedAt",
  (select k.received_at from callbacks k where k.connection_id = c.id and k.verdict <> 'rejected'
    order by k.id desc limit 1) as "lastCallbackAt",
  (select k.received_at from callbacks k
    where k.provider = c.provider and k.connection_id = c.id and k.verdict = 'rejected'
    order by k.id desc limit 1) as "lastRejectedAt"`;
const FROM = sql`connections c`;

const COLUMNS: Columns<ConnectionQuery["sort"][number]["field"]> = {
  id: { expression: sql`c.id`, type: "uuid", nullable: false },
  provider: { expression: sql`c.provider`, type: "text", nullable: false },
  name: { expression: sql`c.name`, type: "text", nullable: false },
  createdAt: { expression: milliseconds(sql`c.created_at`), type: "timestamptz", nullable: false },
  updatedAt: { expression: milliseconds(sql`c.updated_at`), type: "timestamptz", nullable: false },
};

type Row = Omit<StoredConnection, "sealed"> & SealedConnection;

export async function findConnection(
  query: Query,
  box: SecretBox,
  { workspaceId, id }: ResourceRef,
): Promise<StoredConnection | null> {
  const [row] = await query<Row>(sql`
    select ${SELECT} from ${FROM} where c.workspace_id = ${workspaceId} and c.id = ${id}`);
  return row === undefined ? null : opened(row, box);
}

export async function listConnections(
  query: Query,
  box: SecretBox,
  { workspaceId, ...list }: ConnectionQuery & { readonly workspaceId: string },
): Promise<Page<StoredConnection>> {
  const scope = sql`c.workspace_id = ${workspaceId}`;
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`c.id` };
  const page = await selectPage<Row, keyof typeof COLUMNS>(query, source, list);
  return { ...page, items: page.items.map((row) => opened(row, box)) };
}

function opened(row: Row, box: SecretBox): StoredConnection {
  const { secretsSealed, settingsSealed, ...connection } = row;
  return { ...connection, sealed: openConnection(row, box) };
}

import sql from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type { ApiKeyQuery, ApiKeyView, ResourceRef } from "#src/pipeline/configuration-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";

const SELECT = sql`
  k.id, k.name, k.prefix, k.scopes, k.created_at as "createdAt", k.last_used_at as "lastUsedAt"`;
const FROM = sql`api_keys k`;

const COLUMNS: Columns<ApiKeyQuery["sort"][number]["field"]> = {
  id: { expression: sql`k.id`, type: "uuid", nullable: false },
  name: { expression: sql`k.name`, type: "text", nullable: false },
  prefix: { expression: sql`k.prefix`, type: "text", nullable: false },
  createdAt: { expression: milliseconds(sql`k.created_at`), type: "timestamptz", nullable: false },
  lastUsedAt: {
    expression: milliseconds(sql`k.last_used_at`),
    type: "timestamptz",
    nullable: true,
  },
};

export async function findApiKey(
  query: Query,
  { workspaceId, id }: ResourceRef,
): Promise<ApiKeyView | null> {
  const [row] = await query<ApiKeyView>(sql`
    select ${SELECT} from ${FROM}
    where k.workspace_id = ${workspaceId} and k.id = ${id} and k.revoked_at is null`);
  return row ?? null;
}

export function listApiKeys(
  query: Query,
  workspaceId: string,
  list: ApiKeyQuery,
): Promise<Page<ApiKeyView>> {
  const scope = sql`k.workspace_id = ${workspaceId} and k.revoked_at is null`;
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`k.id` };
  return selectPage(query, source, list);
}

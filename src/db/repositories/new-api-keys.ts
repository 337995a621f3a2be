import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { NewApiKey } from "#src/pipeline/provisioning-ports.ts";
import { apiKeyDigest } from "#src/security/api-key.ts";

/** False when there is no such workspace. */
export async function insertApiKey(query: Query, apiKey: NewApiKey): Promise<boolean> {
  const rows = await query(sql`
    insert into api_keys (id, workspace_id, name, prefix, key_digest, scopes, created_at)
    select ${apiKey.id}::uuid, workspaces.id, ${apiKey.name}::text, ${apiKey.prefix}::text,
      ${apiKeyDigest(apiKey.key)}::bytea, ${apiKey.scopes}::text[], ${apiKey.createdAt}::timestamptz
    from workspaces where workspaces.id = ${apiKey.workspaceId}
    returning api_keys.id`);
  return rows.length === 1;
}

import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { ResourceRef } from "#src/pipeline/configuration-ports.ts";
import type { Principal } from "#src/pipeline/tenant-ports.ts";
import { apiKeyDigest } from "#src/security/api-key.ts";

/** Whose key it is; null when it is unknown or revoked. Notes its use, once a minute at most. */
export async function useApiKey(query: Query, key: string): Promise<Principal | null> {
  const [principal] = await query<Principal>(sql`
    with used as (
      select id, workspace_id, scopes, last_used_at from api_keys
      where key_digest = ${apiKeyDigest(key)} and revoked_at is null
    ), noted as (
      update api_keys set last_used_at = now() where id in (
        select id from used where last_used_at is null or last_used_at < now() - interval '1 minute')
    )
    select workspace_id as "workspaceId", id as "keyId", scopes from used`);
  return principal ?? null;
}

/** False when it is not there, or was revoked before. */
export async function revokeApiKey(
  query: Query,
  { workspaceId, id }: ResourceRef,
  at: Date,
): Promise<boolean> {
  const rows = await query(sql`
    update api_keys set revoked_at = ${at}
    where workspace_id = ${workspaceId} and id = ${id} and revoked_at is null returning id`);
  return rows.length === 1;
}

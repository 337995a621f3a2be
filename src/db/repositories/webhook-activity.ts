import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";

/** Switches webhooks off on the gateway's own account, and tells every process through the config version. */
export async function deactivateWebhooks(
  query: Query,
  ids: readonly string[],
  reason: string,
): Promise<void> {
  await query(sql`
    with off as (
      update webhooks set is_active = false, deactivation_reason = ${reason}, updated_at = now()
      where id = any(${[...ids]}::uuid[]) and is_active
      returning workspace_id)
    update workspaces set config_version = config_version + 1
    where id in (select workspace_id from off)`);
}

import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { NewWorkspace } from "#src/pipeline/provisioning-ports.ts";

/** Channel on which processes hear that a workspace's configuration changed; the payload is its id. */
export const CONFIG_CHANNEL = "switchhook_config";

/** Class of the transaction locks on workspaces whose configuration changes; apart from every other advisory lock. */
const CONFIGURATION_LOCK_CLASS = 7_350_015;

export async function insertWorkspace(query: Query, workspace: NewWorkspace): Promise<void> {
  await query(sql`
    insert into workspaces (id, name, created_at)
    values (${workspace.id}, ${workspace.name}, ${workspace.createdAt})`);
}

/** The one that was made first; null where there is none. */
export async function firstWorkspace(query: Query): Promise<string | null> {
  const [workspace] = await query<{ id: string }>(sql`
    select id from workspaces order by created_at, id limit 1`);
  return workspace?.id ?? null;
}

/**
 * Keeps other changes of the workspace's configuration waiting until the transaction ends; to be taken before any row.
 * It is not the workspace's row that is locked: whoever settles deliveries has webhooks before the workspace, so that a
 * change which had them the other way round would wait for one that waits for it. False: there is no such workspace.
 */
export async function lockWorkspace(query: Query, workspaceId: string): Promise<boolean> {
  await query(sql`
    select pg_advisory_xact_lock(${CONFIGURATION_LOCK_CLASS}::int, hashtext(${workspaceId}::uuid::text))`);
  const rows = await query(sql`select id from workspaces where id = ${workspaceId}`);
  return rows.length === 1;
}

/** True when the workspace exists: its version is raised, and listeners hear of it when the transaction commits. */
export async function announceConfigChange(query: Query, workspaceId: string): Promise<boolean> {
  const rows = await query(sql`
    with changed as (
      update workspaces set config_version = config_version + 1 where id = ${workspaceId} returning id
    )
    select pg_notify(${CONFIG_CHANNEL}, id::text) from changed`);
  return rows.length === 1;
}

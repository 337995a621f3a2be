import sql from "sql-template-tag";
import type { WorkspaceConfig } from "#src/pipeline/ports.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import { loadWorkspaceConfig } from "./read-models/workspace-config.ts";
import type { Query } from "./sql.ts";

const MAX_WORKSPACES = 10_000;

/**
 * Workspaces' webhooks and agents, kept between transactions. The version is read inside the caller's
 * transaction, so a change made anywhere holds from the next event on, without waiting for a notification.
 */
export type ConfigCache = {
  current(
    query: Query,
    workspaceIds: readonly string[],
  ): Promise<ReadonlyMap<string, WorkspaceConfig>>;
};

/** `carriers`: providers that carry calls. `onUnreadable`: a webhook cannot be opened, and is set aside. */
export function createConfigCache(
  box: SecretBox,
  carriers: readonly string[],
  onUnreadable: (webhookId: string) => void = () => undefined,
): ConfigCache {
  const cached = new Map<string, WorkspaceConfig>();

  async function load(query: Query, id: string, version: number): Promise<WorkspaceConfig> {
    const config = await loadWorkspaceConfig(query, box, { id, version, carriers, onUnreadable });
    cached.delete(id);
    cached.set(id, config);
    const [oldest] = cached.keys();
    if (cached.size > MAX_WORKSPACES && oldest !== undefined) cached.delete(oldest);
    return config;
  }

  return {
    async current(query, workspaceIds) {
      const versions = await query<{ id: string; config_version: number }>(sql`
        select id, config_version from workspaces where id = any(${[...workspaceIds]}::uuid[])`);
      const configs = new Map<string, WorkspaceConfig>();
      for (const { id, config_version: version } of versions) {
        const known = cached.get(id);
        const isCurrent = known?.version === version;
        configs.set(id, isCurrent ? known : await load(query, id, version));
      }
      return configs;
    },
  };
}

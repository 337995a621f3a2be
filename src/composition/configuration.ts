import { createConfigurationStore } from "#src/db/configuration-store.ts";
import type { ConfigurationApi } from "#src/http/routes/configuration.ts";
import { createAgents } from "#src/pipeline/agents.ts";
import { createApiKeys } from "#src/pipeline/api-keys.ts";
import { createConnections } from "#src/pipeline/connections.ts";
import { createProviderGuides } from "#src/pipeline/provider-guides.ts";
import type { Provisioning } from "#src/pipeline/provisioning.ts";
import type { SourceRules } from "#src/pipeline/source-policy.ts";
import { createWorkflows } from "#src/pipeline/workflows.ts";
import { guides, providers } from "#src/registry.ts";
import { secretPreview } from "#src/security/standard-webhooks.ts";
import type { Storage } from "./storage.ts";

export type ConfigurationOptions = {
  readonly provisioning: Provisioning;
  readonly publicUrl: () => string;
  readonly sources: SourceRules;
  /** Connections changed here; other processes are told by the database. */
  readonly onConnectionChange: () => void;
};

/** What tenants configure themselves, beside their webhooks. */
export function createConfiguration(
  { provisioning, publicUrl, sources, onConnectionChange }: ConfigurationOptions,
  storage: Pick<Storage, "query" | "listQuery" | "transaction" | "box" | "newId">,
): ConfigurationApi {
  const store = createConfigurationStore(storage);
  const now = () => new Date();
  return {
    connections: createConnections({
      store: {
        ...store.connections,
        update: (ref, decide) => store.connections.update(ref, decide).finally(onConnectionChange),
        remove: (ref, decide) => store.connections.remove(ref, decide).finally(onConnectionChange),
      },
      provisioning,
      providers,
      publicUrl,
      sources,
      secretPreview,
      now,
    }),
    agents: createAgents({ store: store.agents, provisioning, now }),
    workflows: createWorkflows({ store: store.workflows, newId: storage.newId, now }),
    guides: createProviderGuides(guides, sources.knowsSources),
    apiKeys: createApiKeys({ store: store.apiKeys, provisioning, now }),
  };
}

import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Agents } from "#src/pipeline/agents.ts";
import type { ApiKeys } from "#src/pipeline/api-keys.ts";
import type { Connections } from "#src/pipeline/connections.ts";
import type { ProviderGuides } from "#src/pipeline/provider-guides.ts";
import type { Workflows } from "#src/pipeline/workflows.ts";
import { agentRoutes } from "./agents.ts";
import { apiKeyRoutes } from "./api-keys.ts";
import { connectionRoutes } from "./connections.ts";
import { providerRoutes } from "./providers.ts";
import { workflowRoutes } from "./workflows.ts";

/** What a workspace configures, apart from its webhooks. */
export type ConfigurationApi = {
  readonly connections: Connections;
  readonly agents: Agents;
  readonly workflows: Workflows;
  readonly apiKeys: ApiKeys;
  readonly guides: ProviderGuides;
};

export function configurationRoutes(api: ConfigurationApi) {
  return tenantRouter()
    .route("/", connectionRoutes(api.connections))
    .route("/", agentRoutes(api.agents))
    .route("/", workflowRoutes(api.workflows))
    .route("/", apiKeyRoutes(api.apiKeys))
    .route("/", providerRoutes(api.guides));
}

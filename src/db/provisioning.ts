import type { ProvisioningTransact } from "#src/pipeline/provisioning-ports.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import { referencesOfAgents } from "./read-models/agents.ts";
import { insertAgent } from "./repositories/agents.ts";
import { insertConnection } from "./repositories/connections.ts";
import { insertApiKey } from "./repositories/new-api-keys.ts";
import { announceConfigChange, insertWorkspace, lockWorkspace } from "./repositories/workspaces.ts";
import { preparedOn } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

/** Provisioning on PostgreSQL; `box` seals what is secret. */
export function createProvisioningTransact(
  run: RunTransaction,
  box: SecretBox,
): ProvisioningTransact {
  return (work) =>
    run((client) => {
      const query = preparedOn(client);
      return work({
        insertWorkspace: (workspace) => insertWorkspace(query, workspace),
        insertApiKey: (apiKey) => insertApiKey(query, apiKey),
        announceChange: (workspaceId) => announceConfigChange(query, workspaceId),
        lockAgents: async (workspaceId) =>
          (await lockWorkspace(query, workspaceId)) ? referencesOfAgents(query, workspaceId) : null,
        insertConnection: (connection) => insertConnection(query, box, connection),
        insertAgent: (agent) => insertAgent(query, agent),
      });
    });
}

import { fail, ok, type Result } from "#src/core/result.ts";
import type {
  AgentStore,
  ApiKeyStore,
  ConnectionStore,
  Decide,
  NewWorkflow,
  Removal,
  ResourceRef,
  WorkflowStore,
  WorkflowView,
} from "#src/pipeline/configuration-ports.ts";
import type { Refusal } from "#src/pipeline/tenant-ports.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import { findAgent, listAgents, referencesOfAgents } from "./read-models/agents.ts";
import { findApiKey, listApiKeys } from "./read-models/api-keys.ts";
import { listConnectionRejections } from "./read-models/callbacks.ts";
import { findConnection, listConnections } from "./read-models/stored-connections.ts";
import { findWorkflow, listWorkflows } from "./read-models/workflows.ts";
import { deleteAgent, updateAgent } from "./repositories/agents.ts";
import { revokeApiKey } from "./repositories/api-keys.ts";
import { deleteConnection, updateConnection } from "./repositories/connections.ts";
import { countLimitedTo, deselect, type Selectable } from "./repositories/selections.ts";
import {
  deleteWorkflow,
  insertWorkflow,
  isReferenceTaken,
  updateWorkflow,
} from "./repositories/workflows.ts";
import { announceConfigChange, lockWorkspace } from "./repositories/workspaces.ts";
import { preparedOn, type Query } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

export type ConfigurationDatabase = {
  /** For statements with a constant text. */
  readonly query: Query;
  /** For lists, whose text varies. */
  readonly listQuery: Query;
  readonly transaction: RunTransaction;
  /** Seals secrets and settings. */
  readonly box: SecretBox;
};

export type ConfigurationStore = {
  readonly connections: ConnectionStore;
  readonly agents: AgentStore;
  readonly workflows: WorkflowStore;
  readonly apiKeys: ApiKeyStore;
};

/** What a workspace configures, apart from its webhooks. */
export function createConfigurationStore(database: ConfigurationDatabase): ConfigurationStore {
  return {
    connections: connectionStore(database),
    agents: agentStore(database),
    workflows: workflowStore(database),
    apiKeys: apiKeyStore(database),
  };
}

/** Changes of one workspace come one after the other; those that are carried out are told to every process. */
function changing<T, Reason>(
  { transaction }: ConfigurationDatabase,
  workspaceId: string,
  change: (query: Query) => Promise<Result<T, Reason>>,
): Promise<Result<T, Reason>> {
  return transaction(async (client) => {
    const query = preparedOn(client);
    await lockWorkspace(query, workspaceId);
    const changed = await change(query);
    if (changed.ok) await announceConfigChange(query, workspaceId);
    return changed;
  });
}

const NOT_FOUND: Result<never, Refusal> = fail({ kind: "not-found" });

function connectionStore(database: ConfigurationDatabase): ConnectionStore {
  const { query: read, listQuery, box } = database;
  return {
    find: (ref) => findConnection(read, box, ref),
    list: (workspaceId, list) => listConnections(listQuery, box, { ...list, workspaceId }),
    update: (ref, decide) =>
      changing(database, ref.workspaceId, async (query) => {
        const current = await findConnection(query, box, ref);
        if (current === null) return NOT_FOUND;
        const decided = decide(current);
        if (!decided.ok) return decided;
        const { at, secrets, settings, ...change } = decided.value;
        await updateConnection(query, box, ref.id, decided.value);
        return ok({ ...succeeding(current, at), ...change, sealed: { secrets, settings } });
      }),
    async rejections(ref, list) {
      const connection = await findConnection(read, box, ref);
      if (connection === null) return null;
      return listConnectionRejections(listQuery, { ...ref, provider: connection.provider }, list);
    },
    remove: (ref, decide) =>
      changing(database, ref.workspaceId, async (query) => {
        const current = await findConnection(query, box, ref);
        const decided = current === null ? NOT_FOUND : decide(current);
        if (decided.ok) await deleteConnection(query, ref.id);
        return decided;
      }),
  };
}

function agentStore(database: ConfigurationDatabase): AgentStore {
  const { query: read, listQuery } = database;
  return {
    find: (ref) => findAgent(read, ref),
    list: (workspaceId, list) => listAgents(listQuery, workspaceId, list),
    update: (ref, decide) =>
      changing(database, ref.workspaceId, async (query) => {
        const current = await findAgent(query, ref);
        if (current === null) return NOT_FOUND;
        const agents = await referencesOfAgents(query, ref.workspaceId);
        const decided = decide({ ...current, taken: agents.filter(({ id }) => id !== ref.id) });
        if (!decided.ok) return decided;
        const { at, ...change } = decided.value;
        await updateAgent(query, ref.id, decided.value);
        return ok({ ...succeeding(current, at), ...change });
      }),
    remove: (ref, at, decide) =>
      changing(database, ref.workspaceId, async (query) => {
        const current = await findAgent(query, ref);
        const removed = await releasing({ query, what: "agents", at }, ref, { current, decide });
        if (removed.ok) await deleteAgent(query, ref.id);
        return removed;
      }),
  };
}

function workflowStore(database: ConfigurationDatabase): WorkflowStore {
  const { query: read, listQuery } = database;
  return {
    find: (ref) => findWorkflow(read, ref),
    list: (workspaceId, list) => listWorkflows(listQuery, workspaceId, list),
    insert: (workflow) =>
      changing(database, workflow.workspaceId, (query) => inserting(query, workflow)),
    update: (ref, decide) =>
      changing<WorkflowView, Refusal | "taken">(database, ref.workspaceId, async (query) => {
        const current = await findWorkflow(query, ref);
        if (current === null) return NOT_FOUND;
        const decided = decide(current);
        if (!decided.ok) return decided;
        const { at, ...change } = decided.value;
        if (await isReferenceTaken(query, { ...ref, ...change })) return fail("taken");
        await updateWorkflow(query, ref.id, decided.value);
        return ok({ ...succeeding(current, at), ...change });
      }),
    remove: (ref, at, decide) =>
      changing(database, ref.workspaceId, async (query) => {
        const current = await findWorkflow(query, ref);
        const removed = await releasing({ query, what: "workflows", at }, ref, { current, decide });
        if (removed.ok) await deleteWorkflow(query, ref.id);
        return removed;
      }),
  };
}

async function inserting(
  query: Query,
  workflow: NewWorkflow,
): Promise<Result<WorkflowView, "taken">> {
  if (await isReferenceTaken(query, workflow)) return fail("taken");
  await insertWorkflow(query, workflow);
  const { id, name, reference, at } = workflow;
  return ok({ id, name, reference, revision: 1, createdAt: at, updatedAt: at });
}

/** Lets go of what webhooks are limited to, where that is decided. */
async function releasing(
  { query, what, at }: { readonly query: Query; readonly what: Selectable; readonly at: Date },
  ref: ResourceRef,
  about: {
    readonly current: { readonly revision: number } | null;
    readonly decide: Decide<Removal, void>;
  },
): Promise<Result<void, Refusal>> {
  if (about.current === null) return NOT_FOUND;
  const { revision } = about.current;
  const alone = await countLimitedTo(query, what, ref);
  const decided = about.decide({ revision, alone });
  if (decided.ok) await deselect(query, what, ref, at);
  return decided;
}

function succeeding<T extends { readonly revision: number }>(current: T, at: Date) {
  return { ...current, revision: current.revision + 1, updatedAt: at };
}

function apiKeyStore({ query, listQuery }: ConfigurationDatabase): ApiKeyStore {
  return {
    find: (ref) => findApiKey(query, ref),
    list: (workspaceId, list) => listApiKeys(listQuery, workspaceId, list),
    revoke: (ref, at) => revokeApiKey(query, ref, at),
  };
}

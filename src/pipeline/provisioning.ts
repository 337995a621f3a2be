import { type Issue, issue } from "#src/core/issue.ts";
import { ok, type Result } from "#src/core/result.ts";
import { checkReferences } from "./agent-references.ts";
import type { AgentView } from "./configuration-ports.ts";
import { connectionIssues } from "./connection-issues.ts";
import { type Connection, viewOf } from "./connection-view.ts";
import type { ProvisioningPorts } from "./provisioning-ports.ts";
import { invalid, NOT_FOUND } from "./refusals.ts";
import type { Refusal } from "./tenant-ports.ts";

/** What an API key may be allowed to do; `*` is everything. */
export const SCOPES = [
  "*",
  "webhooks:read",
  "webhooks:write",
  "connections:read",
  "connections:write",
  "agents:read",
  "agents:write",
  "workflows:read",
  "workflows:write",
  "events:read",
  "events:write",
  "keys:read",
  "keys:write",
] as const;
export type Scope = (typeof SCOPES)[number];

export type WorkspaceRequest = { readonly name: string };
export type ApiKeyRequest = {
  readonly workspaceId: string;
  readonly name: string;
  readonly scopes: readonly string[];
};
export type ConnectionRequest = {
  readonly workspaceId: string;
  readonly provider: string;
  readonly name: string;
  /** Several: all of them verify (rotation). */
  readonly secret: string | readonly string[];
  /** Project id, agent id, phone_number_id…: how callbacks that name no connection find it. */
  readonly identifiers?: readonly string[] | undefined;
  /** As the provider defines them. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
};
export type AgentRequest = {
  readonly workspaceId: string;
  readonly name: string;
  /** Provider agent ids, phone numbers in E.164, phone_number_ids. */
  readonly references?: readonly string[] | undefined;
  readonly isActive?: boolean | undefined;
  /** A recording of its calls is a voicemail. */
  readonly isMailbox?: boolean | undefined;
};

export type Workspace = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
};
/** `key` is shown in this one answer only. */
export type IssuedApiKey = {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
};
/** What a row begins with. */
const FIRST = { revision: 1 } as const;

/** `not-found`: there is no such workspace. */
export type Provisioned<T> = Result<T, Refusal>;

export type Provisioning = {
  createWorkspace(request: WorkspaceRequest): Promise<Workspace>;
  createApiKey(request: ApiKeyRequest): Promise<Provisioned<IssuedApiKey>>;
  createConnection(request: ConnectionRequest): Promise<Provisioned<Connection>>;
  createAgent(request: AgentRequest): Promise<Provisioned<AgentView>>;
};

/** Makes workspaces and what they need before a first callback can come in and a first webhook go out. */
export function createProvisioning(ports: ProvisioningPorts): Provisioning {
  return {
    createWorkspace: (request) => createWorkspace(ports, request),
    createApiKey: (request) => createApiKey(ports, request),
    createConnection: (request) => createConnection(ports, request),
    createAgent: (request) => createAgent(ports, request),
  };
}

async function createWorkspace(
  ports: ProvisioningPorts,
  { name }: WorkspaceRequest,
): Promise<Workspace> {
  const workspace = { id: ports.newId(), name, createdAt: ports.now() };
  await ports.transact((unit) => unit.insertWorkspace(workspace));
  return workspace;
}

async function createApiKey(
  ports: ProvisioningPorts,
  { workspaceId, name, scopes }: ApiKeyRequest,
): Promise<Provisioned<IssuedApiKey>> {
  const issues = scopeIssues(scopes);
  if (issues.length > 0) return invalid(...issues);
  const issued = {
    id: ports.newId(),
    name,
    ...ports.generateApiKey(),
    scopes: [...new Set(scopes)],
    createdAt: ports.now(),
  };
  const isStored = await ports.transact((unit) => unit.insertApiKey({ ...issued, workspaceId }));
  return isStored ? ok(issued) : NOT_FOUND;
}

/** What is wrong with the scopes of a key. */
export function scopeIssues(scopes: readonly string[]): readonly Issue[] {
  const known: readonly string[] = SCOPES;
  if (scopes.length === 0) return [issue("scopes", "must name one scope at least")];
  return scopes.flatMap((scope, index) =>
    known.includes(scope) ? [] : [issue(`scopes.${index}`, `must be one of ${known.join(", ")}`)],
  );
}

async function createConnection(
  ports: ProvisioningPorts,
  { workspaceId, provider, name, secret, identifiers = [], settings = {} }: ConnectionRequest,
): Promise<Provisioned<Connection>> {
  const secrets = [secret].flat();
  const issues = connectionIssues(ports, { provider, secrets, settings });
  if (issues.length > 0) return invalid(...issues);
  const connection = {
    id: ports.newId(),
    provider,
    name,
    identifiers: [...new Set(identifiers)],
    createdAt: ports.now(),
  };
  const isStored = await ports.transact(async (unit) => {
    if (!(await unit.announceChange(workspaceId))) return false;
    await unit.insertConnection({ ...connection, workspaceId, secrets, settings });
    return true;
  });
  if (!isStored) return NOT_FOUND;
  const sealed = { secrets, settings };
  const heard = { lastCallbackAt: null, lastRejectedAt: null };
  const { createdAt: updatedAt } = connection;
  return ok(viewOf(ports, { ...connection, ...FIRST, ...heard, updatedAt, sealed }));
}

async function createAgent(
  ports: ProvisioningPorts,
  { workspaceId, name, references = [], isActive = true, isMailbox = false }: AgentRequest,
): Promise<Provisioned<AgentView>> {
  const agent = {
    id: ports.newId(),
    name,
    references: [...new Set(references)],
    isActive,
    isMailbox,
    createdAt: ports.now(),
  };
  const stored = await ports.transact(async (unit) => {
    const others = await unit.lockAgents(workspaceId);
    if (others === null) return NOT_FOUND;
    const free = checkReferences(references, others);
    if (!free.ok) return free;
    await unit.announceChange(workspaceId);
    await unit.insertAgent({ ...agent, workspaceId });
    return ok();
  });
  return stored.ok ? ok({ ...agent, ...FIRST, updatedAt: agent.createdAt }) : stored;
}

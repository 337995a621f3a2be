import { type Issue, issue } from "#src/core/issue.ts";
import { ok, type Result } from "#src/core/result.ts";
import type { Provider } from "#src/provider.ts";
import { maskSecrets } from "./mask-secrets.ts";
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
  "events:read",
  "events:write",
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
export type Connection = {
  readonly id: string;
  readonly callbackUrl: string;
  readonly provider: string;
  readonly name: string;
  readonly identifiers: readonly string[];
  /** Passwords and tokens masked. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
};
export type Agent = {
  readonly id: string;
  readonly name: string;
  readonly references: readonly string[];
  readonly isActive: boolean;
  readonly createdAt: Date;
};

/** `not-found`: there is no such workspace. */
export type Provisioned<T> = Result<T, Refusal>;

export type Provisioning = {
  createWorkspace(request: WorkspaceRequest): Promise<Workspace>;
  createApiKey(request: ApiKeyRequest): Promise<Provisioned<IssuedApiKey>>;
  createConnection(request: ConnectionRequest): Promise<Provisioned<Connection>>;
  createAgent(request: AgentRequest): Promise<Provisioned<Agent>>;
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

function scopeIssues(scopes: readonly string[]): readonly Issue[] {
  const known: readonly string[] = SCOPES;
  if (scopes.length === 0) return [issue("scopes", "must name one scope at least")];
  return scopes.flatMap((scope, index) =>
    known.includes(scope) ? [] : [issue(`scopes.${index}`, `must be one of ${known.join(", ")}`)],
  );
}

async function createConnection(
  ports: ProvisioningPorts,
  request: ConnectionRequest,
): Promise<Provisioned<Connection>> {
  const { workspaceId, provider, name, identifiers = [], settings = {} } = request;
  const issues = connectionIssues(ports.providers, request);
  if (issues.length > 0) return invalid(...issues);
  const connection = {
    id: ports.newId(),
    provider,
    name,
    identifiers: [...new Set(identifiers)],
    createdAt: ports.now(),
  };
  const secrets = [request.secret].flat();
  const isStored = await ports.transact(async (unit) => {
    if (!(await unit.announceChange(workspaceId))) return false;
    await unit.insertConnection({ ...connection, workspaceId, secrets, settings });
    return true;
  });
  if (!isStored) return NOT_FOUND;
  const callbackUrl = `${ports.publicUrl()}/api/webhooks/${provider}/${connection.id}`;
  return ok({ ...connection, callbackUrl, settings: maskSecrets(settings) });
}

function connectionIssues(
  providers: ReadonlyMap<string, Provider>,
  { provider: id, secret, settings = {} }: ConnectionRequest,
): readonly Issue[] {
  const provider = providers.get(id);
  if (provider === undefined) {
    return [issue("provider", `must be one of ${[...providers.keys()].join(", ")}`)];
  }
  const secrets = [secret].flat();
  if (secrets.length === 0 || secrets.some((one) => one.trim() === "")) {
    return [issue("secret", "must not be empty")];
  }
  const parsed = provider.settings.safeParse({ secrets, settings });
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => issue(fieldPath(path), message));
}

/** The provider knows `secrets`, the request calls it `secret`. */
function fieldPath([first, ...rest]: readonly PropertyKey[]): string {
  return [first === "secrets" ? "secret" : first, ...rest].map(String).join(".");
}

async function createAgent(
  ports: ProvisioningPorts,
  { workspaceId, name, references = [], isActive = true }: AgentRequest,
): Promise<Provisioned<Agent>> {
  const agent = {
    id: ports.newId(),
    name,
    references: [...new Set(references)],
    isActive,
    createdAt: ports.now(),
  };
  const isStored = await ports.transact(async (unit) => {
    if (!(await unit.announceChange(workspaceId))) return false;
    await unit.insertAgent({ ...agent, workspaceId });
    return true;
  });
  return isStored ? ok(agent) : NOT_FOUND;
}

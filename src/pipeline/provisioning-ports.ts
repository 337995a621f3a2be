import type { Provider } from "#src/provider.ts";
import type { AgentReferences } from "./configuration-ports.ts";
import type { SourceRules } from "./source-policy.ts";

export type NewWorkspace = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
};

export type NewApiKey = {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  /** The key itself; only its digest is stored. */
  readonly key: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
};

export type NewConnection = {
  readonly id: string;
  readonly workspaceId: string;
  readonly provider: string;
  readonly name: string;
  /** Plain; stored sealed. */
  readonly secrets: readonly string[];
  /** Plain; stored sealed. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly identifiers: readonly string[];
  readonly createdAt: Date;
};

export type NewAgent = {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly references: readonly string[];
  readonly isActive: boolean;
  readonly isMailbox: boolean;
  readonly createdAt: Date;
};

/** Statements of one provisioning transaction. */
export type ProvisioningUnit = {
  insertWorkspace(workspace: NewWorkspace): Promise<void>;
  /** False when there is no such workspace: nothing was written. */
  insertApiKey(apiKey: NewApiKey): Promise<boolean>;
  /**
   * Raises the workspace's configuration version, and tells every process once the transaction commits.
   * False when there is no such workspace.
   */
  announceChange(workspaceId: string): Promise<boolean>;
  /** Holds a workspace's agents against other changes and tells what is theirs. Null when there is no such workspace. */
  lockAgents(workspaceId: string): Promise<readonly AgentReferences[] | null>;
  insertConnection(connection: NewConnection): Promise<void>;
  insertAgent(agent: NewAgent): Promise<void>;
};

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
export type ProvisioningTransact = <T>(work: (unit: ProvisioningUnit) => Promise<T>) => Promise<T>;

export type ProvisioningPorts = {
  readonly transact: ProvisioningTransact;
  /** By id. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** Base of callback URLs, without a trailing slash. A function: with port 0 it is known only after listening. */
  readonly publicUrl: () => string;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly now: () => Date;
  readonly secretPreview: (secret: string) => string;
  readonly sources: SourceRules;
  readonly generateApiKey: () => { readonly key: string; readonly prefix: string };
};

import type {
  AGENT_FIELDS,
  API_KEY_FIELDS,
  CONNECTION_FIELDS,
  WORKFLOW_FIELDS,
} from "#src/core/filter-fields.ts";
import type { ListQuery, Page } from "#src/core/list-query.ts";
import type { Result } from "#src/core/result.ts";
import type { CallbackQuery, CallbackView } from "./history-ports.ts";
import type { Refusal } from "./tenant-ports.ts";

/** Something of a workspace's configuration. What belongs to another workspace is not there. */
export type ResourceRef = { readonly workspaceId: string; readonly id: string };

type Dated = {
  readonly id: string;
  /** Raised by every change. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** A connection, opened. */
export type StoredConnection = Dated & {
  readonly provider: string;
  readonly name: string;
  readonly identifiers: readonly string[];
  /** Null: what is sealed of it cannot be opened. */
  readonly sealed: {
    readonly secrets: readonly string[];
    readonly settings: Readonly<Record<string, unknown>>;
  } | null;
  /** When the last callback that verified came in. */
  readonly lastCallbackAt: Date | null;
  readonly lastRejectedAt: Date | null;
};
export type ConnectionChange = {
  readonly name: string;
  readonly identifiers: readonly string[];
  readonly secrets: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly at: Date;
};

export type AgentView = Dated & {
  readonly name: string;
  /** Provider agent ids, phone numbers in E.164, phone_number_ids. */
  readonly references: readonly string[];
  readonly isActive: boolean;
  /** A recording of its calls is a voicemail. */
  readonly isMailbox: boolean;
};
export type AgentChange = Pick<AgentView, "name" | "references" | "isActive" | "isMailbox"> & {
  readonly at: Date;
};
export type AgentReferences = Pick<AgentView, "id" | "references">;

export type WorkflowView = Dated & {
  readonly name: string;
  /** The id by which the platform's events name it. */
  readonly reference: string;
};
export type NewWorkflow = Pick<WorkflowView, "id" | "name" | "reference"> & {
  readonly workspaceId: string;
  readonly at: Date;
};
export type WorkflowChange = Pick<WorkflowView, "name" | "reference"> & { readonly at: Date };

export type ApiKeyView = {
  readonly id: string;
  readonly name: string;
  /** First characters, to recognise the key by. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
};

export type ConnectionQuery = ListQuery<keyof typeof CONNECTION_FIELDS>;
export type AgentQuery = ListQuery<keyof typeof AGENT_FIELDS>;
export type WorkflowQuery = ListQuery<keyof typeof WORKFLOW_FIELDS>;
export type ApiKeyQuery = ListQuery<keyof typeof API_KEY_FIELDS>;

/** Pure: called inside the transaction that holds what it sees. */
export type Decide<In, Out> = (current: In) => Result<Out, Refusal>;

/** Every change raises the workspace's configuration version in its own transaction; a refusal writes nothing. */
export type ConnectionStore = {
  find(ref: ResourceRef): Promise<StoredConnection | null>;
  list(workspaceId: string, query: ConnectionQuery): Promise<Page<StoredConnection>>;
  update(
    ref: ResourceRef,
    decide: Decide<StoredConnection, ConnectionChange>,
  ): Promise<Result<StoredConnection, Refusal>>;
  remove(ref: ResourceRef, decide: Decide<StoredConnection, void>): Promise<Result<void, Refusal>>;
  /**
   * What was refused of it, and what was for one of several connections of the workspace, nobody knows which. Null when
   * it is not there.
   */
  rejections(ref: ResourceRef, query: CallbackQuery): Promise<Page<CallbackView> | null>;
};

export type CurrentAgent = AgentView & {
  /** Of the workspace's other agents. */
  readonly taken: readonly AgentReferences[];
};
/** A webhook is `alone` when it is limited to this one agent or workflow. */
export type Removal = { readonly revision: number; readonly alone: number };

export type AgentStore = {
  find(ref: ResourceRef): Promise<AgentView | null>;
  list(workspaceId: string, query: AgentQuery): Promise<Page<AgentView>>;
  update(
    ref: ResourceRef,
    decide: Decide<CurrentAgent, AgentChange>,
  ): Promise<Result<AgentView, Refusal>>;
  /** Takes it out of the webhooks that are limited to it among others. */
  remove(ref: ResourceRef, at: Date, decide: Decide<Removal, void>): Promise<Result<void, Refusal>>;
};

export type WorkflowStore = {
  find(ref: ResourceRef): Promise<WorkflowView | null>;
  list(workspaceId: string, query: WorkflowQuery): Promise<Page<WorkflowView>>;
  insert(workflow: NewWorkflow): Promise<Result<WorkflowView, "taken">>;
  update(
    ref: ResourceRef,
    decide: Decide<WorkflowView, WorkflowChange>,
  ): Promise<Result<WorkflowView, Refusal | "taken">>;
  /** As of agents. */
  remove(ref: ResourceRef, at: Date, decide: Decide<Removal, void>): Promise<Result<void, Refusal>>;
};

/** Keys that were revoked are not there. */
export type ApiKeyStore = {
  find(ref: ResourceRef): Promise<ApiKeyView | null>;
  list(workspaceId: string, query: ApiKeyQuery): Promise<Page<ApiKeyView>>;
  /** False when it is not there. */
  revoke(ref: ResourceRef, at: Date): Promise<boolean>;
};

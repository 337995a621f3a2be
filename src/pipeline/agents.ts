import { AGENT_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { ok, type Result } from "#src/core/result.ts";
import type { ExpectedRevisions } from "#src/core/revision.ts";
import { checkReferences } from "./agent-references.ts";
import type {
  AgentChange,
  AgentStore,
  AgentView,
  CurrentAgent,
  ResourceRef,
} from "./configuration-ports.ts";
import type { AgentRequest, Provisioning } from "./provisioning.ts";
import { invalid, NOT_FOUND } from "./refusals.ts";
import { checkRemoval, checkRevision } from "./revisions.ts";
import type { ReadRefusal, Refusal } from "./tenant-ports.ts";
import type { Listed } from "./webhooks.ts";

/** What is left out stays as it is. */
export type AgentPatch = {
  readonly [Field in "name" | "references" | "isActive" | "isMailbox"]?:
    | AgentView[Field]
    | undefined;
};

export type Agents = {
  create(request: AgentRequest): Promise<Result<AgentView, Refusal>>;
  get(ref: ResourceRef): Promise<Result<AgentView, ReadRefusal>>;
  list(workspaceId: string, query: RawListQuery): Promise<Result<Listed<AgentView>, ReadRefusal>>;
  update(
    ref: ResourceRef,
    patch: AgentPatch,
    expected: ExpectedRevisions,
  ): Promise<Result<AgentView, Refusal>>;
  /** A conflict while webhooks are limited to this one agent: without it they would want everything, or nothing. */
  remove(ref: ResourceRef, expected: ExpectedRevisions): Promise<Result<void, Refusal>>;
};

export type AgentsDependencies = {
  readonly store: AgentStore;
  readonly provisioning: Pick<Provisioning, "createAgent">;
  readonly now: () => Date;
};

/** What events are about, and webhooks may be limited to. */
export function createAgents({ store, provisioning, now }: AgentsDependencies): Agents {
  return {
    create: provisioning.createAgent,
    async get(ref) {
      const agent = await store.find(ref);
      return agent === null ? NOT_FOUND : ok(agent);
    },
    async list(workspaceId, raw) {
      const query = readListQuery(raw, AGENT_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      return ok({ ...(await store.list(workspaceId, query.value)), page, limit });
    },
    update: (ref, patch, expected) =>
      store.update(ref, (current) => {
        const asExpected = checkRevision(expected, current.revision);
        return asExpected.ok ? changed(current, patch, now()) : asExpected;
      }),
    remove: (ref, expected) =>
      store.remove(ref, now(), (removal) => checkRemoval(expected, removal)),
  };
}

function changed(
  current: CurrentAgent,
  { name, references, isActive, isMailbox }: AgentPatch,
  at: Date,
): Result<AgentChange, Refusal> {
  const free = checkReferences(references ?? [], current.taken);
  if (!free.ok) return free;
  return ok({
    name: name ?? current.name,
    references: references === undefined ? current.references : [...new Set(references)],
    isActive: isActive ?? current.isActive,
    isMailbox: isMailbox ?? current.isMailbox,
    at,
  });
}

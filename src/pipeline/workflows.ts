import { WORKFLOW_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { ExpectedRevisions } from "#src/core/revision.ts";
import type { ResourceRef, WorkflowStore, WorkflowView } from "./configuration-ports.ts";
import { conflict, invalid, NOT_FOUND } from "./refusals.ts";
import { checkRemoval, checkRevision } from "./revisions.ts";
import type { ReadRefusal, Refusal } from "./tenant-ports.ts";
import type { Listed } from "./webhooks.ts";

export type WorkflowRequest = {
  readonly workspaceId: string;
  readonly name: string;
  /** Left out, its own id. */
  readonly reference?: string | undefined;
};
/** What is left out stays as it is. */
export type WorkflowPatch = {
  readonly name?: string | undefined;
  readonly reference?: string | undefined;
};

export type Workflows = {
  create(request: WorkflowRequest): Promise<Result<WorkflowView, Refusal>>;
  get(ref: ResourceRef): Promise<Result<WorkflowView, ReadRefusal>>;
  list(
    workspaceId: string,
    query: RawListQuery,
  ): Promise<Result<Listed<WorkflowView>, ReadRefusal>>;
  update(
    ref: ResourceRef,
    patch: WorkflowPatch,
    expected: ExpectedRevisions,
  ): Promise<Result<WorkflowView, Refusal>>;
  /** As of agents. */
  remove(ref: ResourceRef, expected: ExpectedRevisions): Promise<Result<void, Refusal>>;
};

export type WorkflowsDependencies = {
  readonly store: WorkflowStore;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly now: () => Date;
};

/** What the platform's own events are about, and webhooks may be limited to. */
export function createWorkflows({ store, newId, now }: WorkflowsDependencies): Workflows {
  return {
    async create({ workspaceId, name, reference }) {
      const id = newId();
      const workflow = { id, workspaceId, name, reference: reference ?? id, at: now() };
      const inserted = await store.insert(workflow);
      return inserted.ok ? inserted : taken(workflow.reference);
    },
    async get(ref) {
      const workflow = await store.find(ref);
      return workflow === null ? NOT_FOUND : ok(workflow);
    },
    async list(workspaceId, raw) {
      const query = readListQuery(raw, WORKFLOW_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      return ok({ ...(await store.list(workspaceId, query.value)), page, limit });
    },
    async update(ref, { name, reference }, expected) {
      const updated = await store.update(ref, (current) => {
        const asExpected = checkRevision(expected, current.revision);
        if (!asExpected.ok) return asExpected;
        const next = { name: name ?? current.name, reference: reference ?? current.reference };
        return ok({ ...next, at: now() });
      });
      if (updated.ok) return updated;
      return updated.reason === "taken" ? taken(reference ?? "") : fail(updated.reason);
    },
    remove: (ref, expected) =>
      store.remove(ref, now(), (removal) => checkRemoval(expected, removal)),
  };
}

function taken(reference: string): Result<never, Refusal> {
  return conflict(`The reference ${reference} is that of another workflow already.`);
}

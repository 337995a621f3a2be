import { CONNECTION_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { ExpectedRevisions } from "#src/core/revision.ts";
import type { Provider } from "#src/provider.ts";
import type {
  ConnectionChange,
  ConnectionStore,
  ResourceRef,
  StoredConnection,
} from "./configuration-ports.ts";
import { connectionIssues } from "./connection-issues.ts";
import { type Connection, type ConnectionViewPorts, viewOf } from "./connection-view.ts";
import { mergeMasked } from "./mask-secrets.ts";
import type { ConnectionRequest, Provisioning } from "./provisioning.ts";
import { conflict, invalid, NOT_FOUND } from "./refusals.ts";
import { checkRevision } from "./revisions.ts";
import type { ReadRefusal, Refusal } from "./tenant-ports.ts";
import type { Listed } from "./webhooks.ts";

/** What is left out stays as it is. */
export type ConnectionPatch = {
  readonly name?: string | undefined;
  /** Replaces all of them. */
  readonly secret?: string | readonly string[] | undefined;
  readonly identifiers?: readonly string[] | undefined;
  /** A JSON merge patch. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
};

export type Connections = {
  create(request: ConnectionRequest): Promise<Result<Connection, Refusal>>;
  get(ref: ResourceRef): Promise<Result<Connection, ReadRefusal>>;
  list(workspaceId: string, query: RawListQuery): Promise<Result<Listed<Connection>, ReadRefusal>>;
  update(
    ref: ResourceRef,
    patch: ConnectionPatch,
    expected: ExpectedRevisions,
  ): Promise<Result<Connection, Refusal>>;
  /** What came in by it stays. */
  remove(ref: ResourceRef, expected: ExpectedRevisions): Promise<Result<void, Refusal>>;
};

export type ConnectionsDependencies = ConnectionViewPorts & {
  readonly store: ConnectionStore;
  readonly provisioning: Pick<Provisioning, "createConnection">;
  /** By id. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly now: () => Date;
};

/** A workspace's accounts at providers. */
export function createConnections(dependencies: ConnectionsDependencies): Connections {
  const { store, provisioning } = dependencies;
  return {
    create: provisioning.createConnection,
    async get(ref) {
      const connection = await store.find(ref);
      return connection === null ? NOT_FOUND : ok(viewOf(dependencies, connection));
    },
    async list(workspaceId, raw) {
      const query = readListQuery(raw, CONNECTION_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      const found = await store.list(workspaceId, query.value);
      const items = found.items.map((connection) => viewOf(dependencies, connection));
      return ok({ ...found, items, page, limit });
    },
    async update(ref, patch, expected) {
      const updated = await store.update(ref, (current) => {
        const asExpected = checkRevision(expected, current.revision);
        return asExpected.ok ? changed(dependencies, current, patch) : asExpected;
      });
      return updated.ok ? ok(viewOf(dependencies, updated.value)) : updated;
    },
    remove: (ref, expected) =>
      store.remove(ref, ({ revision }) => checkRevision(expected, revision)),
  };
}

function changed(
  { providers, now }: ConnectionsDependencies,
  { provider, sealed, ...current }: StoredConnection,
  { name, secret, identifiers, settings: patch = {} }: ConnectionPatch,
): Result<ConnectionChange, Refusal> {
  const secrets = secret === undefined ? sealed?.secrets : [secret].flat();
  if (secrets === undefined) {
    return conflict("Its secret and settings cannot be opened any more: give both anew.");
  }
  const settings = mergeMasked(sealed?.settings ?? {}, patch);
  if (!settings.ok) return invalid(...settings.reason);
  const issues = connectionIssues(providers, { provider, secrets, settings: settings.value });
  if (issues.length > 0) return fail({ kind: "invalid", issues });
  return ok({
    name: name ?? current.name,
    identifiers: identifiers === undefined ? current.identifiers : [...new Set(identifiers)],
    secrets,
    settings: settings.value,
    at: now(),
  });
}

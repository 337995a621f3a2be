import { CALLBACK_FIELDS, CONNECTION_FIELDS } from "#src/core/filter-fields.ts";
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
import type { CallbackView } from "./history-ports.ts";
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
  /** The new secret first, and so many of the present ones beside it. */
  rotateSecret(
    ref: ResourceRef,
    rotation: { readonly secret: string; readonly keep: number },
    expected: ExpectedRevisions,
  ): Promise<Result<Connection, Refusal>>;
  /** All but the first secret end. */
  retireSecrets(
    ref: ResourceRef,
    expected: ExpectedRevisions,
  ): Promise<Result<Connection, Refusal>>;
  rejections(
    ref: ResourceRef,
    query: RawListQuery,
  ): Promise<Result<Listed<CallbackView>, ReadRefusal>>;
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
    update: (ref, patch, expected) => update(dependencies, ref, { patch: () => patch, expected }),
    rotateSecret(ref, { secret, keep }, expected) {
      const patch = ({ secrets }: Sealed) => {
        const others = secrets.filter((present) => present !== secret);
        return { secret: [secret, ...others.slice(0, keep)] };
      };
      return update(dependencies, ref, { patch, expected });
    },
    retireSecrets(ref, expected) {
      const patch = ({ secrets: [first] }: Sealed) =>
        first === undefined ? {} : { secret: first };
      return update(dependencies, ref, { patch, expected });
    },
    async rejections(ref, raw) {
      const query = readListQuery(raw, CALLBACK_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      const found = await store.rejections(ref, query.value);
      return found === null ? NOT_FOUND : ok({ ...found, page, limit });
    },
    remove: (ref, expected) =>
      store.remove(ref, ({ revision }) => checkRevision(expected, revision)),
  };
}

type Sealed = NonNullable<StoredConnection["sealed"]>;
type Update = {
  /** Of what it holds; of one that cannot be opened, nothing. */
  readonly patch: (sealed: Sealed) => ConnectionPatch;
  readonly expected: ExpectedRevisions;
};
const NOTHING: Sealed = { secrets: [], settings: {} };

async function update(
  dependencies: ConnectionsDependencies,
  ref: ResourceRef,
  { patch, expected }: Update,
): Promise<Result<Connection, Refusal>> {
  const updated = await dependencies.store.update(ref, (current) => {
    const asExpected = checkRevision(expected, current.revision);
    if (!asExpected.ok) return asExpected;
    return changed(dependencies, current, patch(current.sealed ?? NOTHING));
  });
  return updated.ok ? ok(viewOf(dependencies, updated.value)) : updated;
}

function changed(
  { providers, sources, now }: ConnectionsDependencies,
  { provider, sealed, ...current }: StoredConnection,
  { name, secret, identifiers, settings: patch = {} }: ConnectionPatch,
): Result<ConnectionChange, Refusal> {
  const secrets = secret === undefined ? sealed?.secrets : [secret].flat();
  if (secrets === undefined) {
    return conflict("Its secret and settings cannot be opened any more: give both anew.");
  }
  const settings = mergeMasked(sealed?.settings ?? {}, patch);
  if (!settings.ok) return invalid(...settings.reason);
  const issues = connectionIssues(
    { providers, sources },
    { provider, secrets, settings: settings.value },
  );
  if (issues.length > 0) return fail({ kind: "invalid", issues });
  return ok({
    name: name ?? current.name,
    identifiers: identifiers === undefined ? current.identifiers : [...new Set(identifiers)],
    secrets,
    settings: settings.value,
    at: now(),
  });
}

import type { Candidate, Connections } from "#src/pipeline/ports.ts";

/** A directory loaded less than this ago is current enough to refuse by. */
const FRESH_MS = 100;

export type ConnectionDirectory = Connections & {
  /** Something changed, here or in another process. */
  invalidate(): void;
};

export type DirectoryEntry = {
  readonly candidate: Candidate;
  readonly identifiers: readonly string[];
};

type Loaded = {
  /** When it was last known to be current. */
  readonly at: number;
  readonly stamp: string;
  readonly byId: ReadonlyMap<string, Candidate>;
  readonly byIdentifier: ReadonlyMap<string, readonly Candidate[]>;
  /** In whose name a callback may come that names nothing known. */
  readonly unnamed: readonly Candidate[];
};

/**
 * A provider's connections, kept opened in memory until one changes. `stampOf` is cheap and differs after every
 * change; `load` opens every secret.
 */
export function createConnectionDirectory(
  stampOf: (provider: string) => Promise<string>,
  load: (provider: string) => Promise<readonly DirectoryEntry[]>,
): ConnectionDirectory {
  const loaded = new Map<string, Promise<Loaded>>();

  function current(provider: string): Promise<Loaded> {
    const known = loaded.get(provider);
    if (known !== undefined) return known;
    const loading = open(provider);
    loaded.set(provider, loading);
    // A load that failed is not kept: the next callback tries again.
    loading.catch(() => loaded.delete(provider));
    return loading;
  }

  async function open(provider: string): Promise<Loaded> {
    // Read first: what changes in between makes the stamp differ, and is loaded the next time.
    const stamp = await stampOf(provider);
    return index(stamp, await load(provider));
  }

  /** True when there was something new. What anybody can provoke with a forged callback has to be cheap. */
  async function reload(provider: string): Promise<boolean> {
    const seen = current(provider);
    const known = await seen;
    if (performance.now() - known.at < FRESH_MS) return false;
    // Of many that find it old at the same time, the first one looks for all.
    if (loaded.get(provider) !== seen) return (await current(provider)).stamp !== known.stamp;
    const looking = stampOf(provider).then((stamp) =>
      stamp === known.stamp ? { ...known, at: performance.now() } : open(provider),
    );
    loaded.set(provider, looking);
    looking.catch(() => loaded.delete(provider));
    return (await looking).stamp !== known.stamp;
  }

  return {
    async byId(provider, connectionId) {
      const known = (await current(provider)).byId.get(connectionId);
      if (known !== undefined || !(await reload(provider))) return known ?? null;
      return (await current(provider)).byId.get(connectionId) ?? null;
    },
    async matching(provider, identifiers) {
      const { byIdentifier, unnamed, byId } = await current(provider);
      const named = identifiers.flatMap((identifier) => byIdentifier.get(identifier) ?? []);
      if (named.length > 0) return [...new Set(named)];
      const all = new Set([...unnamed, ...byId.values()]);
      // Workspaces may share a secret (one Meta app serves many): what names somebody unknown is nobody else's.
      const isOneTenant = new Set([...all].map(({ workspaceId }) => workspaceId)).size <= 1;
      return identifiers.length === 0 || isOneTenant ? [...all] : unnamed;
    },
    refresh: reload,
    invalidate: () => loaded.clear(),
  };
}

function index(stamp: string, entries: readonly DirectoryEntry[]): Loaded {
  const byIdentifier = new Map<string, Candidate[]>();
  for (const { candidate, identifiers } of entries) {
    for (const identifier of identifiers) {
      byIdentifier.set(identifier, [...(byIdentifier.get(identifier) ?? []), candidate]);
    }
  }
  return {
    at: performance.now(),
    stamp,
    byId: new Map(entries.map(({ candidate }) => [candidate.connectionId, candidate])),
    byIdentifier,
    unnamed: entries
      .filter(({ identifiers }) => identifiers.length === 0)
      .map(({ candidate }) => candidate),
  };
}

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
  readonly at: number;
  readonly byId: ReadonlyMap<string, Candidate>;
  readonly byIdentifier: ReadonlyMap<string, readonly Candidate[]>;
};

/** A provider's connections, kept opened in memory until one changes. */
export function createConnectionDirectory(
  load: (provider: string) => Promise<readonly DirectoryEntry[]>,
): ConnectionDirectory {
  const loaded = new Map<string, Promise<Loaded>>();

  function current(provider: string): Promise<Loaded> {
    const known = loaded.get(provider);
    if (known !== undefined) return known;
    const loading = load(provider).then(index);
    loaded.set(provider, loading);
    // A load that failed is not kept: the next callback tries again.
    loading.catch(() => loaded.delete(provider));
    return loading;
  }

  async function reload(provider: string): Promise<boolean> {
    const seen = current(provider);
    const { at } = await seen;
    if (Date.now() - at < FRESH_MS) return false;
    // Of many that find it old at the same time, the first one loads for all.
    if (loaded.get(provider) === seen) loaded.delete(provider);
    await current(provider);
    return true;
  }

  return {
    async byId(provider, connectionId) {
      const known = (await current(provider)).byId.get(connectionId);
      if (known !== undefined || !(await reload(provider))) return known ?? null;
      return (await current(provider)).byId.get(connectionId) ?? null;
    },
    async matching(provider, identifiers) {
      const { byId, byIdentifier } = await current(provider);
      const named = identifiers.flatMap((identifier) => byIdentifier.get(identifier) ?? []);
      return named.length > 0 ? [...new Set(named)] : [...byId.values()];
    },
    refresh: reload,
    invalidate: () => loaded.clear(),
  };
}

function index(entries: readonly DirectoryEntry[]): Loaded {
  const byIdentifier = new Map<string, Candidate[]>();
  for (const { candidate, identifiers } of entries) {
    for (const identifier of identifiers) {
      byIdentifier.set(identifier, [...(byIdentifier.get(identifier) ?? []), candidate]);
    }
  }
  return {
    at: Date.now(),
    byId: new Map(entries.map(({ candidate }) => [candidate.connectionId, candidate])),
    byIdentifier,
  };
}

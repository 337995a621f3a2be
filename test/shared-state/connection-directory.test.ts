import { describe, expect, it } from "vitest";
import {
  createConnectionDirectory,
  type DirectoryEntry,
} from "#src/shared-state/connection-directory.ts";
import { waitFor } from "../support/wait-for.ts";

function entry(connectionId: string, ...identifiers: string[]): DirectoryEntry {
  return entryOf("w", connectionId, ...identifiers);
}

function entryOf(
  workspaceId: string,
  connectionId: string,
  ...identifiers: string[]
): DirectoryEntry {
  return {
    identifiers,
    candidate: {
      connectionId,
      workspaceId,
      receiver: {
        verify: () => ({ ok: true, value: undefined }),
        normalize: () => ({ ok: true, value: { type: "x", facts: [] } }),
        acknowledge: () => ({ status: 200, contentType: "text/plain", body: "" }),
      },
      sourceAddresses: null,
      handshake: () => null,
    },
  };
}

function openDirectory(first: readonly DirectoryEntry[]) {
  const source = { entries: first, loads: [] as string[], error: null as Error | null, looks: 0 };
  const stampOf = async () => {
    source.looks++;
    return source.entries.map(({ candidate }) => candidate.connectionId).join();
  };
  const directory = createConnectionDirectory(stampOf, async (provider) => {
    source.loads.push(provider);
    if (source.error !== null) throw source.error;
    return source.entries;
  });
  async function ids(...identifiers: string[]) {
    const found = await directory.matching("acme", identifiers);
    return found.map(({ connectionId }) => connectionId);
  }
  return { directory, source, ids };
}

/** So long after a load that a miss may ask again. */
async function aged(): Promise<void> {
  const since = Date.now();
  await waitFor(async () => Date.now() - since > 110, { what: "the directory to age" });
}

describe("connections", () => {
  const three = [entry("a", "1"), entry("b", "2", "both"), entry("c", "both")];

  it.each<[string, string[], string[]]>([
    ["are those whose identifier occurs", ["2"], ["b"]],
    ["are all that have the identifier", ["both"], ["b", "c"]],
    ["are named once, however often they are meant", ["2", "both", "2"], ["b", "c"]],
    ["are all of them where none is named", [], ["a", "b", "c"]],
    ["are all of them where only strangers are named", ["9"], ["a", "b", "c"]],
    ["are not the strangers beside one that is named", ["9", "1"], ["a"]],
  ])("%s", async (_what, identifiers, expected) => {
    expect(await openDirectory(three).ids(...identifiers)).toEqual(expected);
  });

  it("of several workspaces are not meant by a callback that names a stranger, but for the unnamed", async () => {
    const { ids } = openDirectory([
      entryOf("one", "a", "1"),
      entryOf("two", "b", "2"),
      entryOf("two", "open"),
    ]);
    expect(await ids("9")).toEqual(["open"]);
    expect(await ids("2")).toEqual(["b"]);
    expect(await ids()).toEqual(["open", "a", "b"]);
  });

  it("are loaded once for all that ask at the same time, and kept", async () => {
    const { ids, source } = openDirectory(three);
    await Promise.all([ids("1"), ids("2"), ids("both")]);
    await ids("1");
    expect(source.loads).toEqual(["acme"]);
  });

  it("are kept apart by provider", async () => {
    const { directory, source } = openDirectory(three);
    await directory.matching("acme", []);
    await directory.matching("other", []);
    expect(source.loads).toEqual(["acme", "other"]);
  });

  it("are loaded anew after a change", async () => {
    const { directory, source, ids } = openDirectory(three);
    await ids();
    source.entries = [entry("d")];
    expect(await ids()).toEqual(["a", "b", "c"]);
    directory.invalidate();
    expect(await ids()).toEqual(["d"]);
  });

  it("are loaded anew after a load that failed", async () => {
    const { source, ids } = openDirectory(three);
    source.error = new Error("connection refused");
    await expect(ids()).rejects.toThrow("connection refused");
    source.error = null;
    expect(await ids("1")).toEqual(["a"]);
  });

  it("show what changed while they were being loaded", async () => {
    const loading = Promise.withResolvers<readonly DirectoryEntry[]>();
    let loads = 0;
    const stampOf = async () => "unchanged";
    const directory = createConnectionDirectory(stampOf, () => {
      loads++;
      return loads === 1 ? loading.promise : Promise.resolve([entry("new")]);
    });
    const first = directory.matching("acme", []);
    directory.invalidate();
    loading.resolve([entry("old")]);
    await first;
    const found = await directory.matching("acme", []);
    expect(found.map(({ connectionId }) => connectionId)).toEqual(["new"]);
  });
});

describe("a connection by its id", () => {
  it("is found", async () => {
    const { directory } = openDirectory([entry("a")]);
    expect((await directory.byId("acme", "a"))?.connectionId).toBe("a");
  });

  it("that is not known is looked for again, for it may be new", async () => {
    const { directory, source, ids } = openDirectory([]);
    await ids();
    await aged();
    source.entries = [entry("a")];
    expect((await directory.byId("acme", "a"))?.connectionId).toBe("a");
  });

  it("that does not exist costs a look and no load, however often it is asked for", async () => {
    const { directory, source, ids } = openDirectory([]);
    await ids();
    await aged();
    const { looks } = source;
    for (let asked = 0; asked < 20; asked++) expect(await directory.byId("acme", "x")).toBeNull();
    expect(source.looks - looks).toBeLessThanOrEqual(2);
    expect(source.loads).toHaveLength(1);
  });
});

describe("a refresh", () => {
  it("does nothing to what was loaded a moment ago", async () => {
    const { directory, source, ids } = openDirectory([]);
    await ids();
    source.entries = [entry("a")];
    expect(await directory.refresh("acme")).toBe(false);
    expect(source.loads).toHaveLength(1);
  });

  it("loads anew what is older and has changed", async () => {
    const { directory, source, ids } = openDirectory([entry("a")]);
    await ids();
    await aged();
    source.entries = [entry("b")];
    expect(await directory.refresh("acme")).toBe(true);
    expect(await ids()).toEqual(["b"]);
  });

  it("loads nothing where nothing has changed", async () => {
    const { directory, source, ids } = openDirectory([entry("a")]);
    await ids();
    await aged();
    expect(await directory.refresh("acme")).toBe(false);
    expect(await ids()).toEqual(["a"]);
    expect(source.loads).toHaveLength(1);
  });

  it("by many at once looks once and tells all of them", async () => {
    const { directory, source, ids } = openDirectory([]);
    await ids();
    await aged();
    source.entries = [entry("a")];
    const { looks } = source;
    const asked = Array.from({ length: 10 }, () => directory.refresh("acme"));
    expect(await Promise.all(asked)).toEqual(asked.map(() => true));
    expect(source.loads).toHaveLength(2);
    expect(source.looks - looks).toBe(2);
  });
});

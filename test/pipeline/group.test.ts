import { describe, expect, it, vi } from "vitest";
import { createGroups, type GroupOptions, Overloaded } from "#src/pipeline/group.ts";

type Commit = {
  readonly items: readonly string[];
  /** Ends the transaction; each item's outcome is its name in upper case. */
  succeed(): void;
  fail(error: Error): void;
};

class PoisonError extends Error {}

/** A database whose transactions end when the test says so. */
function openDatabase(changes: Partial<GroupOptions<string>> = {}) {
  const commits: Commit[] = [];
  const join = createGroups<string, string>(
    (items) => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
      commits.push({
        items,
        succeed: () => resolve(items.map((item) => item.toUpperCase())),
        fail: reject,
      });
      return promise;
    },
    {
      maxItems: 200,
      maxBytes: 1_000,
      maxGroups: 1,
      maxWaitingBytes: 10_000,
      sizeOf: (item) => item.length,
      ownerOf: (item) => item[0] ?? "",
      isItemFault: (error) => error instanceof PoisonError,
      ...changes,
    },
  );
  return { join, commits };
}

/** A database that answers at once, and stumbles over one item wherever it is. */
function poisonedDatabase(poison: string, changes: Partial<GroupOptions<string>> = {}) {
  const tried: (readonly string[])[] = [];
  const join = createGroups<string, string>(
    async (items) => {
      tried.push(items);
      if (items.includes(poison)) throw new PoisonError(poison);
      return items.map((item) => item.toUpperCase());
    },
    {
      maxItems: 200,
      maxBytes: 1_000,
      maxGroups: 1,
      maxWaitingBytes: 10_000,
      sizeOf: (item) => item.length,
      ownerOf: (item) => item[0] ?? "",
      isItemFault: (error) => error instanceof PoisonError,
      ...changes,
    },
  );
  return { join, tried };
}

/** Lets everything that is ready to run do so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("items that arrive", () => {
  it("together share a transaction", async () => {
    const { join, commits } = openDatabase();
    void join("a");
    void join("b");
    await settled();
    expect(commits.map(({ items }) => items)).toEqual([["a", "b"]]);
  });

  it("while a transaction runs wait for the next one, which takes them all", async () => {
    const { join, commits } = openDatabase();
    void join("a");
    await settled();
    void join("b");
    await settled();
    void join("c");
    await settled();
    expect(commits).toHaveLength(1);
    commits[0]?.succeed();
    await settled();
    expect(commits.map(({ items }) => items)).toEqual([["a"], ["b", "c"]]);
  });

  it("alone wait for nobody", async () => {
    const { join, commits } = openDatabase();
    void join("a");
    await settled();
    expect(commits).toHaveLength(1);
  });

  it("get the outcome of their own place in the group", async () => {
    const { join, commits } = openDatabase();
    const outcomes = ["a", "b", "c"].map(join);
    await settled();
    commits[0]?.succeed();
    expect(await Promise.all(outcomes)).toEqual(["A", "B", "C"]);
  });

  it("have no outcome before the commit", async () => {
    const { join, commits } = openDatabase();
    let isKnown = false;
    const outcome = join("a").finally(() => {
      isKnown = true;
    });
    await settled();
    expect(isKnown).toBe(false);
    commits[0]?.succeed();
    await outcome;
    expect(isKnown).toBe(true);
  });

  it("run in as many transactions at once as are allowed, and no more", async () => {
    const { join, commits } = openDatabase({ maxGroups: 2, maxItems: 1 });
    for (const item of ["a", "b", "c"]) {
      void join(item);
      await settled();
    }
    expect(commits.map(({ items }) => items)).toEqual([["a"], ["b"]]);
    commits[1]?.succeed();
    await settled();
    expect(commits.map(({ items }) => items)).toEqual([["a"], ["b"], ["c"]]);
  });
});

describe("more than a group takes", () => {
  it("has one of each owner in turn, each owner's in order", async () => {
    const { join, commits } = openDatabase({ maxItems: 4 });
    void join("running");
    await settled();
    for (const item of ["a1", "a2", "a3", "a4", "a5", "b1", "c1", "b2"]) void join(item);
    commits[0]?.succeed();
    await settled();
    expect(commits[1]?.items).toEqual(["a1", "b1", "c1", "a2"]);
    commits[1]?.succeed();
    await settled();
    expect(commits[2]?.items).toEqual(["a3", "a4", "a5", "b2"]);
  });

  it("in bytes does as well", async () => {
    const { join, commits } = openDatabase({ maxBytes: 6 });
    void join("running");
    await settled();
    for (const item of ["a1", "a2", "a3", "b1"]) void join(item);
    commits[0]?.succeed();
    await settled();
    expect(commits[1]?.items).toEqual(["a1", "b1", "a2"]);
  });
});

describe("a second transaction", () => {
  const many = Array.from({ length: 20 }, (_, index) => `item ${index}`);

  it("does not begin beside a small one either", async () => {
    const { join, commits } = openDatabase({ maxGroups: 2 });
    void join("first");
    await settled();
    void join("second");
    await settled();
    expect(commits.map(({ items }) => items)).toEqual([["first"]]);
  });

  it("does not begin beside a large one", async () => {
    const { join, commits } = openDatabase({ maxGroups: 2 });
    for (const item of many) void join(item);
    await settled();
    void join("late");
    await settled();
    expect(commits).toHaveLength(1);
    commits[0]?.succeed();
    await settled();
    expect(commits[1]?.items).toEqual(["late"]);
  });

  it("begins beside a large one when it is full", async () => {
    const { join, commits } = openDatabase({ maxGroups: 2, maxItems: many.length });
    for (const item of [...many, ...many.slice(1)]) void join(item);
    await settled();
    expect(commits).toHaveLength(1);
    void join("the last");
    await settled();
    expect(commits.map(({ items }) => items.length)).toEqual([many.length, many.length]);
  });

  it("begins beside a large one that is slow", async () => {
    const { join, commits } = openDatabase({ maxGroups: 2 });
    for (const item of many) void join(item);
    await settled();
    void join("late");
    await vi.waitFor(() => expect(commits).toHaveLength(2));
    expect(commits[1]?.items).toEqual(["late"]);
  });
});

describe("a group", () => {
  it("holds no more than its number of items, the rest in order behind it", async () => {
    const { join, commits } = openDatabase({ maxItems: 2 });
    for (const item of ["a", "b", "c", "d", "e"]) void join(item);
    await settled();
    commits[0]?.succeed();
    await settled();
    commits[1]?.succeed();
    await settled();
    expect(commits.map(({ items }) => items)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });

  it.each<[string, string[], string[][]]>([
    [
      "ends before the item that would go over",
      ["aaaa", "bbbb", "cccc"],
      [["aaaa", "bbbb"], ["cccc"]],
    ],
    ["may be full to the last byte", ["aaaa", "bbbbbb", "c"], [["aaaa", "bbbbbb"], ["c"]]],
    [
      "takes an item alone that is larger than it",
      ["a".repeat(11), "b"],
      [["a".repeat(11)], ["b"]],
    ],
    ["leaves a large one for the next", ["b", "a".repeat(11)], [["b"], ["a".repeat(11)]]],
  ])("in bytes %s", async (_what, items, groups) => {
    const { join, commits } = openDatabase({ maxBytes: 10 });
    for (const item of items) void join(item);
    for (const index of groups.keys()) {
      await settled();
      commits[index]?.succeed();
    }
    await settled();
    expect(commits.map((commit) => commit.items)).toEqual(groups);
  });
});

describe("an item that cannot be stored", () => {
  it("fails alone, and the others succeed", async () => {
    const { join } = poisonedDatabase("bad");
    const outcomes = await Promise.allSettled(["a", "bad", "c"].map(join));
    expect(outcomes).toEqual([
      { status: "fulfilled", value: "A" },
      { status: "rejected", reason: new PoisonError("bad") },
      { status: "fulfilled", value: "C" },
    ]);
  });

  it("is not tried again when it was alone", async () => {
    const { join, tried } = poisonedDatabase("bad");
    await expect(join("bad")).rejects.toThrow(PoisonError);
    expect(tried).toEqual([["bad"]]);
  });

  it("does not stop the groups after it", async () => {
    const { join } = poisonedDatabase("bad", { maxItems: 2 });
    const outcomes = await Promise.allSettled(["bad", "a", "b", "c"].map(join));
    expect(outcomes.map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      "fulfilled",
      "fulfilled",
    ]);
  });
});

describe("a database that is away", () => {
  it("rejects all that waited for the transaction, without trying each of them", async () => {
    const { join, commits } = openDatabase();
    const outcomes = Promise.allSettled(["a", "b"].map(join));
    await settled();
    const away = new Error("connection refused");
    commits[0]?.fail(away);
    expect(await outcomes).toEqual([
      { status: "rejected", reason: away },
      { status: "rejected", reason: away },
    ]);
    expect(commits).toHaveLength(1);
  });

  it("lets those through that come once it is back", async () => {
    const { join, commits } = openDatabase();
    const lost = join("a");
    await settled();
    commits[0]?.fail(new Error("connection refused"));
    await expect(lost).rejects.toThrow("connection refused");
    const stored = join("b");
    await settled();
    commits[1]?.succeed();
    expect(await stored).toBe("B");
  });
});

describe("more than may wait in memory", () => {
  it("is turned away at once", async () => {
    const { join } = openDatabase({ maxWaitingBytes: 10 });
    void join("running");
    await settled();
    void join("12345678");
    await expect(join("9ab")).rejects.toThrow(Overloaded);
  });

  it("does not count what is under way", async () => {
    const { join, commits } = openDatabase({ maxWaitingBytes: 10 });
    void join("1234567890");
    await settled();
    void join("1234567890");
    await settled();
    commits[0]?.succeed();
    await settled();
    expect(commits).toHaveLength(2);
  });

  it("is taken again when the waiting have been served", async () => {
    const { join, commits } = openDatabase({ maxWaitingBytes: 10 });
    void join("a");
    await settled();
    void join("12345678");
    commits[0]?.succeed();
    await settled();
    const later = join("1234567890");
    commits[1]?.succeed();
    await settled();
    commits[2]?.succeed();
    expect(await later).toBe("1234567890");
  });

  it("never turns away a single item, however large, that finds nobody waiting", async () => {
    const { join, commits } = openDatabase({ maxWaitingBytes: 10 });
    const outcome = join("a".repeat(11));
    await settled();
    commits[0]?.succeed();
    expect(await outcome).toBe("A".repeat(11));
  });
});

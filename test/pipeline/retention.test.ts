import { describe, expect, it } from "vitest";
import { firstIdAt } from "#src/core/ids.ts";
import { createRetention, deleteOld } from "#src/pipeline/retention.ts";
import type { RetentionStore } from "#src/pipeline/retention-ports.ts";
import type { RetentionDependencies } from "#src/pipeline/retention-steps.ts";
import { emptyRetentionStore, NONE } from "../support/retention-store.ts";
import { NOW, recordingLog } from "../support/samples.ts";
import { waitFor } from "../support/wait-for.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function fakes(changes: Partial<RetentionStore> = {}) {
  const calls: string[] = [];
  const store = emptyRetentionStore({
    deleteRows: async (table) => {
      calls.push(table);
      return NONE;
    },
    clearBodies: async (table) => {
      calls.push(`cleared ${table}`);
      return NONE;
    },
    deleteKeys: async (table) => {
      calls.push(table);
      return NONE;
    },
    oldPartitions: async (table, before) => {
      calls.push(`old ${table} ${before.toISOString().slice(0, 10)}`);
      return [];
    },
    markBodiesRemoved: async (ids) => void calls.push(`marked ${ids.length}`),
    ...changes,
  });
  const log = recordingLog();
  const dependencies: RetentionDependencies = {
    store,
    removeFile: async (path) => void calls.push(`removed ${path}`),
    deleteMediaBefore: async () => 0,
    retention: { everythingMs: 30 * DAY_MS, bodyMs: 30 * DAY_MS, mediaMs: 7 * DAY_MS },
    now: () => NOW,
    log,
  };
  return { dependencies, calls, log };
}

describe("a run", () => {
  it("deletes what holds on to others before those, a table's old partitions before its rows", async () => {
    const { dependencies, calls } = fakes();
    await deleteOld(dependencies);
    const old = "2026-01-30";
    expect(calls.filter((call) => !call.startsWith("marked"))).toEqual([
      ...["delivery_bodies", "attempt_bodies", "callback_bodies"].flatMap((table) => [
        `old ${table} ${old}`,
        table,
      ]),
      ...[`old deliveries ${old}`, `old attempts ${old}`, "deliveries", "calls"],
      ...[`old events ${old}`, "events", `old callbacks ${old}`, "callbacks"],
      ...["callback_keys", "event_keys"],
    ]);
  });

  it("removes bodies by a time of their own, those in rows and in files too", async () => {
    const asked: string[] = [];
    const note = (table: string, before: Date) =>
      void asked.push(`${table} ${(NOW.getTime() - before.getTime()) / DAY_MS}`);
    const { dependencies } = fakes({
      deleteRows: async (table, { before }) => {
        if (table === "delivery_bodies" || table === "deliveries") note(table, before);
        return NONE;
      },
      clearBodies: async (table, { before }) => {
        note(table, new Date(before.getTime() + (NOW.getTime() % (6 * HOUR_MS))));
        return NONE;
      },
      findBodies: async ({ before }) => {
        note("files", before);
        return [];
      },
    });
    const retention = { everythingMs: 30 * DAY_MS, bodyMs: 2 * DAY_MS, mediaMs: 7 * DAY_MS };
    await deleteOld({ ...dependencies, retention });
    await deleteOld({ ...dependencies, retention });
    const everyTime = ["files 2", "delivery_bodies 2", "deliveries 30"];
    const inRows = ["deliveries 2", "attempts 2", "callbacks 2", "rejections 2"];
    expect(asked).toEqual([...everyTime.slice(0, 2), ...inRows, "deliveries 30", ...everyTime]);
  });

  it("reads the keys through once for each partition's time", async () => {
    const { dependencies, calls } = fakes();
    const keysRead = async (now: Date) => {
      calls.length = 0;
      await deleteOld({ ...dependencies, now: () => now });
      return calls.filter((call) => call === "event_keys").length;
    };
    expect(await keysRead(NOW)).toBe(1);
    expect(await keysRead(NOW)).toBe(0);
    expect(await keysRead(new Date(NOW.getTime() + 4 * DAY_MS))).toBe(1);
  });

  it("goes through a table in small batches, from where the last one ended", async () => {
    const ends = ["b", "c", null];
    const ranges: unknown[] = [];
    const { dependencies, log } = fakes({
      deleteRows: async (table, range) => {
        if (table !== "events") return NONE;
        ranges.push(range);
        return { count: 10, last: ends[ranges.length - 1] ?? null };
      },
    });
    expect(await deleteOld(dependencies)).toEqual({ events: 30 });
    const before = new Date(NOW.getTime() - 30 * DAY_MS);
    const after = [firstIdAt(new Date(0)), "b", "c"];
    expect(ranges).toEqual(after.map((id) => ({ after: id, before })));
    expect(log.lines).toEqual([
      {
        level: "info",
        message: "deleted what was kept long enough",
        fields: { events: 30, durationMs: 0 },
      },
    ]);
  });

  it("says nothing where there was nothing", async () => {
    const { dependencies, log } = fakes();
    expect(await deleteOld(dependencies)).toEqual({});
    expect(log.lines).toEqual([]);
  });

  it("ends when another process is at it", async () => {
    const { dependencies, calls } = fakes({ deleteConversations: async () => null });
    let media = 0;
    const deleteMediaBefore = async () => ++media;
    await deleteOld({ ...dependencies, deleteMediaBefore });
    expect(calls).toContain("callbacks");
    expect(media).toBe(0);
  });

  it("ends between two batches when told to stop", async () => {
    const stopping = new AbortController();
    const { dependencies, calls } = fakes({
      deleteRows: async (table) => {
        calls.push(table);
        stopping.abort();
        return { count: 1, last: "there is more" };
      },
    });
    await deleteOld(dependencies, stopping.signal);
    expect(calls.filter((call) => !/^(marked|old)/.test(call))).toEqual(["delivery_bodies"]);
  });

  it("removes the file of a body before it says so, by the time for media", async () => {
    const asked: Date[] = [];
    const { dependencies, calls } = fakes({
      findBodies: async ({ before }) => {
        asked.push(before);
        return asked.length === 1 ? [{ id: "1", path: "callbacks/1" }] : [];
      },
    });
    expect(await deleteOld(dependencies)).toEqual({ bodies: 1 });
    expect(calls.slice(0, 2)).toEqual(["removed callbacks/1", "marked 1"]);
    expect(asked[0]).toEqual(new Date(NOW.getTime() - 7 * DAY_MS));
  });
});

describe("a partition in which all is old", () => {
  const partition = { table: "deliveries", name: "deliveries_p2026010100" } as const;
  const oneOld: Partial<RetentionStore> = {
    oldPartitions: async (table) => (table === "deliveries" ? [partition] : []),
  };

  it("is dropped, but for what was found in it that is not over", async () => {
    const parts = [
      { count: 10, last: "b", ids: ["a"] },
      { count: 1, last: null, ids: ["c"] },
    ];
    const dropped: unknown[] = [];
    const { dependencies, log } = fakes({
      ...oneOld,
      heldIn: async () => parts.shift() ?? { ...NONE, ids: [] },
      dropPartition: async (which, kept) => {
        dropped.push(which, kept);
        return "dropped";
      },
    });
    expect(await deleteOld(dependencies)).toEqual({ deliveryPartitions: 1 });
    expect(dropped).toEqual([partition, ["a", "c"]]);
    expect(log.lines[0]?.fields).toEqual({ partition: partition.name, kept: 2 });
  });

  it("stays while too much in it is not over", async () => {
    const { dependencies, calls } = fakes({
      ...oneOld,
      heldIn: async () => ({ count: 1, last: "more", ids: new Array(1_500).fill("waiting") }),
    });
    expect(await deleteOld(dependencies)).toEqual({});
    expect(calls).not.toContain(`dropped ${partition.name}`);
    expect(calls).toContain("callbacks");
  });

  it("stays for the next run while its table is in use, and nothing else waits for it", async () => {
    const { dependencies, calls, log } = fakes({ ...oneOld, dropPartition: async () => "busy" });
    expect(await deleteOld(dependencies)).toEqual({});
    expect(log.lines[0]?.message).toContain("in use");
    expect(calls).toContain("callbacks");
  });

  it("is left to the process that is at it", async () => {
    const { dependencies, calls } = fakes({ ...oneOld, heldIn: async () => null });
    expect(await deleteOld(dependencies)).toEqual({});
    expect(calls).not.toContain("callbacks");
  });
});

describe("in the background", () => {
  it("runs again and again, also after one that failed, until it is stopped", async () => {
    let runs = 0;
    const { dependencies, log } = fakes({
      hideRecordings: async () => {
        runs++;
        if (runs === 1) throw new Error("the database is away");
        return [];
      },
    });
    const retention = createRetention(dependencies, { firstAfterMs: 0, everyMs: 1 });
    retention.start();
    await waitFor(async () => runs >= 3);
    await retention[Symbol.asyncDispose]();
    const stoppedAt = runs;
    expect(log.lines[0]?.level).toBe("error");
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs).toBe(stoppedAt);
  });
});

import { describe, expect, it } from "vitest";
import { firstIdAt } from "#src/core/ids.ts";
import { createRetention, deleteOld, type RetentionDependencies } from "#src/pipeline/retention.ts";
import type { RetentionStore } from "#src/pipeline/retention-ports.ts";
import { NOW, recordingLog } from "../support/samples.ts";
import { waitFor } from "../support/wait-for.ts";

const DAY_MS = 86_400_000;
const NONE = { count: 0, last: null };

function fakes(changes: Partial<RetentionStore> = {}) {
  const calls: string[] = [];
  const store: RetentionStore = {
    deleteRows: async (table) => {
      calls.push(table);
      return NONE;
    },
    deleteConversations: async () => NONE,
    deleteIdempotencyKeys: async () => NONE,
    hideRecordings: async () => [],
    findBodies: async () => [],
    markBodiesRemoved: async (ids) => void calls.push(`marked ${ids.length}`),
    ...changes,
  };
  const log = recordingLog();
  const dependencies: RetentionDependencies = {
    store,
    removeFile: async (path) => void calls.push(`removed ${path}`),
    deleteMediaBefore: async () => 0,
    retention: { everythingMs: 30 * DAY_MS, mediaMs: 7 * DAY_MS },
    now: () => NOW,
    log,
  };
  return { dependencies, calls, log };
}

describe("a run", () => {
  it("deletes what holds on to others before those", async () => {
    const { dependencies, calls } = fakes();
    await deleteOld(dependencies);
    const tables = calls.filter((call) => !call.startsWith("marked"));
    expect(tables).toEqual(["deliveries", "calls", "events", "callbacks"]);
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
    expect(calls.filter((call) => !call.startsWith("marked"))).toEqual(["deliveries"]);
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

import { describe, expect, it } from "vitest";
import { cachedReading } from "#src/pipeline/cached-reading.ts";

describe("cachedReading", () => {
  it("reads once for all who ask while the answer is fresh", async () => {
    let reads = 0;
    const read = cachedReading(async () => ++reads, { ttlMs: 60_000, deadlineMs: 1_000 });
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
    expect(await read()).toBe(1);
  });

  it("reads again once the answer is old", async () => {
    let reads = 0;
    const read = cachedReading(async () => ++reads, { ttlMs: 0, deadlineMs: 1_000 });
    expect([await read(), await read()]).toEqual([1, 2]);
  });

  it("answers null for what fails, for as long as an answer stands", async () => {
    let reads = 0;
    const failing = async () => {
      reads++;
      throw new Error("no database");
    };
    const read = cachedReading(failing, { ttlMs: 60_000, deadlineMs: 1_000 });
    expect([await read(), await read()]).toEqual([null, null]);
    expect(reads).toBe(1);
  });

  it("waits for what hangs no longer than the deadline, and does not ask a second time", async () => {
    let reads = 0;
    const { promise, resolve } = Promise.withResolvers<string>();
    const hanging = () => {
      reads++;
      return promise;
    };
    const read = cachedReading(hanging, { ttlMs: 60_000, deadlineMs: 20 });
    const startedAt = performance.now();
    expect(await read()).toBeNull();
    expect(await read()).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(reads).toBe(1);
    resolve("late");
    await promise;
    await Promise.resolve();
    expect(await read()).toBe("late");
  });
});

import { describe, expect, it } from "vitest";
import { pause } from "#src/pipeline/pause.ts";

describe("a pause", () => {
  it("lasts its time", async () => {
    const before = performance.now();
    await pause(40);
    expect(performance.now() - before).toBeGreaterThanOrEqual(38);
  });

  it("ends when its signal aborts", async () => {
    const controller = new AbortController();
    const before = performance.now();
    const paused = pause(60_000, controller.signal);
    controller.abort();
    await paused;
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it("does not begin when the signal has aborted already", async () => {
    const before = performance.now();
    await pause(60_000, AbortSignal.abort());
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

import { describe, expect, it, vi } from "vitest";
import { createMemoryRateLimit } from "#src/shared-state/rate-limits.ts";

describe("a rate limit in memory", () => {
  it("lets through as many as it says, each key for itself", async () => {
    const limit = createMemoryRateLimit({ quota: 2, windowSeconds: 60 });
    expect(await limit.take("a")).toEqual({ isAllowed: true, remaining: 1, resetSeconds: 60 });
    expect(await limit.take("a")).toMatchObject({ isAllowed: true, remaining: 0 });
    expect(await limit.take("a")).toMatchObject({ isAllowed: false, remaining: 0 });
    expect(await limit.take("b")).toMatchObject({ isAllowed: true, remaining: 1 });
  });

  it("begins anew when the window has ended", async () => {
    vi.useFakeTimers();
    try {
      const limit = createMemoryRateLimit({ quota: 1, windowSeconds: 60 });
      await limit.take("a");
      vi.advanceTimersByTime(20_500);
      expect(await limit.take("a")).toEqual({ isAllowed: false, remaining: 0, resetSeconds: 40 });
      vi.advanceTimersByTime(40_000);
      expect(await limit.take("a")).toMatchObject({ isAllowed: true });
    } finally {
      vi.useRealTimers();
    }
  });
});

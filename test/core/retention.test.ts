import { describe, expect, it } from "vitest";
import { retentionOf, retentionProblems } from "#src/core/retention.ts";

const DAY_MS = 86_400_000;

describe("how long things are kept", () => {
  it("is the same for media where nothing else is said", () => {
    expect(retentionOf({ RETENTION_DAYS: 30 })).toEqual({
      everythingMs: 30 * DAY_MS,
      mediaMs: 30 * DAY_MS,
    });
  });

  it("may be shorter for media", () => {
    const settings = { RETENTION_DAYS: 30, MEDIA_RETENTION_DAYS: 7 };
    expect(retentionOf(settings)).toEqual({ everythingMs: 30 * DAY_MS, mediaMs: 7 * DAY_MS });
    expect(retentionProblems(settings)).toEqual([]);
  });

  it("is not longer for media than for the rest", () => {
    const [problem, ...others] = retentionProblems({ RETENTION_DAYS: 7, MEDIA_RETENTION_DAYS: 8 });
    expect(problem?.variable).toBe("MEDIA_RETENTION_DAYS");
    expect(problem?.problem).toContain("RETENTION_DAYS");
    expect(others).toEqual([]);
    expect(retentionProblems({ RETENTION_DAYS: 7, MEDIA_RETENTION_DAYS: 7 })).toEqual([]);
  });
});

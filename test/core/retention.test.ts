import { describe, expect, it } from "vitest";
import {
  partitionWidthMs,
  retentionOf,
  retentionProblems,
  uncovered,
} from "#src/core/retention.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("how long things are kept", () => {
  it("is the same for bodies and media where nothing else is said", () => {
    expect(retentionOf({ RETENTION_DAYS: 30 })).toEqual({
      everythingMs: 30 * DAY_MS,
      bodyMs: 30 * DAY_MS,
      mediaMs: 30 * DAY_MS,
    });
  });

  it("may be shorter for bodies and media", () => {
    const settings = { RETENTION_DAYS: 30, BODY_RETENTION_DAYS: 3, MEDIA_RETENTION_DAYS: 7 };
    expect(retentionOf(settings)).toEqual({
      everythingMs: 30 * DAY_MS,
      bodyMs: 3 * DAY_MS,
      mediaMs: 7 * DAY_MS,
    });
    expect(retentionProblems(settings)).toEqual([]);
  });

  it.each(["BODY_RETENTION_DAYS", "MEDIA_RETENTION_DAYS"])(
    "is not longer than for the rest: %s",
    (name) => {
      const [problem, ...others] = retentionProblems({ RETENTION_DAYS: 7, [name]: 8 });
      expect(problem?.variable).toBe(name);
      expect(problem?.problem).toContain("RETENTION_DAYS");
      expect(others).toEqual([]);
      expect(retentionProblems({ RETENTION_DAYS: 7, [name]: 7 })).toEqual([]);
    },
  );
});

describe("the width of partitions", () => {
  it.each([
    [1, 3],
    [2, 6],
    [3, 12],
    [5, 24],
    [7, 24],
    [8, 24],
    [9, 48],
    [30, 96],
    [365, 46 * 24],
  ])("for %i days is %i hours", (days, hours) => {
    expect(partitionWidthMs(days * DAY_MS)).toBe(hours * HOUR_MS);
  });
});

describe("what partitions are missing", () => {
  const NOON = 1_000 * DAY_MS + 12 * HOUR_MS;

  it("is that of the present and the two after it", () => {
    expect(uncovered([], NOON, DAY_MS)).toEqual([
      { since: 1_000 * DAY_MS, until: 1_001 * DAY_MS },
      { since: 1_001 * DAY_MS, until: 1_002 * DAY_MS },
      { since: 1_002 * DAY_MS, until: 1_003 * DAY_MS },
    ]);
  });

  it("begins where the first partition ends", () => {
    const first = { since: Number.NEGATIVE_INFINITY, until: 1_002 * DAY_MS };
    expect(uncovered([first], NOON, 2 * DAY_MS)).toEqual([
      { since: 1_002 * DAY_MS, until: 1_004 * DAY_MS },
      { since: 1_004 * DAY_MS, until: 1_006 * DAY_MS },
    ]);
  });

  it("fits between those there are, also when their width was another one", () => {
    const there = [{ since: 1_000 * DAY_MS + 6 * HOUR_MS, until: 1_001 * DAY_MS + 6 * HOUR_MS }];
    expect(uncovered(there, NOON, 2 * DAY_MS)[0]).toEqual({
      since: 1_000 * DAY_MS,
      until: 1_000 * DAY_MS + 6 * HOUR_MS,
    });
    expect(uncovered(there, NOON, 2 * DAY_MS)[1]).toEqual({
      since: 1_001 * DAY_MS + 6 * HOUR_MS,
      until: 1_002 * DAY_MS,
    });
  });

  it("is nothing where all is there, and no more than a few after a clock has jumped", () => {
    const there = uncovered([], NOON, DAY_MS);
    expect(uncovered(there, NOON, DAY_MS)).toEqual([]);
    expect(uncovered(there, NOON + 9_000 * DAY_MS, DAY_MS)).toHaveLength(3);
  });
});

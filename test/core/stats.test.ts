import { describe, expect, it } from "vitest";
import { ERROR_CLASSES } from "#src/core/delivery.ts";
import {
  addDeliveries,
  dayByHours,
  ERROR_POSITIONS,
  errorsIn,
  fiveMinutesOf,
  LATENCY_BOUNDS,
  latencyQuantile,
  latencySlot,
  NO_DELIVERIES,
  STATS_PERIODS,
  windowOf,
} from "#src/core/stats.ts";

const NOW = new Date("2026-03-01T12:34:56.789Z");

function countsOf(latencies: readonly number[]): readonly number[] {
  return latencies
    .map((latency) => {
      const counts = Array.from({ length: latencySlot(latency) + 1 }, () => 0);
      counts[latencySlot(latency)] = 1;
      return { ...NO_DELIVERIES, latency: counts };
    })
    .reduce(addDeliveries, NO_DELIVERIES).latency;
}

describe("a window", () => {
  it.each([
    ["1h", "2026-03-01T11:35:00.000Z", 300, 12],
    ["24h", "2026-02-28T12:45:00.000Z", 900, 96],
    ["7d", "2026-02-22T13:00:00.000Z", 3_600, 168],
    ["30d", "2026-01-30T18:00:00.000Z", 21_600, 120],
  ] as const)(
    "of %s begins at a whole bucket and ends with the one under way",
    (period, from, bucketSeconds, length) => {
      const window = windowOf(period, NOW);
      expect([window.from.toISOString(), window.bucketSeconds]).toEqual([from, bucketSeconds]);
      expect(window.starts).toHaveLength(length);
      const last = window.starts.at(-1)?.getTime() ?? 0;
      expect(NOW.getTime() - last).toBeGreaterThanOrEqual(0);
      expect(NOW.getTime() - last).toBeLessThan(bucketSeconds * 1000);
    },
  );

  it("is made of whole rows", () => {
    for (const period of STATS_PERIODS) {
      const { bucketSeconds, rowMinutes } = windowOf(period, NOW);
      expect(bucketSeconds % (rowMinutes * 60)).toBe(0);
    }
  });

  it("of a day by hours has the hour that is under way", () => {
    expect(dayByHours(NOW).starts.at(-1)?.toISOString()).toBe("2026-03-01T12:00:00.000Z");
    expect(dayByHours(NOW).starts).toHaveLength(24);
  });
});

describe("five minutes", () => {
  it("begin at whole multiples", () => {
    expect(new Date(fiveMinutesOf(NOW.getTime())).toISOString()).toBe("2026-03-01T12:30:00.000Z");
  });
});

describe("tallies", () => {
  it("are added position by position, however long their lists are", () => {
    const a = { ...NO_DELIVERIES, delivered: 1, errors: [1], latency: [0, 2, 3] };
    const b = { ...NO_DELIVERIES, delivered: 2, errors: [], latency: [5] };
    const sum = { ...NO_DELIVERIES, delivered: 3, errors: [1], latency: [5, 2, 3] };
    expect([addDeliveries(a, b), addDeliveries(b, a)]).toEqual([sum, sum]);
  });

  it("have a position for each error class", () => {
    const positions = ERROR_CLASSES.map((name) => ERROR_POSITIONS[name]);
    expect(new Set(positions).size).toBe(ERROR_CLASSES.length);
    expect(Math.max(...positions)).toBe(ERROR_CLASSES.length - 1);
  });

  it("tell the most frequent errors first, and none that did not happen", () => {
    expect(errorsIn([1, 0, 7])).toEqual([
      { errorClass: "connection_reset", count: 7 },
      { errorClass: "dns_error", count: 1 },
    ]);
  });
});

describe("latencies", () => {
  it("have bounds that rise by a fifth at most", () => {
    for (const [index, bound] of LATENCY_BOUNDS.entries()) {
      const before = LATENCY_BOUNDS[index - 1] ?? 0;
      expect(bound).toBeGreaterThan(before);
      if (bound > 8) expect((bound - 1) / before).toBeLessThan(1.2);
    }
    // Rows in the database hold these positions.
    expect([LATENCY_BOUNDS.length, LATENCY_BOUNDS[20], LATENCY_BOUNDS.at(-1)]).toEqual([
      100, 76, 67_108_864,
    ]);
  });

  it.each([
    [0, 0],
    [1, 1],
    [7, 7],
    [8, 8],
    [9, 8],
    [10, 9],
    [10 ** 12, 100],
  ])("of %i ms are counted at %i", (latency, slot) => {
    expect(latencySlot(latency)).toBe(slot);
  });

  it.each([
    [[], 0.5, null],
    [[3], 0.5, 3],
    [[0], 0.95, 0],
    [[1, 2, 3, 4, 5, 6, 7], 0.5, 4],
    [[1, 2, 3, 4, 5, 6, 7, 7, 7, 7], 0.95, 7],
    [[10 ** 9], 0.5, 67_108_864],
  ])("of %j have at %d the quantile %s", (latencies, share, expected) => {
    expect(latencyQuantile(countsOf(latencies), share)).toBe(expected);
  });

  it("have quantiles within a fifth of the truth", () => {
    const latencies = Array.from({ length: 1_000 }, (_, n) => Math.round(9 * 1.01 ** n));
    for (const share of [0.01, 0.5, 0.95, 0.99]) {
      const truth = latencies[Math.ceil(share * latencies.length) - 1] ?? 0;
      const found = latencyQuantile(countsOf(latencies), share) ?? 0;
      expect(Math.abs(found / truth - 1)).toBeLessThan(0.2);
    }
  });
});

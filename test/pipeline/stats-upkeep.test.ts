import { describe, expect, it } from "vitest";
import type { StatsAges, StatsUpkeep } from "#src/pipeline/stats-ports.ts";
import { keepStats } from "#src/pipeline/stats-upkeep.ts";
import { NOW } from "../support/samples.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A store that has so many rows to put together and to delete, step by step; null: another process is at it. */
function storeOf(folds: (number | null)[], forgets: (number | null)[]) {
  const ages: StatsAges[] = [];
  const store: StatsUpkeep = {
    fold: async () => folds.shift() ?? 0,
    forget: async (before) => {
      ages.push(before);
      return forgets.shift() ?? 0;
    },
  };
  return { store, ages, left: () => [folds.length, forgets.length] };
}

const rest = { retention: { everythingMs: 30 * DAY_MS }, now: () => NOW };

describe("counts", () => {
  it("are put together and forgotten until nothing is left to do", async () => {
    const { store, ages, left } = storeOf([1_000, 3, 0, 7], [5, 0, 7]);
    await keepStats({ store, ...rest });
    expect(left()).toEqual([1, 1]);
    expect(ages[0]).toEqual({
      5: new Date(NOW.getTime() - 25 * 60 * 60 * 1000),
      60: new Date(NOW.getTime() - 30 * DAY_MS),
    });
  });

  it("are left to the process that is at it", async () => {
    const { store, left } = storeOf([null, 7], [null, 7]);
    await keepStats({ store, ...rest });
    expect(left()).toEqual([1, 1]);
  });

  it("wait where the process is to stop", async () => {
    const { store, left } = storeOf([1], [1]);
    await keepStats({ store, ...rest }, AbortSignal.abort());
    expect(left()).toEqual([1, 1]);
  });
});

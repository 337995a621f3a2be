import { describe, expect, it } from "vitest";
import { AHEAD_MS, mostTurns, turnsOf, untilWorthAsking, waitAfter } from "#src/core/send-rate.ts";

describe("turns", () => {
  it.each([
    [{ perSecond: 10, waitMs: 0 }, [0, 100, 200]],
    [{ perSecond: 10, waitMs: -5_000 }, [0, 100, 200]],
    [{ perSecond: 10, waitMs: 150 }, [150]],
    [{ perSecond: 10, waitMs: 250 }, []],
    [{ perSecond: 0.1, waitMs: 0 }, [0]],
    [{ perSecond: 0.1, waitMs: 9_000 }, []],
  ])("of %o are evenly spaced, as far ahead as they are given out", (rate, turns) => {
    expect(turnsOf(rate, 1_000)).toEqual(turns);
  });

  it("are no more than were asked for", () => {
    expect(turnsOf({ perSecond: 1_000, waitMs: 0 }, 3)).toEqual([0, 1, 2]);
    expect(turnsOf({ perSecond: 1_000, waitMs: 0 }, 1_000)).toHaveLength(AHEAD_MS + 1);
    expect(mostTurns(1_000)).toBe(AHEAD_MS + 1);
    expect(mostTurns(0.1)).toBe(1);
  });

  it("that are taken are waited for, and no more than that", () => {
    const rate = { perSecond: 10, waitMs: 50 };
    const taken = turnsOf(rate, 10);
    expect(waitAfter(rate, taken.length)).toBe(250);
    expect(waitAfter(rate, 0)).toBe(50);
  });

  it("promised under a lower limit are forgotten under a higher one", () => {
    expect(turnsOf({ perSecond: 100, waitMs: 9_000 }, 2)).toEqual([0, 10]);
  });

  it("are worth asking for while half of what can be had is left", () => {
    expect(untilWorthAsking(AHEAD_MS)).toBe(AHEAD_MS / 2);
    expect(untilWorthAsking(10)).toBe(0);
  });

  it.each([0.1, 3, 10, 250, 1_000])(
    "of %d a second come to that, however often they are asked for",
    (perSecond) => {
      const sent: number[] = [];
      let nextAt = 0;
      for (let now = 0; now < 60_000; now += 37) {
        const rate = { perSecond, waitMs: nextAt - now };
        const turns = turnsOf(rate, 50);
        sent.push(...turns.map((wait) => now + wait));
        nextAt = now + waitAfter(rate, turns.length);
      }
      const gaps = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000 / perSecond - 0.001);
      expect(sent.length).toBeGreaterThanOrEqual(Math.floor(perSecond * 60 * 0.98));
    },
  );
});

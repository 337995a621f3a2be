import { describe, expect, it } from "vitest";
import { createCircuits } from "#src/pipeline/circuits.ts";
import { createRates } from "#src/pipeline/rates.ts";
import { createShares } from "#src/pipeline/shares.ts";

function openRates() {
  const clock = { now: 0 };
  const now = () => clock.now;
  const rates = createRates(now);
  const circuits = createCircuits(now);
  const shares = createShares({ circuits, rates, total: 400, perWebhook: 120, now });
  return { clock, rates, shares };
}

describe("a webhook's limit", () => {
  it("is unknown until somebody tells of it, and is forgotten when it is lifted", () => {
    const { rates } = openRates();
    expect(rates.isLimited("a")).toBe(false);
    expect(rates.room("a")).toBe(Number.POSITIVE_INFINITY);
    rates.note("a", 10);
    expect([rates.isLimited("a"), rates.room("a")]).toEqual([true, 3]);
    rates.note("a", null);
    expect(rates.isLimited("a")).toBe(false);
    rates.replace([{ webhookId: "b", perSecond: 0.1 }]);
    expect([rates.isLimited("b"), rates.room("b")]).toEqual([true, 1]);
    rates.replace([]);
    expect(rates.isLimited("b")).toBe(false);
  });

  it("leaves no room until its turns are nearly up", () => {
    const { clock, rates } = openRates();
    rates.note("a", 10);
    rates.taken("a", 300);
    expect(rates.room("a")).toBe(0);
    expect(rates.waitMs(new Set(["a"]))).toBe(200);
    expect(rates.waitMs(new Set(["b"]))).toBe(Number.POSITIVE_INFINITY);
    clock.now = 200;
    expect(rates.room("a")).toBe(3);
    expect(rates.waitMs(new Set(["a"]))).toBe(Number.POSITIVE_INFINITY);
  });

  it("leaves room at once when it becomes another, and keeps waiting when it stays", () => {
    const { rates } = openRates();
    rates.note("a", 0.1);
    rates.taken("a", 10_000);
    rates.replace([{ webhookId: "a", perSecond: 0.1 }]);
    expect(rates.room("a")).toBe(0);
    rates.replace([{ webhookId: "a", perSecond: 100 }]);
    expect(rates.room("a")).toBe(21);
  });

  it("lets nothing past the lane, and no more out of it than its turns", () => {
    const { rates, shares } = openRates();
    rates.note("a", 10);
    expect(shares.admit("a", "past")).toBeNull();
    expect(shares.room("a", "lane")).toBe(3);
    expect(shares.isQuick("a")).toBe(false);
    expect(shares.room("b", "past")).toBe(64);
  });
});

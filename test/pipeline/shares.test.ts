import { describe, expect, it } from "vitest";
import { createCircuits } from "#src/pipeline/circuits.ts";
import { createRates } from "#src/pipeline/rates.ts";
import { createShares, type Place, type Shares } from "#src/pipeline/shares.ts";

/** Shares of 400 slots, 100 of which are for slow webhooks, and a clock to turn. */
function openShares(changes: { readonly perWebhook?: number } = {}) {
  const clock = { now: 0 };
  const now = () => clock.now;
  const circuits = createCircuits(now);
  const rates = createRates(now);
  const shares = createShares({ circuits, rates, total: 400, perWebhook: 120, now, ...changes });
  return { shares, circuits, rates, clock };
}

/** As many places as the webhook is given. */
function fill(shares: Shares, webhookId: string, way: "past" | "lane" = "past"): Place[] {
  const places: Place[] = [];
  for (;;) {
    const place = shares.admit(webhookId, way);
    if (place === null) return places;
    shares.start(place);
    places.push(place);
  }
}

function answer(shares: Shares, places: readonly Place[], durationMs: number): void {
  for (const place of places) {
    shares.end(place, durationMs);
    shares.release(place);
  }
}

describe("a webhook", () => {
  it("that nobody knows yet has a share of 64", () => {
    const { shares } = openShares();
    expect(fill(shares, "a")).toHaveLength(64);
    expect(fill(shares, "b")).toHaveLength(64);
  });

  it("has one more for each quick answer, up to what is allowed for one", () => {
    const { shares } = openShares();
    const first = fill(shares, "a");
    answer(shares, first.slice(0, 10), 5);
    expect(fill(shares, "a")).toHaveLength(10 + 10);
    answer(shares, first.slice(10), 5);
    const all = fill(shares, "a").length + 20;
    expect(all).toBe(120);
  });

  it("never has more than what is allowed for one", () => {
    const { shares } = openShares({ perWebhook: 3 });
    for (let round = 0; round < 5; round++) {
      const places = fill(shares, "a");
      expect(places).toHaveLength(3);
      answer(shares, places, 5);
    }
  });

  it("holds half of the slots at most, answered or not, until they are written down", () => {
    const { shares } = openShares({ perWebhook: 400 });
    let held = 0;
    for (let round = 0; round < 20; round++) {
      const places = fill(shares, "a");
      held += places.length;
      for (const place of places) shares.end(place, 5);
    }
    expect(held).toBe(200);
  });

  it("is not slow for one timeout among quick answers", () => {
    const { shares } = openShares();
    answer(shares, fill(shares, "a"), 5);
    const [one, ...others] = fill(shares, "a");
    answer(shares, others, 5);
    if (one !== undefined) answer(shares, [one], 15_000);
    expect(shares.room("a", "past")).toBeGreaterThanOrEqual(64);
  });

  it("loses half of what it was given for quick answers with a slow one", () => {
    const { shares } = openShares();
    answer(shares, fill(shares, "a"), 5);
    const slow = shares.admit("a", "past");
    if (slow !== null) answer(shares, [slow], 1_500);
    expect(shares.room("a", "past")).toBe(64 + 64 / 2);
  });

  it("whose answers take a second and more shares a quarter of the slots with its like", () => {
    const { shares } = openShares();
    for (const id of ["a", "b", "c", "d"]) answer(shares, fill(shares, id), 2_000);
    const firsts = ["a", "b", "c", "d"].map((id) => shares.admit(id, "past"));
    expect(firsts).not.toContain(null);
    shares.look();
    expect(["a", "b", "c", "d"].map((id) => 1 + fill(shares, id).length)).toEqual([25, 25, 25, 25]);
    expect(fill(shares, "quick")).toHaveLength(64);
  });

  it("that answers quickly again has its share back", () => {
    const { shares } = openShares();
    answer(shares, fill(shares, "a"), 2_000);
    answer(shares, fill(shares, "a"), 5);
    expect(shares.room("a", "past")).toBe(120);
  });
});

describe("while the process itself is late", () => {
  /** So late that a request which waits for four turns takes two seconds. */
  const LATE_MS = 500;

  it("answers are not slow for that", () => {
    const { shares } = openShares();
    shares.look(LATE_MS);
    answer(shares, fill(shares, "a"), 2_500);
    expect(shares.isQuick("a")).toBe(true);
    expect(shares.room("a", "past")).toBe(120);
  });

  it("attempts do not hang for that", () => {
    const { shares, clock } = openShares();
    fill(shares, "a");
    clock.now += 2_500;
    expect(shares.look(LATE_MS)).toEqual([]);
    clock.now += 1_000;
    expect(shares.look(0)).toHaveLength(64);
  });

  it("what takes longer than that is slow nevertheless", () => {
    const { shares } = openShares();
    shares.look(LATE_MS);
    answer(shares, fill(shares, "a"), 15_000);
    expect(shares.isQuick("a")).toBe(false);
  });

  it("a standstill excuses nobody for longer than some seconds", () => {
    const { shares } = openShares();
    shares.look(60_000);
    for (let look = 0; look < 4; look++) shares.look(0);
    answer(shares, fill(shares, "a"), 3_000);
    expect(shares.isQuick("a")).toBe(false);
  });
});

describe("attempts that hang", () => {
  it("are found a second after their start, once each", () => {
    const { shares, clock } = openShares();
    fill(shares, "a");
    clock.now = 999;
    expect(shares.look()).toEqual([]);
    clock.now = 1_001;
    expect(shares.look()).toHaveLength(64);
    expect(shares.look()).toEqual([]);
  });

  it("make their webhook slow before any of them has ended", () => {
    const { shares, clock } = openShares();
    fill(shares, "a");
    clock.now = 1_001;
    shares.look();
    expect(fill(shares, "a")).toHaveLength(36);
    expect(fill(shares, "b")).toHaveLength(64);
  });

  it("count against the share of the slow, so that no more of any slow webhook start", () => {
    const { shares, clock } = openShares();
    for (const id of ["a", "b"]) fill(shares, id);
    clock.now = 1_001;
    shares.look();
    answer(shares, fill(shares, "c"), 2_000);
    expect(shares.admit("c", "past")).toBeNull();
    expect(shares.admit("c", "lane")).toBeNull();
    expect(shares.admit("quick", "past")).not.toBeNull();
  });

  it("are forgiven when they are few", () => {
    const { shares, clock } = openShares();
    for (let one = 0; one < 3; one++) shares.start(shares.insist("a"));
    clock.now = 1_001;
    expect(shares.look()).toHaveLength(3);
    expect(shares.room("a", "past")).toBe(61);
  });
});

describe("while deliveries wait in the slow lane", () => {
  it("fresh ones of a slow webhook join them", () => {
    const { shares } = openShares();
    answer(shares, fill(shares, "a"), 2_000);
    shares.waiting.add("a");
    expect(shares.admit("a", "past")).toBeNull();
    expect(shares.admit("a", "lane")).not.toBeNull();
  });

  it("fresh ones of a quick webhook leave half of its share to them", () => {
    const { shares } = openShares();
    shares.waiting.add("a");
    expect(fill(shares, "a")).toHaveLength(32);
    expect(fill(shares, "a", "lane")).toHaveLength(32);
  });
});

describe("while a webhook's circuit is open", () => {
  it("nothing of it starts until it is time, and then one delivery out of the slow lane", () => {
    const { shares, circuits, clock } = openShares();
    circuits.replace([{ webhookId: "a", waitMs: 500 }]);
    expect([shares.room("a", "past"), shares.room("a", "lane")]).toEqual([0, 0]);
    clock.now = 500;
    expect([shares.room("a", "past"), shares.room("a", "lane")]).toEqual([0, 1]);
    expect(shares.room("b", "past")).toBe(64);
  });

  it("its share is there again as soon as it closes", () => {
    const { shares, circuits } = openShares();
    circuits.replace([{ webhookId: "a", waitMs: 500 }]);
    circuits.close("a");
    expect(shares.room("a", "past")).toBe(64);
    circuits.replace([{ webhookId: "a", waitMs: 500 }]);
    circuits.replace([]);
    expect(shares.room("a", "past")).toBe(64);
  });
});

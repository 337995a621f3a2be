import { describe, expect, it } from "vitest";
import { createIds } from "#src/composition/new-ids.ts";

const NOW = Date.UTC(2026, 2, 1, 12);
const ids = (count: number, now: () => number) => Array.from({ length: count }, createIds(now));
const timeOf = (id: string) => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);

describe("new ids", () => {
  it("are UUIDs of version 7 that begin with their time", () => {
    for (const id of ids(600, () => NOW)) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(timeOf(id)).toBe(NOW);
    }
  });

  it("are in order, also within a millisecond and when the clock is set back", () => {
    const clock = { now: NOW };
    const made = ids(20_000, () => {
      clock.now += [0, 0, 0, 1, -5][Math.floor(Math.random() * 5)] ?? 0;
      return clock.now;
    });
    expect(made).toEqual(made.toSorted());
    expect(new Set(made).size).toBe(made.length);
  });

  it("stay in order behind a clock that was minutes ahead, and go by one that was days ahead", () => {
    const clock = { now: NOW + 15 * 60_000 };
    const newId = createIds(() => clock.now);
    const ahead = newId();
    clock.now = NOW;
    expect(newId() > ahead).toBe(true);
    clock.now = NOW + 48 * 60 * 60_000;
    newId();
    clock.now = NOW + 1;
    expect(timeOf(newId())).toBe(NOW + 1);
  });

  it("of two makers at one time have nothing in common but the time", () => {
    const [a, b] = [ids(1_000, () => NOW), ids(1_000, () => NOW)];
    expect(new Set([...a, ...b]).size).toBe(2_000);
    expect(new Set([...a, ...b].map((id) => id.slice(-12))).size).toBe(2_000);
  });
});

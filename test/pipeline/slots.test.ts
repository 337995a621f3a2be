import { describe, expect, it } from "vitest";
import { createSlots } from "#src/pipeline/slots.ts";

describe("slots", () => {
  it("are given until none is left", () => {
    const slots = createSlots(4);
    expect([slots.take(3, "first"), slots.take(3, "first"), slots.take(1, "first")]).toEqual([
      3, 1, 0,
    ]);
  });

  it("can be taken again when they were given back", () => {
    const slots = createSlots(4);
    slots.take(4, "first");
    slots.giveBack(2, "first");
    expect(slots.used()).toBe(2);
    expect(slots.free("first")).toBe(2);
    expect(slots.take(4, "first")).toBe(2);
  });

  it("are kept for each kind, however many the others want", () => {
    const slots = createSlots(16);
    expect(slots.take(16, "retry")).toBe(11);
    expect(slots.take(16, "lane")).toBe(1);
    expect(slots.take(16, "first")).toBe(4);
    expect(slots.used()).toBe(16);
  });

  it("that first attempts gave back are there for retries, which have theirs for sure", () => {
    const slots = createSlots(8);
    expect(slots.take(8, "first")).toBe(7);
    expect(slots.take(8, "retry")).toBe(1);
    slots.giveBack(1, "first");
    expect(slots.free("retry")).toBe(1);
  });

  it.each([1, 2, 3, 4, 2_048])("of %i leave room for retries and for first attempts", (total) => {
    expect(createSlots(total).free("retry")).toBeGreaterThanOrEqual(1);
    const slots = createSlots(total);
    slots.take(total, "retry");
    expect(slots.free("first")).toBeGreaterThanOrEqual(total > 1 ? 1 : 0);
  });

  it("of attempts that hang go to others, half as many again at most", () => {
    const slots = createSlots(4);
    slots.take(4, "first");
    expect(slots.putAside("first")).toBe(true);
    expect([slots.free("first"), slots.used()]).toEqual([1, 4]);
    expect([slots.putAside("first"), slots.putAside("first")]).toEqual([true, false]);
    slots.take(4, "first");
    expect(slots.used()).toBe(6);
    slots.giveBackAside();
    expect([slots.free("first"), slots.used()]).toEqual([0, 5]);
    expect(slots.putAside("first")).toBe(true);
  });
});

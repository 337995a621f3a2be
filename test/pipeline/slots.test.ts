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
    slots.giveBack(2);
    expect(slots.used()).toBe(2);
    expect(slots.free("first")).toBe(2);
    expect(slots.take(4, "first")).toBe(2);
  });

  it("are kept for first attempts, a quarter of them", () => {
    const slots = createSlots(8);
    expect(slots.take(8, "retry")).toBe(6);
    expect(slots.take(8, "first")).toBe(2);
  });

  it("are not owed to retries when first attempts hold them", () => {
    const slots = createSlots(8);
    slots.take(8, "first");
    expect(slots.free("retry")).toBe(0);
    slots.giveBack(1);
    expect(slots.take(1, "retry")).toBe(0);
  });

  it.each([1, 2, 3, 4, 2_048])("of %i leave room for retries and for first attempts", (total) => {
    expect(createSlots(total).free("retry")).toBeGreaterThanOrEqual(1);
    const slots = createSlots(total);
    slots.take(total, "retry");
    expect(slots.free("first")).toBeGreaterThanOrEqual(total > 1 ? 1 : 0);
  });
});

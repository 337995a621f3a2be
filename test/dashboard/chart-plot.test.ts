import { describe, expect, it, vi } from "vitest";

vi.mock("uplot", () => ({ default: class {} }));
vi.mock("uplot/dist/uPlot.min.css", () => ({}));
const { alone } = await import("#dashboard/ui/chart-plot.ts");

describe("what a line cannot show", () => {
  it.each([
    { values: [null, 5, null], found: [1] },
    { values: [0], found: [0] },
    { values: [1, null, 2, 3, null, 4], found: [0, 5] },
    { values: [1, 2, 3], found: [] },
    { values: [null, null], found: [] },
  ])("is found in $values", ({ values, found }) => {
    expect(alone(values)).toEqual(found);
  });
});

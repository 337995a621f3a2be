import { describe, expect, it } from "vitest";
import { growingNumbers } from "../../bench/growing.ts";
import { createReport, table } from "../../bench/report.ts";
import { quantilesOf } from "../../bench/statistics.ts";

describe("quantiles", () => {
  it("are values that were measured", () => {
    const values = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(quantilesOf(values)).toEqual({ p50: 50, p95: 95, p99: 99 });
  });

  it("of one value are that value", () => {
    expect(quantilesOf(Float64Array.of(7))).toEqual({ p50: 7, p95: 7, p99: 7 });
  });

  it("of nothing are not a number", () => {
    expect(quantilesOf(new Float64Array()).p99).toBeNaN();
  });
});

describe("a report", () => {
  it("prints each figure as a line of JSON, with its bar", () => {
    const lines: string[] = [];
    const report = createReport((line) => lines.push(line));
    report.add({ figure: "a", value: 1.234_567, unit: "ms", bar: { text: "≤ 1", isMet: false } });
    report.add({ figure: "b", value: Number.NaN, unit: "s" });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { figure: "a", value: 1.235, unit: "ms", bar: "≤ 1", met: false },
      { figure: "b", value: null, unit: "s" },
    ]);
  });

  it("shows all of them in a table", () => {
    const shown = table([
      { figure: "speed", value: 12_345.6, unit: "events/s", bar: { text: "≥ 1", isMet: true } },
      { figure: "memory", value: null, unit: "MiB" },
    ]);
    expect(shown).toBe(
      [
        "figure     value  unit      bar",
        "speed   12,345.6  events/s  ≥ 1  met",
        "memory       n/a  MiB",
      ].join("\n"),
    );
  });
});

it("keeps numbers in order while it grows", () => {
  const numbers = growingNumbers();
  for (let n = 0; n < 10_000; n++) numbers.push(n);
  numbers.set(12_000, 5);
  const taken = numbers.taken();
  expect(taken).toHaveLength(12_001);
  expect([taken[0], taken[9_999], taken[11_000], taken[12_000]]).toEqual([0, 9_999, 0, 5]);
});

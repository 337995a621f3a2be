/** One measured value. */
export type Figure = {
  readonly figure: string;
  /** Null: this machine or this system does not tell. */
  readonly value: number | null;
  readonly unit: string;
  /** What design.md asks for, where it does. */
  readonly bar?: Bar;
  /** Whatever helps to understand the value. */
  readonly details?: object;
};

export type Bar = { readonly text: string; readonly isMet: boolean };

export type Report = {
  readonly figures: readonly Figure[];
  /** What must not happen: something was lost, or not recorded. */
  readonly faults: readonly string[];
  /** Prints the figure as a line of JSON. */
  add(figure: Figure): void;
  fault(what: string): void;
};

export function createReport(print: (line: string) => void): Report {
  const figures: Figure[] = [];
  const faults: string[] = [];
  return {
    figures,
    faults,
    add(figure) {
      const { value, bar } = figure;
      const rounded = { ...figure, value: value === null ? null : rounding(value) };
      figures.push(rounded);
      print(JSON.stringify({ ...rounded, ...(bar && { bar: bar.text, met: bar.isMet }) }));
    },
    fault: (what) => void faults.push(what),
  };
}

/** Four digits say more than a measurement on a shared machine can. */
function rounding(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(value >= 1_000 ? 6 : 4)) : null;
}

export function table(figures: readonly Figure[]): string {
  const rows = [
    ["figure", "value", "unit", "bar", ""],
    ...figures.map(({ figure, value, unit, bar }) => [
      figure,
      value === null ? "n/a" : value.toLocaleString("en-US", { maximumFractionDigits: 3 }),
      unit,
      bar?.text ?? "",
      bar === undefined ? "" : bar.isMet ? "met" : "MISSED",
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

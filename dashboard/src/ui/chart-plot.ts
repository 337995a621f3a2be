import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { fmt } from "#dashboard/i18n/t.ts";
import type { ChartProps, ChartSeries } from "./chart.tsx";
import { hatched } from "./hatch.ts";

export type ChartPlot = { readonly destroy: () => void };

type PlotOptions = Pick<ChartProps, "at" | "series" | "kind"> & {
  readonly height: number;
  readonly format: (value: number) => string;
  /** Of each series, as the theme has them. */
  readonly colours: readonly string[];
  readonly onHover: (index: number | null) => void;
};

const TWO_DAYS = 172_800;
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat();
/** As wide as a bar may be, in pixels. */
const WIDEST = 36;

export function plotChart(box: HTMLElement, options: PlotOptions): ChartPlot {
  const { height, onHover } = options;
  const times = options.at.map((moment) => Date.parse(moment) / 1000);
  const step = (times[1] ?? (times[0] ?? 0) + 60) - (times[0] ?? 0);
  const plot = new uPlot(
    {
      width: box.clientWidth,
      height,
      padding: [8, 28, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { show: options.kind === "lines" },
      },
      scales: {
        x: { time: true, range: (_self, from, to) => [from, to + (isBars(options) ? step : 0)] },
        y: { range: (_self, _from, to) => [0, Math.max(1, to * 1.1)] },
      },
      axes: axesOf(box, times, options),
      series: [{}, ...drawn(options).map(({ series, colour }) => lineOf(series, colour, options))],
      hooks: { setCursor: [(self) => onHover(indexUnder(self, times, options))] },
    },
    [times, ...drawn(options).map(({ values }) => [...values])],
    box,
  );
  const observer = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }));
  observer.observe(box);
  return {
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

/** A bar begins at its moment, so under the pointer is the last that has begun; of a line it is the nearest point. */
function indexUnder(
  { cursor, posToVal }: uPlot,
  times: readonly number[],
  options: PlotOptions,
): number | null {
  const { idx, left = -1 } = cursor;
  if (idx === null || idx === undefined || left < 0) return null;
  if (!isBars(options)) return idx;
  const moment = posToVal(left, "x");
  return Math.max(
    0,
    times.findLastIndex((time) => time <= moment),
  );
}

function isBars({ kind }: PlotOptions): boolean {
  return kind === "bars";
}

type Drawn = {
  readonly series: ChartSeries;
  readonly colour: string;
  readonly values: readonly (number | null)[];
};

/** Lines as they are. Bars with what they stand on added, the highest first: each covers the foot of the one before. */
function drawn(options: PlotOptions): readonly Drawn[] {
  const all = options.series.map((series, index) => ({
    series,
    colour: options.colours[index] ?? "currentColor",
    values: series.values,
  }));
  if (!isBars(options)) return all;
  const sums = new Array<number>(options.at.length).fill(0);
  const stacked = all.map((one) => ({
    ...one,
    values: one.values.map((value, index) => {
      const sum = (sums[index] ?? 0) + (value ?? 0);
      sums[index] = sum;
      return sum;
    }),
  }));
  return stacked.toReversed();
}

function lineOf(series: ChartSeries, colour: string, options: PlotOptions): uPlot.Series {
  if (isBars(options)) {
    const bars = uPlot.paths.bars?.({ size: [0.8, WIDEST], align: 1, radius: 0.1 });
    // What failed is hatched as well, for whoever does not tell the colours apart.
    const fill = series.tone === "bad" ? hatched(colour) : colour;
    return { fill: () => fill, width: 0, points: { show: false }, ...(bars && { paths: bars }) };
  }
  return {
    stroke: colour,
    width: 1.5,
    spanGaps: false,
    // A line needs two points: one that stands alone is drawn as a dot, or it would not be seen.
    points: { show: false, size: 5, filter: () => alone(series.values) },
    ...(series.isDashed && { dash: [5, 4] }),
  };
}

/** The places of values with nothing on either side. */
export function alone(values: ChartSeries["values"]): number[] {
  const isThere = (index: number) => typeof values[index] === "number";
  return [...values.keys()].filter(
    (index) => isThere(index) && !isThere(index - 1) && !isThere(index + 1),
  );
}

function axesOf(box: HTMLElement, times: readonly number[], options: PlotOptions): uPlot.Axis[] {
  const { color, borderTopColor, fontFamily } = getComputedStyle(box);
  const isLong = (times.at(-1) ?? 0) - (times[0] ?? 0) > TWO_DAYS;
  const format = isLong ? fmt.day : fmt.hour;
  const shared = { stroke: color, font: `11px ${fontFamily}`, ticks: { show: false } };
  return [
    {
      ...shared,
      grid: { show: false },
      gap: 6,
      size: 28,
      space: 70,
      values: (_self, splits) => splits.map((second) => format(second * 1000)),
    },
    {
      ...shared,
      grid: { stroke: borderTopColor, width: 1 },
      gap: 6,
      size: (_self, values) => 14 + 7 * Math.max(0, ...(values ?? []).map((text) => text.length)),
      space: 40,
      // Bars count things: there is no half of one.
      ...(isBars(options) && { incrs: WHOLE_STEPS }),
      values: (_self, splits) => splits.map((value) => options.format(value)),
    },
  ];
}

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isDark } from "#dashboard/app/theme.ts";
import { language } from "#dashboard/i18n/language.ts";
import { fmt, t } from "#dashboard/i18n/t.ts";
import type { ChartPlot } from "./chart-plot.ts";
import { ChartTable } from "./chart-table.tsx";
import type { Tone } from "./tone.ts";

export type ChartSeries = {
  readonly label: string;
  readonly tone?: Tone;
  /** One per moment; null where there is nothing to tell. */
  readonly values: readonly (number | null)[];
  readonly isDashed?: boolean;
};

export type ChartProps = {
  readonly label: string;
  /** Bars stand on each other. */
  readonly kind: "bars" | "lines";
  readonly at: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly format?: (value: number) => string;
  readonly height?: number;
};

/** A drawing for the eye; the same figures as a table for everybody. */
export function Chart(props: ChartProps): JSX.Element {
  const { label, at, series, kind, format = fmt.number, height = 200 } = props;
  const [hovered, setHovered] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const key = JSON.stringify([at, series, kind, height, language.value, isDark.value]);

  useEffect(() => {
    const [element, marks] = [box.current, legend.current];
    if (element === null || marks === null || at.length === 0) return;
    let isGone = false;
    let plot: ChartPlot | undefined;
    // The drawing library comes with the first chart that is shown.
    void import("./chart-plot.ts").then(({ plotChart }) => {
      if (isGone) return;
      const colours = [...marks.querySelectorAll(".legend-mark")].map(
        (mark) => getComputedStyle(mark).color,
      );
      plot = plotChart(element, { at, series, kind, height, format, colours, onHover: setHovered });
    });
    return () => {
      isGone = true;
      plot?.destroy();
    };
  }, [key]);

  if (at.length === 0) return <p class="chart-none muted">{t("ui.noFigures")}</p>;
  return (
    <figure class="chart">
      <figcaption class="chart-bar">
        <ul class="legend" aria-label={label} ref={legend}>
          {series.map((one) => (
            <li class="legend-item" key={one.label}>
              <span
                class="legend-mark"
                data-tone={one.tone ?? "accent"}
                data-kind={kind}
                data-dashed={one.isDashed}
              />
              <span>{one.label}</span>
              <strong>{shownValue(one, kind, hovered, format)}</strong>
            </li>
          ))}
        </ul>
        <span class="chart-when faint" aria-hidden="true">
          {hovered !== null && fmt.dateTime(at[hovered] ?? "")}
        </span>
      </figcaption>
      <div
        class="chart-box"
        ref={box}
        role="img"
        aria-label={label}
        style={{ height: `${height}px` }}
      />
      <ChartTable label={label} at={at} series={series} format={format} />
    </figure>
  );
}

/** Under the pointer; else the sum of bars, and the last figure of a line. */
function shownValue(
  { values }: ChartSeries,
  kind: ChartProps["kind"],
  hovered: number | null,
  format: (value: number) => string,
): string {
  const value =
    hovered === null
      ? kind === "bars"
        ? values.reduce<number>((sum, one) => sum + (one ?? 0), 0)
        : values.findLast((one) => one !== null)
      : values[hovered];
  return value === null || value === undefined ? "–" : format(value);
}

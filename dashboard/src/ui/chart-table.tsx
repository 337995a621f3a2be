import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { fmt, t } from "#dashboard/i18n/t.ts";
import type { ChartSeries } from "./chart.tsx";
import { Icon } from "./icon.tsx";

/** What the chart shows, for whoever cannot see it or wants it exactly. */
export function ChartTable(props: {
  readonly label: string;
  readonly at: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
}): JSX.Element {
  const { label, at, series, format } = props;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      class="disclosure chart-table"
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary>
        <Icon name="chevron-right" size={12} />
        {t("ui.chartData")}
      </summary>
      {/* Made when it is asked for: it may have hundreds of rows. */}
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard has to be able to do that
        <section class="chart-table-box" aria-label={label} tabIndex={0}>
          <table class="table" data-dense>
            <caption class="visually-hidden">{label}</caption>
            <thead>
              <tr>
                <th scope="col">{t("common.time")}</th>
                {series.map((one) => (
                  <th scope="col" data-align="end" key={one.label}>
                    {one.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {at.map((moment, index) => (
                <tr key={moment}>
                  <th scope="row">{fmt.dateTime(moment)}</th>
                  {series.map(({ label: name, values }) => (
                    <td data-align="end" key={name}>
                      {cell(values[index], format)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}

function cell(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}

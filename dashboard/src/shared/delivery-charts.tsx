import type { JSX } from "preact";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { Chart } from "#dashboard/ui/chart.tsx";
import { Card, Grid } from "#dashboard/ui/layout.tsx";
import type { DeliveryStats } from "#sdk/schema.ts";

export function DeliveryCharts({ stats }: { readonly stats: DeliveryStats }): JSX.Element {
  const { buckets } = stats;
  const at = buckets.map((bucket) => bucket.at);
  const isTimed = stats.totals.latencyP50Ms !== null;
  return (
    <Grid min={360}>
      <Card title={t("overview.deliveriesOverTime")}>
        <Chart
          label={t("overview.deliveriesOverTime")}
          kind="bars"
          at={at}
          series={[
            {
              label: t("overview.delivered"),
              tone: "good",
              values: buckets.map(({ delivered }) => delivered),
            },
            {
              label: t("overview.failed"),
              tone: "bad",
              values: buckets.map(({ failed }) => failed),
            },
            {
              label: t("overview.suppressed"),
              tone: "neutral",
              values: buckets.map(({ suppressed }) => suppressed),
            },
          ]}
        />
      </Card>
      <Card title={t("overview.latencyOverTime")}>
        <Chart
          label={t("overview.latencyOverTime")}
          kind="lines"
          // A scale without a line on it says nothing.
          at={isTimed ? at : []}
          format={(ms) => fmt.duration(ms)}
          series={[
            {
              label: t("overview.p50"),
              tone: "accent",
              values: buckets.map(({ latencyP50Ms }) => latencyP50Ms),
            },
            {
              label: t("overview.p95"),
              tone: "warn",
              isDashed: true,
              values: buckets.map(({ latencyP95Ms }) => latencyP95Ms),
            },
          ]}
        />
      </Card>
    </Grid>
  );
}

import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { DeliveryCharts } from "#dashboard/shared/delivery-charts.tsx";
import { Errors } from "#dashboard/shared/delivery-errors.tsx";
import { Figures } from "#dashboard/shared/delivery-figures.tsx";
import { Segmented } from "#dashboard/ui/choice.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import type { DeliveryStats } from "#sdk/schema.ts";
import { Attention } from "./attention.tsx";
import { CallbackFigures } from "./callback-figures.tsx";
import { FirstSteps } from "./first-steps.tsx";

type Period = DeliveryStats["period"];

const REFRESH_MS = 15_000;
const PERIODS = [
  ["1h", "common.lastHour"],
  ["24h", "common.last24Hours"],
  ["7d", "common.last7Days"],
  ["30d", "common.last30Days"],
] as const;

/** What came in, what went out, and what needs somebody. */
export function OverviewScreen(): JSX.Element {
  const [{ period: chosen }, set] = useUrlState({ period: "24h" });
  const period: Period = PERIODS.find(([value]) => value === chosen)?.[0] ?? "24h";
  const stats = useQuery(
    `stats/deliveries?${period}`,
    (signal) => answer(api.GET("/v1/stats/deliveries", { params: { query: { period } }, signal })),
    { refreshMs: REFRESH_MS, keep: true },
  );
  return (
    <>
      <PageHeader
        title={t("overview.title")}
        description={t("overview.about")}
        actions={
          <Segmented
            label={t("common.period")}
            value={period}
            options={PERIODS.map(([value, label]) => ({ value, label: t(label) }))}
            onChange={(value) => set({ period: value })}
          />
        }
      />
      <Stack gap={6}>
        <FirstSteps />
        <Attention />
        <QueryView query={stats}>
          {(data) => (
            <Stack gap={6}>
              <Figures stats={data} />
              <DeliveryCharts stats={data} />
              <Errors stats={data} />
            </Stack>
          )}
        </QueryView>
        {can("events:read") && <CallbackFigures period={period} />}
      </Stack>
    </>
  );
}

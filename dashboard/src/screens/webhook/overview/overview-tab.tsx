import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { DeliveryCharts } from "#dashboard/shared/delivery-charts.tsx";
import { Errors } from "#dashboard/shared/delivery-errors.tsx";
import { Figures } from "#dashboard/shared/delivery-figures.tsx";
import { Segmented } from "#dashboard/ui/choice.tsx";
import { Row, Stack } from "#dashboard/ui/layout.tsx";
import { QueryView, Skeleton } from "#dashboard/ui/states.tsx";
import type { DeliveryStats, Webhook } from "#sdk/schema.ts";
import { Latest } from "./latest.tsx";
import { State } from "./state.tsx";

const REFRESH_MS = 15_000;
const DAY = { period: "24h" };
const PERIODS = [
  ["1h", "common.lastHour"],
  ["24h", "common.last24Hours"],
  ["7d", "common.last7Days"],
  ["30d", "common.last30Days"],
] as const;

/** Whether it works, what is wrong, and how it has been. */
export function OverviewTab({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const { id } = webhook;
  const [{ period: chosen }, set] = useUrlState(DAY);
  const period: DeliveryStats["period"] = PERIODS.find(([value]) => value === chosen)?.[0] ?? "24h";
  const stats = useQuery(
    `stats/deliveries?${period}&${id}`,
    (signal) => {
      const params = { query: { period, webhookId: id } };
      return answer(api.GET("/v1/stats/deliveries", { params, signal }));
    },
    { refreshMs: REFRESH_MS, keep: true },
  );
  return (
    <Stack gap={6}>
      <State webhook={webhook} />
      <Latest webhook={webhook} />
      <Stack>
        <Row isSpread>
          <h2 class="webhook-part">{t("webhook.figures")}</h2>
          <Segmented
            label={t("common.period")}
            value={period}
            options={PERIODS.map(([value, label]) => ({ value, label: t(label) }))}
            onChange={(value) => set({ period: value })}
          />
        </Row>
        <QueryView query={stats} skeleton={<Skeleton height={320} />}>
          {(data) => (
            <Stack gap={6}>
              <Figures stats={data} webhookId={id} />
              <DeliveryCharts stats={data} />
              {data.errors.length > 0 && <Errors stats={data} webhookId={id} />}
            </Stack>
          )}
        </QueryView>
      </Stack>
    </Stack>
  );
}

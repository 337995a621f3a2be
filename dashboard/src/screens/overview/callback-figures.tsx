import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { Chart } from "#dashboard/ui/chart.tsx";
import { Card, Stack } from "#dashboard/ui/layout.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import type { CallbackStats } from "#sdk/schema.ts";

type Row = CallbackStats["providers"][number];

const REFRESH_MS = 15_000;
const NAMES: Readonly<Record<string, string>> = {
  signalwire: "SignalWire",
  elevenlabs: "ElevenLabs",
  whatsapp: "WhatsApp",
};

/** What providers sent, and what became of it. */
export function CallbackFigures(props: { readonly period: CallbackStats["period"] }): JSX.Element {
  const { period } = props;
  const stats = useQuery(
    `stats/callbacks?${period}`,
    (signal) => answer(api.GET("/v1/stats/callbacks", { params: { query: { period } }, signal })),
    { refreshMs: REFRESH_MS, keep: true },
  );
  return (
    <Card title={t("overview.callbacks")}>
      <QueryView query={stats}>
        {({ buckets, providers }) =>
          providers.length === 0 ? (
            <p class="muted">{t("overview.noCallbacks")}</p>
          ) : (
            <Stack>
              <Chart
                label={t("overview.callbacks")}
                kind="bars"
                height={140}
                at={buckets.map(({ at }) => at)}
                series={[
                  {
                    label: t("overview.accepted"),
                    tone: "accent",
                    values: buckets.map(({ accepted }) => accepted),
                  },
                  {
                    label: t("overview.duplicate"),
                    tone: "neutral",
                    values: buckets.map(({ duplicate }) => duplicate),
                  },
                  {
                    label: t("overview.unreadable"),
                    tone: "warn",
                    values: buckets.map(({ unreadable }) => unreadable),
                  },
                  {
                    label: t("overview.rejected"),
                    tone: "bad",
                    values: buckets.map(({ rejected }) => rejected),
                  },
                ]}
              />
              <Table
                label={t("overview.callbacks")}
                rows={providers}
                columns={columns()}
                rowKey={({ provider }) => provider}
                isDense
              />
            </Stack>
          )
        }
      </QueryView>
    </Card>
  );
}

function columns(): readonly Column<Row>[] {
  const figure = (id: "accepted" | "duplicate" | "unreadable" | "rejected"): Column<Row> => ({
    id,
    header: t(`overview.${id}`),
    align: "end",
    cell: (row) => fmt.number(row[id]),
  });
  return [
    {
      id: "provider",
      header: t("common.provider"),
      primary: true,
      cell: ({ provider }) =>
        provider === "platform" ? t("overview.platform") : (NAMES[provider] ?? provider),
    },
    figure("accepted"),
    figure("duplicate"),
    figure("unreadable"),
    figure("rejected"),
  ];
}

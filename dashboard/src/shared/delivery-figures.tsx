import type { JSX } from "preact";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { Grid, Stat } from "#dashboard/ui/layout.tsx";
import type { DeliveryStats } from "#sdk/schema.ts";

const GOOD_RATE = 0.99;
const FAIR_RATE = 0.9;

/** The period in five figures; each leads to the deliveries that it counts. */
export function Figures(props: {
  readonly stats: DeliveryStats;
  /** Of this one alone. */
  readonly webhookId?: string;
}): JSX.Element {
  const { totals, oldestWaiting } = props.stats;
  const only = props.webhookId === undefined ? "" : `&webhookId=${props.webhookId}`;
  return (
    <Grid min={168}>
      <Stat
        label={t("overview.successRate")}
        value={totals.successRate === null ? "–" : fmt.percent(totals.successRate)}
        note={totals.successRate === null ? t("overview.noneYet") : undefined}
        tone={rateTone(totals.successRate)}
      />
      <Stat
        label={t("overview.delivered")}
        value={fmt.compact(totals.delivered)}
        href={`/dashboard/deliveries?status=delivered${only}`}
      />
      <Stat
        label={t("overview.failed")}
        value={fmt.compact(totals.failed)}
        note={t("overview.failedNote", { n: totals.failedAttempts })}
        tone={totals.failed > 0 ? "bad" : "neutral"}
        href={`/dashboard/deliveries?status=failed${only}`}
      />
      <Stat
        label={t("overview.pending")}
        value={fmt.compact(totals.pending)}
        note={
          oldestWaiting === null
            ? t("overview.nothingWaits")
            : t("overview.oldest", { time: fmt.relative(oldestWaiting.createdAt) })
        }
        href={`/dashboard/deliveries?status=pending${only}`}
      />
      <Stat
        label={t("overview.latency")}
        value={totals.latencyP50Ms === null ? "–" : fmt.duration(totals.latencyP50Ms)}
        note={
          totals.latencyP95Ms === null
            ? t("overview.noneYet")
            : t("overview.latencyNote", { p95: fmt.duration(totals.latencyP95Ms) })
        }
      />
    </Grid>
  );
}

function rateTone(rate: number | null): "good" | "warn" | "bad" | "neutral" {
  if (rate === null) return "neutral";
  if (rate >= GOOD_RATE) return "good";
  return rate >= FAIR_RATE ? "warn" : "bad";
}

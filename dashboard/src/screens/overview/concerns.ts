import { answer, api } from "#dashboard/app/client.ts";
import { where } from "#dashboard/app/where.ts";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import type { Webhook, WebhookStats } from "#sdk/schema.ts";

export type Concern = {
  readonly webhook: Webhook;
  readonly tone: "bad" | "warn";
  readonly sentence: string;
  /** What to do about its last failure. */
  readonly advice: string | undefined;
  readonly href: string;
};

/** More than a page of troubles is not read; the list of webhooks has them all. */
const MOST = 50;

/** Those that failed lately, and those that the gateway switched off. */
export async function loadWebhooks(
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Webhook[]> {
  const filters = [
    where.eq("isActive", false),
    ...(ids.length === 0 ? [] : [where.oneOf("id", ids.slice(0, MOST))]),
  ];
  const pages = await Promise.all(
    filters.map((filter) => {
      const query = { limit: MOST, ...(filter && { filter }) };
      return answer(api.GET("/v1/webhooks", { params: { query }, signal }));
    }),
  );
  const all = pages.flatMap(({ data }) => data);
  return [...new Map(all.map((webhook) => [webhook.id, webhook])).values()];
}

export function concernsOf(
  webhooks: readonly Webhook[],
  stats: readonly WebhookStats[],
): readonly Concern[] {
  const byId = new Map(stats.map((row) => [row.webhookId, row]));
  return webhooks
    .flatMap((webhook) => concernOf(webhook, byId.get(webhook.id)) ?? [])
    .toSorted((a, b) => a.rank - b.rank);
}

function concernOf(
  webhook: Webhook,
  stats: WebhookStats | undefined,
): (Concern & { readonly rank: number }) | null {
  const found = worstOf(webhook, stats);
  if (found === null) return null;
  const errorClass = stats?.lastFailure?.errorClass ?? "";
  const page = `/dashboard/webhooks/${webhook.id}`;
  return {
    ...found,
    webhook,
    advice: found.rank === 0 ? undefined : known("advice", errorClass),
    href: found.rank === 0 ? page : `/dashboard/deliveries?status=failed&webhookId=${webhook.id}`,
  };
}

type Worst = Pick<Concern, "tone" | "sentence"> & { readonly rank: number };

function worstOf(webhook: Webhook, stats: WebhookStats | undefined): Worst | null {
  const { isActive, deactivationReason: reason, circuit, failingSince, deactivatesAt } = webhook;
  if (!isActive) {
    // Whoever switched it off knows.
    if (reason === null) return null;
    return { rank: 0, tone: "bad", sentence: t("overview.deactivated", { reason }) };
  }
  if (circuit.state !== "closed") {
    const time = circuit.retryAt === null ? t("common.now") : fmt.relative(circuit.retryAt);
    return { rank: 1, tone: "bad", sentence: t("overview.circuitOpen", { time }) };
  }
  if (failingSince !== null && deactivatesAt !== null) {
    const since = fmt.relative(failingSince);
    const date = fmt.dateTime(deactivatesAt);
    return { rank: 2, tone: "warn", sentence: t("overview.failing", { since, date }) };
  }
  const failed = stats?.failed ?? 0;
  if (failed === 0) return null;
  return { rank: 3, tone: "warn", sentence: t("overview.gaveUp", { n: failed }) };
}

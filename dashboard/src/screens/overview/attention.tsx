import "./overview.css";
import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { Icon } from "#dashboard/ui/icon.tsx";
import { Card } from "#dashboard/ui/layout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import { concernsOf, loadWebhooks } from "./concerns.ts";

const REFRESH_MS = 15_000;

/** The webhooks that somebody has to look at, the worst first, each with what to do. */
export function Attention(): JSX.Element | null {
  const stats = useQuery(
    "stats/webhooks",
    (signal) => answer(api.GET("/v1/stats/webhooks", { signal })),
    { refreshMs: REFRESH_MS },
  );
  const rows = stats.data?.data;
  const failing = rows?.filter(({ failed, lastFailure }) => failed > 0 || lastFailure !== null);
  const ids = failing?.map(({ webhookId }) => webhookId) ?? [];
  const webhooks = useQuery(
    rows === undefined ? null : `webhooks/attention?${ids.join(",")}`,
    (signal) => loadWebhooks(ids, signal),
    { keep: true },
  );
  if (rows === undefined || webhooks.data === undefined || rows.length === 0) return null;
  const concerns = concernsOf(webhooks.data, rows);
  if (concerns.length === 0) {
    return (
      <p class="all-well">
        <Icon name="check-circle" /> {t("overview.allWell")}
      </p>
    );
  }
  return (
    <Card title={t("overview.attention")} isFlush>
      <ul class="concerns">
        {concerns.map(({ webhook, tone, sentence, advice, href }) => (
          <li class="concern" data-tone={tone} key={webhook.id}>
            <Icon name={tone === "bad" ? "x-circle" : "alert"} />
            <div class="concern-text">
              <p>
                <Link href={`/dashboard/webhooks/${webhook.id}`}>
                  {webhook.name ?? webhook.url}
                </Link>
              </p>
              <p>{sentence}</p>
              {advice !== undefined && <p class="muted">{advice}</p>}
            </div>
            <LinkButton href={href} size="sm">
              {t("overview.look")}
              <span class="visually-hidden">: {webhook.name ?? webhook.url}</span>
            </LinkButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}

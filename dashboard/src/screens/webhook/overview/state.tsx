import type { JSX } from "preact";
import { can } from "#dashboard/app/session.ts";
import { fmt, rich, t } from "#dashboard/i18n/t.ts";
import { Button, LinkButton } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Row } from "#dashboard/ui/layout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import { Countdown, RelativeTime } from "#dashboard/ui/time.tsx";
import type { Webhook, WebhookStats } from "#sdk/schema.ts";
import { tabHref } from "../tabs.ts";
import { useOwnStats } from "../use-own-stats.ts";
import { useToggle } from "../use-toggle.ts";
import { LastFailure } from "./last-failure.tsx";
import { useLost } from "./use-lost.ts";

type Props = {
  readonly webhook: Webhook;
  readonly stats: WebhookStats | undefined;
  /** Given up in a day, and not recovered since. */
  readonly lost: number;
};

/** How it is, in a sentence, and what to do about it. */
export function State({ webhook }: { readonly webhook: Webhook }): JSX.Element | null {
  const stats = useOwnStats(webhook.id);
  const lost = useLost(webhook.id);
  const props = { webhook, stats, lost: lost ?? 0 };
  if (!webhook.isActive) {
    return webhook.deactivationReason === null ? <Off {...props} /> : <Deactivated {...props} />;
  }
  if (webhook.circuit.state !== "closed") return <Waiting {...props} />;
  if (webhook.failingSince !== null) return <Failing {...props} />;
  if (lost !== undefined && lost > 0) return <GaveUp {...props} />;
  // Until it is known, nothing is said that may be wrong.
  if (lost === undefined || webhook.lastDeliveryAt === null) return null;
  return (
    <Callout tone="good" title={t("webhook.well")}>
      {rich("webhook.lastDelivery", { time: <RelativeTime at={webhook.lastDeliveryAt} /> })}
    </Callout>
  );
}

function Deactivated({ webhook, stats }: Props): JSX.Element {
  const isGone = webhook.deactivationReason === "gone";
  return (
    <Callout
      tone="bad"
      title={isGone ? t("webhook.gone") : t("webhook.gaveIn", { n: webhook.deactivateAfterDays })}
    >
      <p>{t("webhook.deactivatedAdvice")}</p>
      <LastFailure stats={stats} />
      <Ways webhook={webhook} />
    </Callout>
  );
}

function Off({ webhook }: Props): JSX.Element {
  return (
    <Callout tone="neutral" title={t("webhook.off")}>
      <p>{t("webhook.offText")}</p>
      <Ways webhook={webhook} />
    </Callout>
  );
}

/** Out of being off: try, switch on, recover. */
function Ways({ webhook }: { readonly webhook: Webhook }): JSX.Element | null {
  const toggle = useToggle(webhook);
  if (!can("webhooks:write")) return null;
  return (
    <Row>
      <Button
        variant="primary"
        size="sm"
        busy={toggle.isRunning}
        onClick={() => void toggle.run(true)}
      >
        {t("webhook.switchOn")}
      </Button>
      <LinkButton href={tabHref(webhook.id, "test")} size="sm">
        {t("webhook.sendTest")}
      </LinkButton>
      <LinkButton href={tabHref(webhook.id, "recover")} size="sm">
        {t("webhook.recoverMissed")}
      </LinkButton>
    </Row>
  );
}

function Waiting({ webhook, stats }: Props): JSX.Element {
  const { state, retryAt } = webhook.circuit;
  return (
    <Callout tone="warn" title={t("webhook.circuitOpen")}>
      <p>
        {t("webhook.circuitWaiting", { n: stats?.pending ?? 0 })}{" "}
        {state === "half_open" || retryAt === null ? (
          t("webhook.halfOpen")
        ) : (
          <>
            {t("webhook.nextTry")}: <Countdown to={retryAt} />
          </>
        )}
      </p>
      <LastFailure stats={stats} />
      <Until webhook={webhook} />
    </Callout>
  );
}

function Failing({ webhook, stats, lost }: Props): JSX.Element {
  return (
    <Callout
      tone="warn"
      title={t("webhook.failing", { since: fmt.relative(webhook.failingSince ?? "") })}
    >
      <LastFailure stats={stats} />
      <Until webhook={webhook} />
      {lost > 0 && <Lost webhook={webhook} lost={lost} />}
    </Callout>
  );
}

/** When the gateway switches it off. */
function Until({ webhook }: { readonly webhook: Webhook }): JSX.Element | null {
  const { deactivatesAt } = webhook;
  if (deactivatesAt === null) return null;
  return <p>{t("webhook.deactivatesAt", { date: fmt.dateTime(deactivatesAt) })}</p>;
}

/** It works again, but something was given up before. */
function GaveUp({ webhook, stats, lost }: Props): JSX.Element {
  return (
    <Callout tone="warn" title={t("webhook.gaveUp", { n: lost })}>
      <LastFailure stats={stats} />
      <Lost webhook={webhook} lost={lost} />
    </Callout>
  );
}

function Lost({ webhook, lost }: Omit<Props, "stats">): JSX.Element {
  return (
    <p>
      <Link href={`/dashboard/webhooks/${webhook.id}?tab=deliveries&status=failed`}>
        {t("webhook.showFailed", { n: lost })}
      </Link>
      {can("webhooks:write") && (
        <>
          {" · "}
          <Link href={tabHref(webhook.id, "recover")}>{t("webhook.recoverMissed")}</Link>
        </>
      )}
    </p>
  );
}

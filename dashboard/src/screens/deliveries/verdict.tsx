import type { JSX } from "preact";
import { known, t } from "#dashboard/i18n/t.ts";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import { Countdown } from "#dashboard/ui/time.tsx";
import type { DeliveryWithHistory } from "#sdk/schema.ts";

/** What became of it, in a sentence, and what to do about it. */
export function Verdict({ delivery }: { readonly delivery: DeliveryWithHistory }): JSX.Element {
  const { status, attempts, reason, errorClass } = delivery;
  const advice = errorClass === null ? undefined : known("advice", errorClass);
  if (status === "delivered") {
    return <Callout tone="good" title={t("deliveries.deliveredTitle", { n: attempts })} />;
  }
  if (status === "failed") {
    return (
      <Callout tone="bad" title={t("deliveries.failedTitle", { n: attempts })}>
        {advice}
      </Callout>
    );
  }
  if (status === "suppressed") {
    return (
      <Callout
        tone="warn"
        title={t("deliveries.suppressedBecause", { reason: reasonWords(reason) })}
      />
    );
  }
  return <Waiting delivery={delivery} advice={advice} />;
}

function Waiting(props: {
  readonly delivery: DeliveryWithHistory;
  readonly advice: string | undefined;
}): JSX.Element {
  const { attempts, nextAttemptAt, blockedBy, reason } = props.delivery;
  const title =
    attempts === 0 ? t("deliveries.waitingTitle") : t("deliveries.pendingTitle", { n: attempts });
  return (
    <Callout tone={attempts === 0 ? "accent" : "warn"} title={title}>
      {blockedBy !== null && (
        <p>
          {t("deliveries.waitsFor")}{" "}
          <Link href={`/dashboard/deliveries/${blockedBy}`}>{t("deliveries.waitsForLink")}</Link>
        </p>
      )}
      {reason === "circuit_open" && <p>{t("deliveries.circuitOpen")}</p>}
      {reason === "rate_limited" && <p>{t("deliveries.rateLimited")}</p>}
      {nextAttemptAt !== null && blockedBy === null && (
        <p>
          {t("deliveries.nextAttempt")}: <Countdown to={nextAttemptAt} />
        </p>
      )}
      {props.advice !== undefined && <p>{props.advice}</p>}
    </Callout>
  );
}

function reasonWords(reason: string | null): string {
  if (reason === null) return t("common.unknown");
  return known("undeliveredReason", reason) ?? reason;
}

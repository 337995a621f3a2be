import type { ComponentChildren, JSX } from "preact";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { DIALECT_FACTS, dialectOf } from "#dashboard/shared/dialects.ts";
import { timesOf, waitsOf } from "#dashboard/shared/retry-times.ts";
import type { Webhook } from "#sdk/schema.ts";

type Item = { readonly label: string; readonly value: ComponentChildren };

const SECOND_MS = 1000;

/** How it sends, and what it does when that fails. */
export function deliveryItems(webhook: Webhook): readonly Item[] {
  const { timeoutSeconds, rateLimit, ordering, retryPolicy } = webhook;
  const facts = DIALECT_FACTS[dialectOf(webhook.dialect)];
  const timeout = fmt.duration((timeoutSeconds ?? facts.timeoutSeconds) * SECOND_MS);
  const times = timesOf(retryPolicy === null ? facts.delaysSeconds : waitsOf(retryPolicy));
  return [
    {
      label: t("webhook.timeout"),
      value: timeoutSeconds === null ? t("webhook.usual", { value: timeout }) : timeout,
    },
    { label: t("webhook.schedule"), value: <Times times={times} /> },
    {
      label: t("webhook.ordering"),
      value: t(ordering === "call" ? "webhook.orderCall" : "webhook.orderNone"),
    },
    {
      label: t("webhook.rateLimit"),
      value:
        rateLimit === null
          ? t("webhook.noRateLimit")
          : t("webhook.perSecond", { n: rateLimit.perSecond }),
    },
    {
      label: t("webhook.signature"),
      value: webhook.signatureAlgorithm === "ed25519" ? "HMAC-SHA256 + Ed25519" : "HMAC-SHA256",
    },
    {
      label: t("webhook.switchOffAfter"),
      value: t("webhook.daysOfFailure", { n: webhook.deactivateAfterDays }),
    },
  ];
}

/** When each attempt is made, counted from the first. */
function Times({ times }: { readonly times: readonly number[] }): JSX.Element {
  return (
    <ol class="webhook-times">
      {times.map((seconds, index) => (
        <li key={index}>
          {index === 0 ? t("webhook.atOnce") : `+ ${fmt.duration(seconds * SECOND_MS)}`}
        </li>
      ))}
    </ol>
  );
}

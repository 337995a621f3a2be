import type { JSX } from "preact";
import { known, t } from "#dashboard/i18n/t.ts";
import { Link } from "#dashboard/ui/link.tsx";
import { HttpStatus } from "#dashboard/ui/status.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import type { WebhookStats } from "#sdk/schema.ts";

/** Why the last attempt that failed did so, what to do, and where to look. */
export function LastFailure(props: {
  readonly stats: WebhookStats | undefined;
}): JSX.Element | null {
  const failure = props.stats?.lastFailure ?? null;
  if (failure === null) return null;
  const { deliveryId, at, errorClass, responseStatus } = failure;
  const words = errorClass === null ? undefined : (known("errorClass", errorClass) ?? errorClass);
  const advice = errorClass === null ? undefined : known("advice", errorClass);
  return (
    <>
      <p>
        {t("webhook.lastFailure")} {words !== undefined && <strong>{words}</strong>}{" "}
        {responseStatus !== null && <HttpStatus status={responseStatus} />},{" "}
        <RelativeTime at={at} />.{" "}
        <Link href={`/dashboard/deliveries/${deliveryId}`}>{t("webhook.openDelivery")}</Link>
      </p>
      {advice !== undefined && <p>{advice}</p>}
    </>
  );
}

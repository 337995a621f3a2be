import type { JSX } from "preact";
import { known, t } from "#dashboard/i18n/t.ts";
import { Badge } from "#dashboard/ui/badge.tsx";
import { Row } from "#dashboard/ui/layout.tsx";
import { HttpStatus, StatusBadge } from "#dashboard/ui/status.tsx";
import type { Column } from "#dashboard/ui/table.tsx";
import { Countdown, RelativeTime } from "#dashboard/ui/time.tsx";
import type { Delivery } from "#sdk/schema.ts";
import { WebhookName } from "./webhook-name.tsx";

export function deliveryColumns(names: ReadonlyMap<string, string>): readonly Column<Delivery>[] {
  return [
    {
      id: "event",
      header: t("deliveries.eventKey"),
      primary: true,
      cell: ({ eventKey }) => <span class="mono">{eventKey}</span>,
    },
    {
      id: "status",
      header: t("common.status"),
      cell: (delivery) => (
        <Row gap={1}>
          <StatusBadge of="delivery" value={delivery.status} />
          {delivery.isTest && <Badge>{t("deliveries.test")}</Badge>}
        </Row>
      ),
    },
    {
      id: "webhook",
      header: t("deliveries.webhook"),
      cell: ({ webhookId }) => <WebhookName id={webhookId} name={names.get(webhookId)} />,
    },
    {
      id: "outcome",
      header: t("deliveries.outcome"),
      cell: (delivery) => <Outcome delivery={delivery} />,
    },
    {
      id: "attempts",
      header: t("deliveries.attempts"),
      align: "end",
      cell: ({ attempts }) => attempts,
    },
    {
      id: "created",
      header: t("common.created"),
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
  ];
}

/** How the last attempt went, in words, and when the next one is. */
function Outcome({ delivery }: { readonly delivery: Delivery }): JSX.Element {
  const { responseStatus, errorClass, status, nextAttemptAt, attempts } = delivery;
  const next = status === "pending" && attempts > 0 && nextAttemptAt !== null && (
    <span class="faint">
      <Countdown to={nextAttemptAt} />
    </span>
  );
  if (responseStatus !== null) {
    return (
      <Row gap={1}>
        <HttpStatus status={responseStatus} />
        {next}
      </Row>
    );
  }
  if (errorClass !== null) {
    return (
      <Row gap={1}>
        <span>{known("errorClass", errorClass) ?? errorClass}</span>
        {next}
      </Row>
    );
  }
  return <span class="faint">{status === "pending" ? t("deliveries.notSent") : "–"}</span>;
}

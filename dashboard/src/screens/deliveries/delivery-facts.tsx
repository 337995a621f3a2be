import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { useWebhookNames, WebhookName } from "#dashboard/shared/webhook-name.tsx";
import { CopyText } from "#dashboard/ui/code.tsx";
import { Card, KeyValue } from "#dashboard/ui/layout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import { DateTime } from "#dashboard/ui/time.tsx";
import type { DeliveryWithHistory } from "#sdk/schema.ts";

type Item = { readonly label: string; readonly value: JSX.Element | string };

/** Where it comes from and where it goes, with a way to each. */
export function DeliveryFacts(props: { readonly delivery: DeliveryWithHistory }): JSX.Element {
  const { delivery } = props;
  const names = useWebhookNames();
  const { webhookId, eventId, event, dialect, url, method, createdAt, endedAt } = delivery;
  return (
    <Card title={t("deliveries.facts")}>
      <KeyValue
        items={[
          {
            label: t("common.webhook"),
            value: (
              <Link href={`/dashboard/webhooks/${webhookId}`}>
                <WebhookName id={webhookId} name={names.get(webhookId)} />
              </Link>
            ),
          },
          ...(url === null
            ? []
            : [
                {
                  label: t("common.request"),
                  value: <span class="mono break">{`${method} ${url}`}</span>,
                },
              ]),
          ...(dialect === null ? [] : [{ label: t("deliveries.format"), value: dialect }]),
          {
            label: t("common.event"),
            value:
              event === null ? (
                <span class="muted">{t("deliveries.eventGone")}</span>
              ) : (
                <Link href={`/dashboard/events/${eventId}`}>{event.type}</Link>
              ),
          },
          ...origins(event),
          { label: t("common.created"), value: <DateTime at={createdAt} /> },
          ...(endedAt === null
            ? []
            : [{ label: t("deliveries.ended"), value: <DateTime at={endedAt} /> }]),
        ]}
      />
    </Card>
  );
}

function origins(event: DeliveryWithHistory["event"]): readonly Item[] {
  if (event === null) return [];
  const { callId, conversationId, callbackId, occurredAt } = event;
  return [
    { label: t("deliveries.occurred"), value: <DateTime at={occurredAt} /> },
    ...(callId === null
      ? []
      : [
          {
            label: t("deliveries.call"),
            value: <Link href={`/dashboard/calls/${encodeURIComponent(callId)}`}>{callId}</Link>,
          },
        ]),
    ...(conversationId === null
      ? []
      : [
          {
            label: t("deliveries.conversation"),
            value: <CopyText text={conversationId} label={t("deliveries.conversation")} />,
          },
        ]),
    ...(callbackId === null
      ? []
      : [
          {
            label: t("deliveries.callback"),
            value: <Link href={`/dashboard/callbacks/${callbackId}`}>{t("common.view")}</Link>,
          },
        ]),
  ];
}

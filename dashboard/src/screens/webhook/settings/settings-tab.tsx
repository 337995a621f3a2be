import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { dialectOf } from "#dashboard/shared/dialects.ts";
import { inWords } from "#dashboard/shared/in-words.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { Json } from "#dashboard/ui/json.tsx";
import { Card, KeyValue, Stack } from "#dashboard/ui/layout.tsx";
import { Method } from "#dashboard/ui/status.tsx";
import { DateTime } from "#dashboard/ui/time.tsx";
import { Titled } from "#dashboard/ui/titled.tsx";
import type { Webhook } from "#sdk/schema.ts";
import { deliveryItems } from "./delivery-items.tsx";
import { scopeItems, useNames } from "./scope-items.tsx";

/** Everything that is set, to be read. */
export function SettingsTab({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const names = useNames(webhook);
  // Their values are credentials: they stay off the screen.
  const headers = Object.keys(webhook.headers);
  return (
    <Stack gap={6}>
      <Card
        title={t("webhook.where")}
        actions={
          can("webhooks:write") && (
            <LinkButton href={`/dashboard/webhooks/${webhook.id}/edit`} icon="edit" size="sm">
              {t("common.edit")}
            </LinkButton>
          )
        }
      >
        <KeyValue columns={2} items={[...target(webhook), ...scopeItems(webhook, names)]} />
      </Card>
      <Events webhook={webhook} />
      <Card title={t("webhook.sending")}>
        <KeyValue columns={2} items={deliveryItems(webhook)} />
      </Card>
      <Card title={t("common.headers")} description={t("webhook.headersMasked")}>
        {headers.length === 0 ? (
          <p class="muted">{t("webhook.noHeaders")}</p>
        ) : (
          <KeyValue
            columns={2}
            items={headers.map((name) => ({
              label: name,
              value: <span class="muted">{t("webhookForm.headerSaved")}</span>,
            }))}
          />
        )}
      </Card>
      {webhook.metadata !== null && (
        <Json label={t("webhook.metadata")} text={JSON.stringify(webhook.metadata)} />
      )}
    </Stack>
  );
}

function target(webhook: Webhook) {
  const { method, url, dialect, description, createdAt, updatedAt } = webhook;
  return [
    {
      label: t("common.url"),
      value: (
        <>
          <Method method={method} /> <span class="mono">{url}</span>
        </>
      ),
    },
    { label: t("webhooks.dialect"), value: t(`webhooks.dialect_${dialectOf(dialect)}`) },
    ...(description === null ? [] : [{ label: t("webhook.notes"), value: description }]),
    { label: t("common.created"), value: <DateTime at={createdAt} /> },
    { label: t("common.updated"), value: <DateTime at={updatedAt} /> },
  ];
}

function Events({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const dialect = dialectOf(webhook.dialect);
  const known = useQuery(`event-keys/${dialect}`, (signal) =>
    answer(api.GET("/v1/event-keys", { params: { query: { dialect } }, signal })),
  );
  const byKey = new Map(known.data?.data.map((row) => [row.key, row]));
  const { eventKeys } = webhook;
  return (
    <Card title={t("webhook.subscribed", { n: eventKeys.length })}>
      {eventKeys.length === 0 ? (
        <p class="muted">{t("webhook.noEvents")}</p>
      ) : (
        <ul class="webhook-keys">
          {eventKeys.map((key) => {
            const row = byKey.get(key);
            return (
              <li key={key}>
                <Titled
                  title={<span class="mono">{key}</span>}
                  note={row === undefined ? "" : inWords(row.title)}
                />
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

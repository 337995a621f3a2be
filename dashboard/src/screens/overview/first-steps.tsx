import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { Card, Steps } from "#dashboard/ui/layout.tsx";

/** The way to the first delivery, until there is a webhook. */
export function FirstSteps(): JSX.Element | null {
  const webhooks = useQuery("webhooks/first", (signal) =>
    answer(api.GET("/v1/webhooks", { params: { query: { limit: 1 } }, signal })),
  );
  if (webhooks.data === undefined || webhooks.data.data.length > 0) return null;
  return (
    <Card title={t("overview.firstTitle")} description={t("overview.firstText")}>
      <Steps
        steps={[
          {
            title: t("overview.stepConnection"),
            children: (
              <>
                <p>{t("overview.stepConnectionText")}</p>
                {can("connections:read") && (
                  <LinkButton href="/dashboard/connections" size="sm">
                    {t("nav.connections")}
                  </LinkButton>
                )}
              </>
            ),
          },
          {
            title: t("overview.stepWebhook"),
            children: (
              <>
                <p>{t("overview.stepWebhookText")}</p>
                {can("webhooks:write") && (
                  <LinkButton href="/dashboard/webhooks/new" size="sm" variant="primary">
                    {t("overview.stepWebhook")}
                  </LinkButton>
                )}
              </>
            ),
          },
          { title: t("overview.stepTest"), children: <p>{t("overview.stepTestText")}</p> },
        ]}
      />
    </Card>
  );
}

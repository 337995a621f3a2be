import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { where } from "#dashboard/app/where.ts";
import { t } from "#dashboard/i18n/t.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { Card } from "#dashboard/ui/layout.tsx";
import { Table } from "#dashboard/ui/table.tsx";
import type { Delivery, Webhook } from "#sdk/schema.ts";
import { NoDeliveries, ownColumns } from "../deliveries-tab.tsx";
import { tabHref } from "../tabs.ts";

const REFRESH_MS = 5_000;
const SHOWN = 6;

/** The newest deliveries, whatever became of them. */
export function Latest({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const latest = useQuery<readonly Delivery[]>(
    `deliveries/latest?${webhook.id}`,
    async (signal) => {
      const query = { limit: SHOWN, filter: where.eq("webhookId", webhook.id), cursor: "start" };
      const { data } = await answer(api.GET("/v1/deliveries", { params: { query }, signal }));
      return data;
    },
    { refreshMs: REFRESH_MS },
  );
  return (
    <Card
      title={t("webhook.latest")}
      isFlush
      actions={
        <LinkButton href={tabHref(webhook.id, "deliveries")} size="sm" variant="ghost">
          {t("webhook.allDeliveries")}
        </LinkButton>
      }
    >
      <Table
        label={t("webhook.latest")}
        list={latest}
        columns={ownColumns()}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/dashboard/deliveries/${id}`}
        empty={<NoDeliveries webhook={webhook} />}
        isDense
      />
    </Card>
  );
}

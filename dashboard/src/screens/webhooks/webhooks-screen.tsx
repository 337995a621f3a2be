import "./webhooks.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { DeleteWebhook } from "#dashboard/shared/delete-webhook.tsx";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { type Sort, Table } from "#dashboard/ui/table.tsx";
import type { Webhook } from "#sdk/schema.ts";
import { DEFAULTS, type Filters, filterOf } from "./filter-of.ts";
import { useScopeNames } from "./scope-names.ts";
import { webhookColumns } from "./webhook-columns.tsx";
import { WebhookFilters } from "./webhook-filters.tsx";

const REFRESH_MS = 15_000;

/** Every webhook: where it sends what, and whether that works. */
export function WebhooksScreen(): JSX.Element {
  const [filters, set] = useUrlState<Filters>(DEFAULTS);
  const [deleted, setDeleted] = useState<Webhook | null>(null);
  const list = usePaged<Webhook>(
    "webhooks",
    ({ query, signal }) => answer(api.GET("/v1/webhooks", { params: { query }, signal })),
    { filter: filterOf(filters), sort: filters.sort, refreshMs: REFRESH_MS },
  );
  const stats = useQuery(
    "stats/webhooks",
    (signal) => answer(api.GET("/v1/stats/webhooks", { signal })),
    { refreshMs: REFRESH_MS },
  );
  const statsById = new Map(stats.data?.data.map((row) => [row.webhookId, row]));
  const names = useScopeNames(list.rows);
  const add = can("webhooks:write") && (
    <LinkButton variant="primary" icon="plus" href="/dashboard/webhooks/new">
      {t("webhooks.add")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t("webhooks.title")} description={t("webhooks.about")} actions={add} />
      <WebhookFilters filters={filters} set={set} />
      <Table
        label={t("webhooks.title")}
        list={list}
        columns={webhookColumns({ statsById, names, onDelete: setDeleted })}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/dashboard/webhooks/${id}`}
        sort={sortOf(filters.sort)}
        onSort={({ by, direction }) => set({ sort: direction === "descending" ? `-${by}` : by })}
        empty={
          <Empty icon="webhook" title={t("webhooks.emptyTitle")} action={add}>
            {t("webhooks.emptyText")}
          </Empty>
        }
      />
      <Pager list={list} />
      <DeleteWebhook
        webhook={deleted}
        waiting={deleted === null ? undefined : statsById.get(deleted.id)?.pending}
        onClose={() => setDeleted(null)}
      />
    </>
  );
}

function sortOf(text: string): Sort | undefined {
  if (text === "") return undefined;
  return text.startsWith("-")
    ? { by: text.slice(1), direction: "descending" }
    : { by: text, direction: "ascending" };
}

import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { deliveryColumns } from "#dashboard/shared/delivery-columns.tsx";
import { DEFAULTS, type Filters, filterOf, STATUSES } from "#dashboard/shared/delivery-filter.ts";
import { useWebhookNames } from "#dashboard/shared/webhook-name.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { Table } from "#dashboard/ui/table.tsx";
import { LinkTabs } from "#dashboard/ui/tabs.tsx";
import type { Delivery } from "#sdk/schema.ts";
import { DeliveryFilters } from "./delivery-filters.tsx";

const REFRESH_MS = 10_000;

/** All deliveries of the workspace. */
export function DeliveriesScreen(): JSX.Element {
  const [filters, set] = useUrlState<Filters>(DEFAULTS);
  const names = useWebhookNames();
  const list = usePaged<Delivery>(
    "deliveries",
    ({ query, signal }) => answer(api.GET("/v1/deliveries", { params: { query }, signal })),
    { filter: filterOf(filters), refreshMs: REFRESH_MS },
  );
  return (
    <>
      <PageHeader title={t("deliveries.title")} description={t("deliveries.about")} />
      <Stack>
        <LinkTabs label={t("common.status")} tabs={tabs(filters)} />
        <DeliveryFilters filters={filters} set={set} names={names} />
        <Table
          label={t("deliveries.title")}
          list={list}
          columns={deliveryColumns(names)}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `/dashboard/deliveries/${id}`}
          empty={<Nothing filters={filters} />}
          emptyFiltered={<Nothing filters={filters} />}
        />
        <Pager list={list} />
      </Stack>
    </>
  );
}

function tabs(filters: Filters) {
  const others = Object.entries(filters).filter(
    ([name, value]) => name !== "status" && value !== "",
  );
  return ["", ...STATUSES].map((status) => {
    const search = new URLSearchParams([...others, ...(status === "" ? [] : [["status", status]])]);
    return {
      href: `/dashboard/deliveries${search.size === 0 ? "" : `?${search}`}`,
      label: status === "" ? t("common.all") : t(`status.${status as (typeof STATUSES)[number]}`),
      isCurrent: filters.status === status,
    };
  });
}

/** Nothing there is good news in some tabs, and the beginning in others. */
function Nothing({ filters }: { readonly filters: Filters }): JSX.Element {
  const { status, ...others } = filters;
  if (Object.values(others).some((value) => value !== "")) {
    return <Empty icon="search" title={t("ui.nothingFound")} />;
  }
  if (status === "failed") {
    return (
      <Empty icon="check-circle" title={t("deliveries.noneFailed")}>
        {t("deliveries.noneFailedText")}
      </Empty>
    );
  }
  if (status === "suppressed") {
    return (
      <Empty icon="check-circle" title={t("deliveries.noneSuppressed")}>
        {t("deliveries.noneSuppressedText")}
      </Empty>
    );
  }
  if (status === "pending")
    return <Empty icon="check-circle" title={t("deliveries.nonePending")} />;
  return (
    <Empty icon="delivery" title={t("deliveries.emptyTitle")}>
      {t("deliveries.emptyText")}
    </Empty>
  );
}

import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { can } from "#dashboard/app/session.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { deliveryColumns } from "#dashboard/shared/delivery-columns.tsx";
import { DEFAULTS, filterOf, STATUSES } from "#dashboard/shared/delivery-filter.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { Segmented } from "#dashboard/ui/choice.tsx";
import { SearchInput } from "#dashboard/ui/input.tsx";
import { Stack, Toolbar } from "#dashboard/ui/layout.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import type { Delivery, Webhook } from "#sdk/schema.ts";
import { tabHref } from "./tabs.ts";

const REFRESH_MS = 5_000;
const FILTERS = { status: "", q: "" };
const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** The columns of all lists of deliveries, but for that of the webhook. */
export function ownColumns(): readonly Column<Delivery>[] {
  return deliveryColumns(NO_NAMES).filter(({ id }) => id !== "webhook");
}

/** What went, goes and did not go to this webhook. */
export function DeliveriesTab({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const [filters, set] = useUrlState(FILTERS);
  const list = usePaged<Delivery>(
    "deliveries",
    ({ query, signal }) => answer(api.GET("/v1/deliveries", { params: { query }, signal })),
    {
      filter: filterOf({ ...DEFAULTS, ...filters, webhookId: webhook.id }),
      refreshMs: REFRESH_MS,
    },
  );
  const status = STATUSES.find((one) => one === filters.status) ?? "";
  const isNarrow = status !== "" || filters.q !== "";
  const nothing = isNarrow ? (
    <Empty icon="search" title={t("ui.nothingFound")}>
      {t("ui.nothingFoundText")}
    </Empty>
  ) : (
    <NoDeliveries webhook={webhook} />
  );
  return (
    <Stack>
      <Toolbar>
        <SearchInput
          label={t("deliveries.search")}
          value={filters.q}
          onSearch={(q) => set({ q })}
        />
        <Segmented
          label={t("common.status")}
          value={status}
          options={["" as const, ...STATUSES].map((value) => ({
            value,
            label: value === "" ? t("common.all") : t(`status.${value}`),
          }))}
          onChange={(value) => set({ status: value })}
        />
        <LinkButton
          href={`/dashboard/deliveries?webhookId=${webhook.id}`}
          variant="ghost"
          icon="filter"
        >
          {t("webhook.moreFilters")}
        </LinkButton>
      </Toolbar>
      <Table
        label={t("deliveries.title")}
        list={list}
        columns={ownColumns()}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/dashboard/deliveries/${id}`}
        empty={nothing}
        emptyFiltered={nothing}
      />
      <Pager list={list} />
    </Stack>
  );
}

export function NoDeliveries({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  return (
    <Empty
      icon="delivery"
      title={t("webhook.noDeliveries")}
      action={
        can("webhooks:write") && (
          <LinkButton href={tabHref(webhook.id, "test")} icon="play">
            {t("webhook.sendTest")}
          </LinkButton>
        )
      }
    >
      {t("webhook.noDeliveriesText")}
    </Empty>
  );
}

import type { JSX } from "preact";
import { known, t } from "#dashboard/i18n/t.ts";
import { type Filters, SPANS } from "#dashboard/shared/delivery-filter.ts";
import { Select } from "#dashboard/ui/choice.tsx";
import { SearchInput } from "#dashboard/ui/input.tsx";
import { Toolbar } from "#dashboard/ui/layout.tsx";

const ERROR_CLASSES = [
  "http_error",
  "timeout",
  "connection_refused",
  "connection_reset",
  "connect_timeout",
  "dns_error",
  "tls_error",
  "redirect",
  "gone",
  "blocked_target",
  "invalid_response",
  "network_error",
  "internal_error",
] as const;

const SPAN_LABELS = {
  "1h": "common.lastHour",
  "24h": "common.last24Hours",
  "7d": "common.last7Days",
} as const;

export function DeliveryFilters(props: {
  readonly filters: Filters;
  readonly set: (change: Partial<Filters>) => void;
  readonly names: ReadonlyMap<string, string>;
}): JSX.Element {
  const { filters, set, names } = props;
  const webhooks = [...names].map(([value, label]) => ({ value, label }));
  // One that is not among those listed is still what the list is limited to.
  const isListed = filters.webhookId === "" || names.has(filters.webhookId);
  return (
    <Toolbar>
      <SearchInput label={t("deliveries.search")} value={filters.q} onSearch={(q) => set({ q })} />
      <Select
        label={t("deliveries.webhook")}
        name="webhookId"
        hideLabel
        value={filters.webhookId}
        options={[
          { value: "", label: t("deliveries.anyWebhook") },
          ...(isListed ? [] : [{ value: filters.webhookId, label: filters.webhookId }]),
          ...webhooks,
        ]}
        onChange={(webhookId) => set({ webhookId })}
      />
      <Select
        label={t("deliveries.errorClass")}
        name="errorClass"
        hideLabel
        value={filters.errorClass}
        options={[
          { value: "", label: t("deliveries.anyError") },
          ...ERROR_CLASSES.map((value) => ({ value, label: known("errorClass", value) ?? value })),
        ]}
        onChange={(errorClass) => set({ errorClass })}
      />
      <Select
        label={t("deliveries.since")}
        name="within"
        hideLabel
        value={filters.within}
        options={[
          { value: "", label: t("deliveries.anyTime") },
          ...Object.entries(SPAN_LABELS)
            .filter(([value]) => value in SPANS)
            .map(([value, label]) => ({ value, label: t(label) })),
        ]}
        onChange={(within) => set({ within })}
      />
    </Toolbar>
  );
}

import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { DIALECTS } from "#dashboard/shared/dialects.ts";
import { Segmented, Select } from "#dashboard/ui/choice.tsx";
import { SearchInput } from "#dashboard/ui/input.tsx";
import { Toolbar } from "#dashboard/ui/layout.tsx";
import type { Filters } from "./filter-of.ts";

export function WebhookFilters(props: {
  readonly filters: Filters;
  readonly set: (change: Partial<Filters>) => void;
}): JSX.Element {
  const { filters, set } = props;
  return (
    <Toolbar>
      <SearchInput label={t("webhooks.search")} value={filters.q} onSearch={(q) => set({ q })} />
      <Segmented
        label={t("common.state")}
        value={filters.state}
        options={[
          { value: "", label: t("common.all") },
          { value: "active", label: t("webhooks.active") },
          { value: "inactive", label: t("webhooks.disabled") },
        ]}
        onChange={(state) => set({ state })}
      />
      <Select
        label={t("webhooks.dialect")}
        name="dialect"
        hideLabel
        value={filters.dialect}
        options={[
          { value: "", label: t("webhooks.anyDialect") },
          ...DIALECTS.map((value) => ({ value, label: t(`webhooks.dialect_${value}`) })),
        ]}
        onChange={(dialect) => set({ dialect })}
      />
    </Toolbar>
  );
}

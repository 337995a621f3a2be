import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { where } from "#dashboard/app/where.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Select } from "#dashboard/ui/choice.tsx";
import { SearchInput, TextInput } from "#dashboard/ui/input.tsx";
import { Stack, Toolbar } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { Table } from "#dashboard/ui/table.tsx";
import type { ListedEvent } from "#sdk/schema.ts";
import { eventColumns } from "./event-columns.tsx";
import { searched } from "./searched.ts";
import { PROVIDERS, sourceName } from "./sources.ts";
import { useAgentNames } from "./use-agent-names.ts";
import { useEventTypes } from "./use-event-types.ts";

const NOTHING = { q: "", type: "", provider: "", agentId: "", since: "", until: "" };
const REFRESH_MS = 10_000;

type Filters = { readonly [Name in keyof typeof NOTHING]: string };

/** Everything that happened, as facts of one catalog. */
export function EventsScreen(): JSX.Element {
  const [filters, set] = useUrlState<Filters>(NOTHING);
  const agents = useAgentNames();
  const list = usePaged<ListedEvent>(
    "events",
    ({ query, signal }) => answer(api.GET("/v1/events", { params: { query }, signal })),
    { filter: filterOf(filters), refreshMs: REFRESH_MS },
  );
  return (
    <>
      <PageHeader title={t("events.title")} description={t("events.about")} />
      <Stack>
        <EventFilters filters={filters} set={set} agents={agents} />
        <Table
          label={t("events.title")}
          list={list}
          columns={eventColumns(agents)}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `/dashboard/events/${id}`}
          empty={
            <Empty icon="event" title={t("events.emptyTitle")}>
              {t("events.emptyText")}
            </Empty>
          }
        />
        <Pager list={list} />
      </Stack>
    </>
  );
}

function EventFilters(props: {
  readonly filters: Filters;
  readonly set: (change: Partial<Filters>) => void;
  readonly agents: ReadonlyMap<string, string>;
}): JSX.Element {
  const { filters, set, agents } = props;
  const types = useEventTypes();
  return (
    <Toolbar>
      <SearchInput label={t("events.search")} value={filters.q} onSearch={(q) => set({ q })} />
      <Select
        label={t("events.type")}
        name="type"
        hideLabel
        value={filters.type}
        options={[
          { value: "", label: t("events.anyType") },
          ...types.map((value) => ({ value, label: value })),
        ]}
        onChange={(type) => set({ type })}
      />
      <Select
        label={t("common.provider")}
        name="provider"
        hideLabel
        value={filters.provider}
        options={[
          { value: "", label: t("events.anyProvider") },
          ...[...PROVIDERS, "platform"].map((value) => ({ value, label: sourceName(value) })),
        ]}
        onChange={(provider) => set({ provider })}
      />
      <Select
        label={t("common.agent")}
        name="agentId"
        hideLabel
        value={filters.agentId}
        options={[
          { value: "", label: t("events.anyAgent") },
          ...[...agents].map(([value, label]) => ({ value, label })),
        ]}
        onChange={(agentId) => set({ agentId })}
      />
      <TextInput
        label={t("common.since")}
        name="since"
        type="datetime-local"
        value={filters.since}
        onInput={(since) => set({ since })}
      />
      <TextInput
        label={t("common.until")}
        name="until"
        type="datetime-local"
        value={filters.until}
        onInput={(until) => set({ until })}
      />
    </Toolbar>
  );
}

function filterOf(filters: Filters): string | undefined {
  const { q, type, provider, agentId, since, until } = filters;
  return where.and(
    searched(q, ["callId", "conversationId"]),
    type === "" ? undefined : where.eq("type", type),
    provider === "" ? undefined : where.eq("provider", provider),
    agentId === "" ? undefined : where.eq("agentId", agentId),
    momentOf(since, (at) => where.gte("createdAt", at)),
    momentOf(until, (at) => where.lte("createdAt", at)),
  );
}

/** The field gives the time of the person's own clock, without a zone. */
function momentOf(text: string, compare: (at: string) => string): string | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : compare(at.toISOString());
}

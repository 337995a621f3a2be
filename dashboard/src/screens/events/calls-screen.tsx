import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { where } from "#dashboard/app/where.ts";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { Select } from "#dashboard/ui/choice.tsx";
import { SearchInput } from "#dashboard/ui/input.tsx";
import { Stack, Toolbar } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import type { Call } from "#sdk/schema.ts";
import { searched } from "./searched.ts";

const NOTHING = { q: "", status: "", direction: "" };
const REFRESH_MS = 10_000;
const STATUSES = [
  "queued",
  "started",
  "ringing",
  "answered",
  "ended",
  "missed",
  "failed",
  "canceled",
  "expired",
] as const;

/** Calls; the story of each is a click away. */
export function CallsScreen(): JSX.Element {
  const [{ q, status, direction }, set] = useUrlState(NOTHING);
  const list = usePaged<Call>(
    "calls",
    ({ query, signal }) => answer(api.GET("/v1/calls", { params: { query }, signal })),
    {
      filter: where.and(
        searched(q, ["callId"]),
        status === "" ? undefined : where.eq("status", status),
        direction === "" ? undefined : where.eq("direction", direction),
      ),
      refreshMs: REFRESH_MS,
    },
  );
  return (
    <>
      <PageHeader title={t("events.callsTitle")} description={t("events.callsAbout")} />
      <Stack>
        <Toolbar>
          <SearchInput
            label={t("events.callSearch")}
            value={q}
            onSearch={(text) => set({ q: text })}
          />
          <Select
            label={t("common.status")}
            name="status"
            hideLabel
            value={status}
            options={[
              { value: "", label: t("events.anyStatus") },
              ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
            ]}
            onChange={(value) => set({ status: value })}
          />
          <Select
            label={t("events.direction")}
            name="direction"
            hideLabel
            value={direction}
            options={[
              { value: "", label: t("events.anyDirection") },
              { value: "inbound", label: t("events.inbound") },
              { value: "outbound", label: t("events.outbound") },
            ]}
            onChange={(value) => set({ direction: value })}
          />
        </Toolbar>
        <Table
          label={t("events.callsTitle")}
          list={list}
          columns={columns()}
          rowKey={({ id }) => id}
          rowHref={({ callId }) => `/dashboard/calls/${encodeURIComponent(callId)}`}
          empty={
            <Empty icon="call" title={t("events.callsEmptyTitle")}>
              {t("events.callsEmptyText")}
            </Empty>
          }
        />
        <Pager list={list} />
      </Stack>
    </>
  );
}

function columns(): readonly Column<Call>[] {
  return [
    {
      id: "numbers",
      header: t("common.call"),
      primary: true,
      cell: ({ fromNumber, toNumber, callId }) => <Numbers {...{ fromNumber, toNumber, callId }} />,
    },
    {
      id: "status",
      header: t("common.status"),
      cell: ({ status }) => <StatusBadge of="call" value={status} />,
    },
    {
      id: "direction",
      header: t("events.direction"),
      cell: ({ direction }) => (direction === null ? "–" : t(`events.${direction}`)),
    },
    {
      id: "endReason",
      header: t("events.endReason"),
      isHiddenOnPhone: true,
      cell: ({ endReason }) =>
        endReason === null ? "–" : (known("endReason", endReason) ?? endReason),
    },
    {
      id: "duration",
      header: t("common.duration"),
      align: "end",
      cell: ({ durationMs }) => (durationMs === null ? "–" : fmt.duration(durationMs)),
    },
    {
      id: "began",
      header: t("events.began"),
      cell: ({ startedAt, createdAt }) => <RelativeTime at={startedAt ?? createdAt} />,
    },
  ];
}

export function Numbers(props: Pick<Call, "fromNumber" | "toNumber" | "callId">): JSX.Element {
  const { fromNumber, toNumber, callId } = props;
  if (fromNumber === null && toNumber === null) return <span class="mono">{callId}</span>;
  return (
    <span>
      {fromNumber ?? "?"} → {toNumber ?? "?"}
    </span>
  );
}

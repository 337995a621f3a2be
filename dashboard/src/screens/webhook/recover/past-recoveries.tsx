import type { JSX } from "preact";
import type { Paged } from "#dashboard/app/paged.ts";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import type { Recovery } from "#sdk/schema.ts";

export function PastRecoveries({ list }: { readonly list: Paged<Recovery> }): JSX.Element {
  return (
    <>
      <Table
        label={t("webhook.recoveries")}
        list={list}
        columns={columns()}
        rowKey={({ id }) => id}
        isDense
        empty={
          <Empty icon="replay" title={t("webhook.noRecoveries")}>
            {t("webhook.noRecoveriesText")}
          </Empty>
        }
      />
      <Pager list={list} label={t("webhook.recoveries")} />
    </>
  );
}

function columns(): readonly Column<Recovery>[] {
  return [
    {
      id: "started",
      header: t("webhook.started"),
      primary: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      id: "state",
      header: t("common.state"),
      cell: ({ state }) => <StatusBadge of="recovery" value={state} />,
    },
    {
      id: "span",
      header: t("common.period"),
      cell: ({ since, until }) => `${fmt.dateTime(since)} – ${fmt.dateTime(until)}`,
    },
    {
      id: "statuses",
      header: t("common.deliveries"),
      cell: ({ statuses }) => fmt.list(statuses.map((status) => t(`status.${status}`))),
    },
    {
      id: "requeued",
      header: t("webhook.sentAgain"),
      align: "end",
      cell: ({ requeued, total }) => t("webhook.ofTotal", { n: requeued, total }),
    },
    {
      id: "skipped",
      header: t("webhook.skipped"),
      align: "end",
      cell: ({ skipped }) => fmt.number(skipped),
    },
  ];
}

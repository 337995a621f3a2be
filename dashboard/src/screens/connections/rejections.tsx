import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { Card } from "#dashboard/ui/layout.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import type { Callback, Connection } from "#sdk/schema.ts";

const REFRESH_MS = 5_000;
const ROWS = 10;
/** What is further off than this is worth saying: clocks are seldom to blame below it. */
const SKEW_SECONDS = 60;

/** Every refused callback with what is needed to mend it. */
export function Rejections({ connection }: { readonly connection: Connection }): JSX.Element {
  const { id } = connection;
  const list = usePaged<Callback>(
    `connections/${id}/rejections`,
    ({ query, signal }) =>
      answer(
        api.GET("/v1/connections/{id}/rejections", { params: { path: { id }, query }, signal }),
      ),
    { refreshMs: REFRESH_MS, limit: ROWS, parameter: "rejections" },
  );
  return (
    <Card
      title={t("connections.rejections")}
      description={t("connections.rejectionsHint")}
      isFlush={list.rows.length > 0}
    >
      <Table
        label={t("connections.rejections")}
        list={list}
        columns={columns()}
        rowKey={(row) => row.id}
        rowHref={(row) => `/dashboard/callbacks/${row.id}`}
        empty={<p class="muted">{t("connections.noRejections")}</p>}
      />
      {(list.hasNext || list.hasPrev) && <Pager list={list} />}
    </Card>
  );
}

function columns(): readonly Column<Callback>[] {
  return [
    {
      id: "reason",
      header: t("connections.reason"),
      primary: true,
      cell: ({ reason }) => known("rejection", reason ?? "") ?? reason ?? t("common.unknown"),
    },
    { id: "why", header: t("common.details"), cell: (row) => <Why row={row} /> },
    {
      id: "from",
      header: t("connections.from"),
      isHiddenOnPhone: true,
      cell: ({ remoteAddress }) => <span class="mono">{remoteAddress}</span>,
    },
    {
      id: "when",
      header: t("connections.when"),
      cell: ({ receivedAt }) => <RelativeTime at={receivedAt} />,
    },
  ];
}

/** The one fact that mends it most often. */
function Why({ row }: { readonly row: Callback }): JSX.Element {
  const { details, reason } = row;
  if (details === null) return <span class="faint">–</span>;
  const skew = Math.abs(details.clockSkewSeconds ?? 0);
  if (reason === "missing-signature") return <>{t("connections.noHeader")}</>;
  if (skew > SKEW_SECONDS) {
    return <>{t("connections.skew", { time: fmt.duration(skew * 1000) })}</>;
  }
  if (details.signedUrl !== null) {
    return <span class="break">{t("connections.signedUrl", { url: details.signedUrl })}</span>;
  }
  return <>{details.message ?? "–"}</>;
}

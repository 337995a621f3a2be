import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { useParams } from "#dashboard/app/navigate.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { CopyText } from "#dashboard/ui/code.tsx";
import { ConfirmDialog } from "#dashboard/ui/dialog.tsx";
import { Json } from "#dashboard/ui/json.tsx";
import { Card, Split, Stack } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { EventDelivery, EventWithData } from "#sdk/schema.ts";
import { EventFacts } from "./event-facts.tsx";

const REFRESH_MS = 5_000;

/** One event: what it says, whence it came, and who got it. */
export function EventScreen(): JSX.Element {
  const { id } = useParams("id");
  const query = useQuery(
    `events/${id}`,
    (signal) =>
      answer(api.GET("/v1/events/{eventId}", { params: { path: { eventId: id } }, signal })),
    { refreshMs: REFRESH_MS },
  );
  const type = query.data?.type;
  return (
    <>
      <PageHeader
        title={type === undefined ? t("common.event") : <span class="mono">{type}</span>}
        documentTitle={type ?? t("common.event")}
        back={{ href: "/dashboard/events", label: t("events.title") }}
        meta={<CopyText text={id} label={t("common.id")} />}
        actions={can("events:write") && query.data !== undefined && <Replay id={id} />}
      />
      <QueryView query={query}>
        {(event) => (
          <Split side={<EventFacts event={event} />}>
            <Stack gap={6}>
              <Deliveries event={event} />
              <Card title={t("events.data")}>
                <Json label={t("events.data")} value={event.data} />
              </Card>
            </Stack>
          </Split>
        )}
      </QueryView>
    </>
  );
}

function Deliveries({ event }: { readonly event: EventWithData }): JSX.Element {
  if (event.deliveries.length === 0) return <Callout tone="warn">{t("events.nobody")}</Callout>;
  return (
    <Card title={t("events.deliveries")} isFlush>
      <Table
        label={t("events.deliveries")}
        rows={event.deliveries}
        columns={COLUMNS()}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/dashboard/deliveries/${id}`}
      />
    </Card>
  );
}

const COLUMNS = (): readonly Column<EventDelivery>[] => [
  {
    id: "key",
    header: t("common.delivery"),
    primary: true,
    cell: ({ eventKey }) => <span class="mono">{eventKey}</span>,
  },
  {
    id: "status",
    header: t("common.status"),
    cell: ({ status }) => <StatusBadge of="delivery" value={status} />,
  },
  { id: "attempts", header: t("common.attempts"), align: "end", cell: ({ attempts }) => attempts },
  {
    id: "created",
    header: t("common.created"),
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

function Replay({ id }: { readonly id: string }): JSX.Element {
  const [isAsked, setIsAsked] = useState(false);
  return (
    <>
      <Button icon="refresh" onClick={() => setIsAsked(true)}>
        {t("events.replay")}
      </Button>
      <ConfirmDialog
        open={isAsked}
        onClose={() => setIsAsked(false)}
        title={t("events.replayTitle")}
        confirmLabel={t("events.replay")}
        onConfirm={async () => {
          const params = { path: { eventId: id } };
          const { deliveries } = await answer(api.POST("/v1/events/{eventId}/replay", { params }));
          invalidate("events", "deliveries", "calls");
          if (deliveries === 0) toast.info(t("events.replayedNone"));
          else toast.good(t("events.replayed", { n: deliveries }));
        }}
      >
        <p>{t("events.replayText")}</p>
      </ConfirmDialog>
    </>
  );
}

import type { JSX } from "preact";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { can } from "#dashboard/app/session.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { where } from "#dashboard/app/where.ts";
import { known, t } from "#dashboard/i18n/t.ts";
import { Badge } from "#dashboard/ui/badge.tsx";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Select } from "#dashboard/ui/choice.tsx";
import { Stack, Toolbar } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import type { Undelivered } from "#sdk/schema.ts";

const REASONS = ["exhausted", "suppressed", "blocked", "deactivated", "no_match"] as const;
const NOTHING = { reason: "" };

/** Events that reached nobody, and why. */
export function UndeliveredScreen(): JSX.Element {
  const [{ reason: chosen }, set] = useUrlState(NOTHING);
  const reason = REASONS.find((one) => one === chosen);
  const list = usePaged<Undelivered>(
    "undelivered",
    ({ query, signal }) => answer(api.GET("/v1/undelivered", { params: { query }, signal })),
    { filter: reason && where.eq("reason", reason) },
  );
  const retry = useMutation(
    (deliveryId: string) =>
      answer(api.POST("/v1/deliveries/{deliveryId}/retry", { params: { path: { deliveryId } } })),
    {
      success: t("undelivered.retried"),
      onSuccess: () => invalidate("undelivered", "deliveries", "stats"),
    },
  );
  return (
    <>
      <PageHeader title={t("undelivered.title")} description={t("undelivered.about")} />
      <Stack>
        <Toolbar>
          <Select
            label={t("undelivered.reason")}
            name="reason"
            hideLabel
            value={reason ?? ""}
            options={[
              { value: "", label: t("undelivered.anyReason") },
              ...REASONS.map((value) => ({ value, label: t(`undeliveredReason.${value}`) })),
            ]}
            onChange={(value) => set({ reason: value })}
          />
        </Toolbar>
        <Callout>
          {t(reason === "no_match" ? "undelivered.noMatchHint" : "undelivered.recoverHint")}
        </Callout>
        <Table
          label={t("undelivered.title")}
          list={list}
          columns={columns((id) => void retry.run(id), retry.isRunning)}
          rowKey={(row) => `${row.reason} ${row.id}`}
          rowHref={hrefOf}
          empty={
            <Empty icon="check-circle" title={t("undelivered.emptyTitle")}>
              {t("undelivered.emptyText")}
            </Empty>
          }
        />
        <Pager list={list} />
      </Stack>
    </>
  );
}

function hrefOf({ delivery, eventId }: Undelivered): string {
  return delivery === null
    ? `/dashboard/events/${eventId}`
    : `/dashboard/deliveries/${delivery.id}`;
}

function columns(
  onRetry: (deliveryId: string) => void,
  isBusy: boolean,
): readonly Column<Undelivered>[] {
  return [
    {
      id: "event",
      header: t("undelivered.event"),
      primary: true,
      cell: ({ event, delivery }) => (
        <span class="mono">{delivery?.eventKey ?? event?.type ?? "–"}</span>
      ),
    },
    {
      id: "reason",
      header: t("undelivered.reason"),
      cell: ({ reason, detail }) => (
        <>
          <Badge tone={reason === "exhausted" ? "bad" : "neutral"}>
            {known("undeliveredReason", reason) ?? reason}
          </Badge>{" "}
          {detail !== null && <span class="muted">{known("errorClass", detail) ?? detail}</span>}
        </>
      ),
    },
    { id: "when", header: t("undelivered.when"), cell: ({ at }) => <RelativeTime at={at} /> },
    ...(can("webhooks:write") ? [action(onRetry, isBusy)] : []),
  ];
}

function action(onRetry: (deliveryId: string) => void, isBusy: boolean): Column<Undelivered> {
  return {
    id: "retry",
    header: t("common.actions"),
    hideHeader: true,
    isShrunk: true,
    align: "end",
    cell: ({ delivery }) =>
      delivery === null ? null : (
        <Button size="sm" icon="refresh" disabled={isBusy} onClick={() => onRetry(delivery.id)}>
          {t("undelivered.retry")}
          <span class="visually-hidden"> {delivery.eventKey}</span>
        </Button>
      ),
  };
}

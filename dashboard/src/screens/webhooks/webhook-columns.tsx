import type { JSX } from "preact";
import { can } from "#dashboard/app/session.ts";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { nameOf } from "#dashboard/shared/webhook-name-of.ts";
import { IconButton } from "#dashboard/ui/button.tsx";
import { Row } from "#dashboard/ui/layout.tsx";
import { Sparkline } from "#dashboard/ui/sparkline.tsx";
import { HttpStatus } from "#dashboard/ui/status.tsx";
import type { Column } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import { Titled } from "#dashboard/ui/titled.tsx";
import type { Webhook, WebhookStats } from "#sdk/schema.ts";
import { IconLink } from "./icon-link.tsx";
import { NAMES_SHOWN } from "./scope-names.ts";
import { StateCell } from "./state-cell.tsx";

type About = {
  readonly statsById: ReadonlyMap<string, WebhookStats>;
  readonly names: ReadonlyMap<string, string>;
  readonly onDelete: (webhook: Webhook) => void;
};

export function webhookColumns(about: About): readonly Column<Webhook>[] {
  const { statsById, names } = about;
  return [
    {
      id: "name",
      header: t("common.name"),
      primary: true,
      sortable: true,
      cell: (webhook) => <Titled title={nameOf(webhook)} note={webhook.url} isMono />,
    },
    {
      id: "scope",
      header: t("webhooks.scope"),
      cell: (webhook) => <Scope webhook={webhook} names={names} />,
    },
    {
      id: "events",
      header: t("common.events"),
      cell: (webhook) => <Events webhook={webhook} />,
    },
    {
      id: "day",
      header: t("common.last24Hours"),
      isShrunk: true,
      cell: ({ id }) => <Day stats={statsById.get(id)} />,
    },
    {
      id: "failure",
      header: t("webhooks.lastFailure"),
      cell: ({ id }) => <LastFailure stats={statsById.get(id)} />,
    },
    {
      id: "isActive",
      header: t("common.state"),
      sortable: true,
      isShrunk: true,
      cell: (webhook) => <StateCell webhook={webhook} />,
    },
    ...(can("webhooks:write") ? [actions(about.onDelete)] : []),
  ];
}

function actions(onDelete: About["onDelete"]): Column<Webhook> {
  return {
    id: "actions",
    header: t("common.actions"),
    hideHeader: true,
    isShrunk: true,
    align: "end",
    cell: (webhook) => {
      const name = nameOf(webhook);
      const page = `/dashboard/webhooks/${webhook.id}`;
      return (
        <span class="webhook-actions">
          <IconLink icon="play" href={`${page}/test`} label={t("webhooks.testOf", { name })} />
          <IconLink icon="edit" href={`${page}/edit`} label={t("webhooks.editOf", { name })} />
          <IconButton
            icon="trash"
            label={t("webhooks.deleteOf", { name })}
            onClick={() => onDelete(webhook)}
          />
        </span>
      );
    },
  };
}

function Scope(props: {
  readonly webhook: Webhook;
  readonly names: ReadonlyMap<string, string>;
}): JSX.Element {
  const { webhook, names } = props;
  const { agentIds, workflowIds } = webhook;
  if (agentIds === null && workflowIds === null) {
    return <span class="muted webhook-whole">{t("webhooks.allScope")}</span>;
  }
  return (
    <span class="webhook-scope">
      {agentIds !== null && (
        <span>{named(agentIds, names) ?? t("webhooks.agentCount", { n: agentIds.length })}</span>
      )}
      {workflowIds !== null && (
        <span>
          {named(workflowIds, names) ?? t("webhooks.workflowCount", { n: workflowIds.length })}
        </span>
      )}
    </span>
  );
}

/** Undefined while a name is not known, or where there is nothing to name. */
function named(ids: readonly string[], names: ReadonlyMap<string, string>): string | undefined {
  const shown = ids.slice(0, NAMES_SHOWN).flatMap((id) => names.get(id) ?? []);
  if (ids.length === 0 || shown.length < Math.min(ids.length, NAMES_SHOWN)) return undefined;
  const more = ids.length - shown.length;
  return more === 0 ? fmt.list(shown) : `${shown.join(", ")} +${fmt.number(more)}`;
}

function Events({ webhook: { eventKeys } }: { readonly webhook: Webhook }): JSX.Element {
  if (eventKeys.length === 0) return <span class="webhook-none">{t("webhooks.noEvents")}</span>;
  return (
    <span class="webhook-whole" title={eventKeys.join("\n")}>
      {t("webhooks.eventCount", { n: eventKeys.length })}
    </span>
  );
}

function Day({ stats }: { readonly stats: WebhookStats | undefined }): JSX.Element {
  if (stats === undefined || stats.delivered + stats.failed === 0) {
    return <span class="faint webhook-whole">{t("webhooks.noDeliveries")}</span>;
  }
  const { delivered, failed, buckets } = stats;
  const words = t("webhooks.dayInWords", {
    delivered: fmt.number(delivered),
    failed: fmt.number(failed),
  });
  return (
    <span class="webhook-day" title={words}>
      <Sparkline
        label={words}
        values={buckets.map((bucket) => bucket.delivered)}
        bad={buckets.map((bucket) => bucket.failed)}
      />
      <span class="webhook-day-figures" aria-hidden="true">
        {fmt.compact(delivered)}
        {failed > 0 && <span class="webhook-bad"> {t("webhooks.failedShort", { n: failed })}</span>}
      </span>
    </span>
  );
}

function LastFailure({ stats }: { readonly stats: WebhookStats | undefined }): JSX.Element {
  const failure = stats?.lastFailure ?? null;
  if (failure === null) return <span class="faint">{t("webhooks.noFailure")}</span>;
  const { errorClass, responseStatus, deliveryId, at } = failure;
  return (
    <span class="webhook-failure">
      <a class="link" href={`/dashboard/deliveries/${deliveryId}`}>
        {known("errorClass", errorClass ?? "") ?? errorClass ?? t("status.failed")}
      </a>
      <Row gap={2}>
        {responseStatus !== null && <HttpStatus status={responseStatus} />}
        <span class="faint">
          <RelativeTime at={at} />
        </span>
      </Row>
    </span>
  );
}

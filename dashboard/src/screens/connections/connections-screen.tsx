import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { CopyText } from "#dashboard/ui/code.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import type { Connection } from "#sdk/schema.ts";
import { stateOf } from "./state-of.ts";
import { providerOf, useProviders } from "./use-providers.ts";

const REFRESH_MS = 15_000;

/** The workspace's accounts at the providers. */
export function ConnectionsScreen(): JSX.Element {
  const providers = useProviders();
  const list = usePaged<Connection>(
    "connections",
    ({ query, signal }) => answer(api.GET("/v1/connections", { params: { query }, signal })),
    { refreshMs: REFRESH_MS },
  );
  const create = can("connections:write") && (
    <LinkButton href="/dashboard/connections/new" variant="primary" icon="plus">
      {t("connections.new")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title={t("connections.title")}
        description={t("connections.about")}
        actions={create}
      />
      <Table
        label={t("connections.title")}
        list={list}
        columns={columns((id) => providerOf(providers, id)?.name ?? id)}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/dashboard/connections/${id}`}
        empty={
          <Empty icon="connection" title={t("connections.emptyTitle")} action={create}>
            {t("connections.emptyText")}
          </Empty>
        }
      />
      <Pager list={list} />
    </>
  );
}

function columns(providerName: (id: string) => string): readonly Column<Connection>[] {
  return [
    { id: "name", header: t("connections.name"), primary: true, cell: ({ name }) => name },
    {
      id: "provider",
      header: t("connections.provider"),
      cell: ({ provider }) => providerName(provider),
    },
    {
      id: "state",
      header: t("connections.state"),
      cell: (connection) => <StatusBadge of="connection" value={stateOf(connection)} />,
    },
    {
      id: "last",
      header: t("connections.lastCallback"),
      cell: ({ lastCallbackAt }) =>
        lastCallbackAt === null ? (
          <span class="faint">{t("connections.never")}</span>
        ) : (
          <RelativeTime at={lastCallbackAt} />
        ),
    },
    {
      id: "url",
      header: t("connections.callbackUrl"),
      isHiddenOnPhone: true,
      cell: ({ callbackUrl }) => (
        <CopyText text={callbackUrl} label={t("connections.callbackUrl")} short />
      ),
    },
  ];
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Badge } from "#dashboard/ui/badge.tsx";
import { Button } from "#dashboard/ui/button.tsx";
import { ConfirmDialog } from "#dashboard/ui/dialog.tsx";
import { Row } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { ApiKey } from "#sdk/schema.ts";
import { NewKeyDialog } from "./new-key-dialog.tsx";
import { EVERYTHING } from "./scopes.ts";

/** The workspace's own keys. */
export function KeysScreen(): JSX.Element {
  const [isNew, setIsNew] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const list = usePaged<ApiKey>("keys", ({ query, signal }) =>
    answer(api.GET("/v1/api-keys", { params: { query }, signal })),
  );
  const create = can("keys:write") && (
    <Button variant="primary" icon="plus" onClick={() => setIsNew(true)}>
      {t("keys.new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("keys.title")} description={t("keys.about")} actions={create} />
      <Table
        label={t("keys.title")}
        list={list}
        columns={columns(setRevoked)}
        rowKey={(key) => key.id}
        empty={
          <Empty icon="key" title={t("keys.emptyTitle")} action={create}>
            {t("keys.emptyText")}
          </Empty>
        }
      />
      <Pager list={list} />
      {isNew && <NewKeyDialog onClose={() => setIsNew(false)} />}
      <ConfirmDialog
        open={revoked !== null}
        onClose={() => setRevoked(null)}
        title={t("keys.revokeTitle", { name: revoked?.name ?? "" })}
        confirmLabel={t("keys.revoke")}
        isDanger
        onConfirm={() => revoke(revoked)}
      >
        <p>{t("keys.revokeText")}</p>
      </ConfirmDialog>
    </>
  );
}

async function revoke(key: ApiKey | null): Promise<void> {
  if (key === null) return;
  await answer(api.DELETE("/v1/api-keys/{id}", { params: { path: { id: key.id } } }));
  invalidate("keys");
  toast.good(t("keys.revoked", { name: key.name }));
}

function columns(onRevoke: (key: ApiKey) => void): readonly Column<ApiKey>[] {
  return [
    { id: "name", header: t("common.name"), cell: ({ name }) => name, primary: true },
    {
      id: "prefix",
      header: t("keys.prefix"),
      cell: ({ prefix }) => <span class="mono">{prefix}…</span>,
    },
    { id: "scopes", header: t("keys.scopes"), cell: ({ scopes }) => <Scopes scopes={scopes} /> },
    {
      id: "used",
      header: t("keys.lastUsed"),
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? (
          <span class="faint">{t("keys.neverUsed")}</span>
        ) : (
          <RelativeTime at={lastUsedAt} />
        ),
    },
    {
      id: "created",
      header: t("common.created"),
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    ...(can("keys:write") ? [actions(onRevoke)] : []),
  ];
}

function actions(onRevoke: (key: ApiKey) => void): Column<ApiKey> {
  return {
    id: "actions",
    header: t("common.actions"),
    hideHeader: true,
    isShrunk: true,
    align: "end",
    cell: (key) => (
      <Button size="sm" variant="danger" onClick={() => onRevoke(key)}>
        {t("keys.revoke")}
        <span class="visually-hidden"> {key.name}</span>
      </Button>
    ),
  };
}

function Scopes({ scopes }: { readonly scopes: readonly string[] }): JSX.Element {
  return (
    <Row gap={1}>
      {scopes.map((scope) => (
        <Badge key={scope}>{scope === EVERYTHING ? t("keys.everything") : scope}</Badge>
      ))}
    </Row>
  );
}

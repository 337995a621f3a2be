import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { can } from "#dashboard/app/session.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { where } from "#dashboard/app/where.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Badge } from "#dashboard/ui/badge.tsx";
import { Button } from "#dashboard/ui/button.tsx";
import { ConfirmDialog } from "#dashboard/ui/dialog.tsx";
import { SearchInput } from "#dashboard/ui/input.tsx";
import { Row, Toolbar } from "#dashboard/ui/layout.tsx";
import { Menu } from "#dashboard/ui/menu.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { Agent } from "#sdk/schema.ts";
import { AgentDialog } from "./agent-dialog.tsx";

type Open = { readonly what: "edit" | "delete"; readonly agent: Agent | null };

/** Who calls and messages are about. */
export function AgentsScreen(): JSX.Element {
  const [{ q }, set] = useUrlState({ q: "" });
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const list = usePaged<Agent>(
    "agents",
    ({ query, signal }) => answer(api.GET("/v1/agents", { params: { query }, signal })),
    { filter: where.contains("name", q) },
  );
  const create = can("agents:write") && (
    <Button variant="primary" icon="plus" onClick={() => setOpen({ what: "edit", agent: null })}>
      {t("agents.new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("agents.title")} description={t("agents.about")} actions={create} />
      <Toolbar>
        <SearchInput label={t("agents.search")} value={q} onSearch={(text) => set({ q: text })} />
      </Toolbar>
      <Table
        label={t("agents.title")}
        list={list}
        columns={columns(setOpen)}
        rowKey={(agent) => agent.id}
        empty={
          <Empty icon="agent" title={t("agents.emptyTitle")} action={create}>
            {t("agents.emptyText")}
          </Empty>
        }
        emptyFiltered={<Empty icon="search" title={t("agents.noneFound")} />}
      />
      <Pager list={list} />
      {open?.what === "edit" && <AgentDialog agent={open.agent} onClose={close} />}
      <ConfirmDialog
        open={open?.what === "delete"}
        onClose={close}
        title={t("agents.deleteTitle", { name: open?.agent?.name ?? "" })}
        confirmLabel={t("common.delete")}
        isDanger
        onConfirm={() => remove(open?.agent ?? null)}
      >
        <p>{t("agents.deleteText")}</p>
      </ConfirmDialog>
    </>
  );
}

async function remove(agent: Agent | null): Promise<void> {
  if (agent === null) return;
  await answer(api.DELETE("/v1/agents/{id}", { params: { path: { id: agent.id } } }));
  invalidate("agents", "webhooks");
  toast.good(t("agents.deleted", { name: agent.name }));
}

function columns(setOpen: (open: Open) => void): readonly Column<Agent>[] {
  return [
    { id: "name", header: t("common.name"), cell: ({ name }) => name, primary: true },
    {
      id: "references",
      header: t("agents.references"),
      cell: ({ references }) => <References references={references} />,
    },
    { id: "state", header: t("common.state"), cell: (agent) => <State agent={agent} /> },
    {
      id: "created",
      header: t("common.created"),
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    ...(can("agents:write") ? [actions(setOpen)] : []),
  ];
}

function actions(setOpen: (open: Open) => void): Column<Agent> {
  return {
    id: "actions",
    header: t("common.actions"),
    hideHeader: true,
    isShrunk: true,
    align: "end",
    cell: (agent) => (
      <Menu
        label={`${t("common.actions")}: ${agent.name}`}
        items={[
          { label: t("common.edit"), onSelect: () => setOpen({ what: "edit", agent }) },
          {
            label: t("common.delete"),
            isDanger: true,
            onSelect: () => setOpen({ what: "delete", agent }),
          },
        ]}
      />
    ),
  };
}

const SHOWN = 2;

function References({ references }: { readonly references: readonly string[] }): JSX.Element {
  if (references.length === 0) return <span class="faint">{t("agents.noReferences")}</span>;
  const rest = references.length - SHOWN;
  return (
    <span class="mono" title={references.join("\n")}>
      {references.slice(0, SHOWN).join(", ")}
      {rest > 0 && <span class="faint"> {t("agents.moreReferences", { n: rest })}</span>}
    </span>
  );
}

function State({ agent }: { readonly agent: Agent }): JSX.Element {
  return (
    <Row gap={1}>
      {agent.isActive ? (
        <Badge tone="good" icon="check">
          {t("agents.active")}
        </Badge>
      ) : (
        <Badge icon="pause">{t("agents.inactive")}</Badge>
      )}
      {agent.isMailbox && <Badge>{t("agents.mailbox")}</Badge>}
    </Row>
  );
}

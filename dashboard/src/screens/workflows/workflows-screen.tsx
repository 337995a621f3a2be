import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { can } from "#dashboard/app/session.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { where } from "#dashboard/app/where.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { CopyText } from "#dashboard/ui/code.tsx";
import { ConfirmDialog } from "#dashboard/ui/dialog.tsx";
import { SearchInput } from "#dashboard/ui/input.tsx";
import { Toolbar } from "#dashboard/ui/layout.tsx";
import { Menu } from "#dashboard/ui/menu.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Pager } from "#dashboard/ui/pager.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { type Column, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { Workflow } from "#sdk/schema.ts";
import { WorkflowDialog } from "./workflow-dialog.tsx";

type Open = { readonly what: "edit" | "delete"; readonly workflow: Workflow | null };

/** Processes of the tenant's platform, which publish events. */
export function WorkflowsScreen(): JSX.Element {
  const [{ q }, set] = useUrlState({ q: "" });
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const list = usePaged<Workflow>(
    "workflows",
    ({ query, signal }) => answer(api.GET("/v1/workflows", { params: { query }, signal })),
    { filter: where.contains("name", q) },
  );
  const create = can("workflows:write") && (
    <Button variant="primary" icon="plus" onClick={() => setOpen({ what: "edit", workflow: null })}>
      {t("workflows.new")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("workflows.title")}
        description={t("workflows.about")}
        actions={create}
      />
      <Toolbar>
        <SearchInput
          label={t("workflows.search")}
          value={q}
          onSearch={(text) => set({ q: text })}
        />
      </Toolbar>
      <Table
        label={t("workflows.title")}
        list={list}
        columns={columns(setOpen)}
        rowKey={(workflow) => workflow.id}
        empty={
          <Empty icon="workflow" title={t("workflows.emptyTitle")} action={create}>
            {t("workflows.emptyText")}
          </Empty>
        }
        emptyFiltered={<Empty icon="search" title={t("workflows.noneFound")} />}
      />
      <Pager list={list} />
      {open?.what === "edit" && <WorkflowDialog workflow={open.workflow} onClose={close} />}
      <ConfirmDialog
        open={open?.what === "delete"}
        onClose={close}
        title={t("workflows.deleteTitle", { name: open?.workflow?.name ?? "" })}
        confirmLabel={t("common.delete")}
        isDanger
        onConfirm={() => remove(open?.workflow ?? null)}
      >
        <p>{t("workflows.deleteText")}</p>
      </ConfirmDialog>
    </>
  );
}

async function remove(workflow: Workflow | null): Promise<void> {
  if (workflow === null) return;
  await answer(api.DELETE("/v1/workflows/{id}", { params: { path: { id: workflow.id } } }));
  invalidate("workflows", "webhooks");
  toast.good(t("workflows.deleted", { name: workflow.name }));
}

function columns(setOpen: (open: Open) => void): readonly Column<Workflow>[] {
  return [
    { id: "name", header: t("common.name"), cell: ({ name }) => name, primary: true },
    {
      id: "reference",
      header: t("workflows.reference"),
      cell: ({ reference }) => <CopyText text={reference} label={t("workflows.reference")} />,
    },
    {
      id: "created",
      header: t("common.created"),
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    ...(can("workflows:write") ? [actions(setOpen)] : []),
  ];
}

function actions(setOpen: (open: Open) => void): Column<Workflow> {
  return {
    id: "actions",
    header: t("common.actions"),
    hideHeader: true,
    isShrunk: true,
    align: "end",
    cell: (workflow) => (
      <Menu
        label={`${t("common.actions")}: ${workflow.name}`}
        items={[
          { label: t("common.edit"), onSelect: () => setOpen({ what: "edit", workflow }) },
          {
            label: t("common.delete"),
            isDanger: true,
            onSelect: () => setOpen({ what: "delete", workflow }),
          },
        ]}
      />
    ),
  };
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { useNavigate, useParams } from "#dashboard/app/navigate.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button, LinkButton } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { CopyText } from "#dashboard/ui/code.tsx";
import { ConfirmDialog } from "#dashboard/ui/dialog.tsx";
import { Split, Stack } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { Connection } from "#sdk/schema.ts";
import { ConnectionFacts } from "./connection-facts.tsx";
import { Rejections } from "./rejections.tsx";
import { Secrets } from "./secrets.tsx";
import { stateOf } from "./state-of.ts";
import { WhereToPaste } from "./where-to-paste.tsx";

const REFRESH_MS = 5_000;

/** One account at a provider: is it working, and if not, why. */
export function ConnectionScreen(): JSX.Element {
  const { id } = useParams("id");
  const query = useQuery(
    `connections/${id}`,
    (signal) => answer(api.GET("/v1/connections/{id}", { params: { path: { id } }, signal })),
    { refreshMs: REFRESH_MS },
  );
  const { data } = query;
  return (
    <>
      <PageHeader
        title={data?.name ?? t("common.connection")}
        back={{ href: "/dashboard/connections", label: t("connections.title") }}
        status={data && <StatusBadge of="connection" value={stateOf(data)} />}
        meta={<CopyText text={id} label={t("common.id")} />}
        actions={data && can("connections:write") && <Actions connection={data} />}
      />
      <QueryView query={query}>
        {(connection) => (
          <Split side={<ConnectionFacts connection={connection} />}>
            <Stack gap={6}>
              <State connection={connection} />
              <WhereToPaste connection={connection} />
              <Secrets connection={connection} />
              <Rejections connection={connection} />
            </Stack>
          </Split>
        )}
      </QueryView>
    </>
  );
}

function State({ connection }: { readonly connection: Connection }): JSX.Element {
  if (!connection.isReadable) return <Callout tone="bad">{t("connections.unreadable")}</Callout>;
  const state = stateOf(connection);
  const tone = { receiving: "good", silent: "accent", rejecting: "bad" } as const;
  return <Callout tone={tone[state]}>{t(`connections.${state}`)}</Callout>;
}

function Actions({ connection }: { readonly connection: Connection }): JSX.Element {
  const { id, name } = connection;
  const [isAsked, setIsAsked] = useState(false);
  const go = useNavigate();
  return (
    <>
      <LinkButton href={`/dashboard/connections/${id}/edit`}>{t("connections.edit")}</LinkButton>
      <Button variant="danger" onClick={() => setIsAsked(true)}>
        {t("common.delete")}
      </Button>
      <ConfirmDialog
        open={isAsked}
        onClose={() => setIsAsked(false)}
        title={t("connections.deleteTitle", { name })}
        confirmLabel={t("common.delete")}
        isDanger
        typed={name}
        onConfirm={async () => {
          await answer(api.DELETE("/v1/connections/{id}", { params: { path: { id } } }));
          go("/dashboard/connections", { replace: true });
          invalidate("connections?");
          toast.good(t("connections.deleted", { name }));
        }}
      >
        <p>{t("connections.deleteText")}</p>
      </ConfirmDialog>
    </>
  );
}

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { useParams } from "#dashboard/app/navigate.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Code, CopyText } from "#dashboard/ui/code.tsx";
import { ConfirmDialog } from "#dashboard/ui/dialog.tsx";
import { Json } from "#dashboard/ui/json.tsx";
import { Card, KeyValue, Split, Stack } from "#dashboard/ui/layout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import { DateTime } from "#dashboard/ui/time.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { CallbackWithBody } from "#sdk/schema.ts";
import { RejectionReason } from "./rejection-reason.tsx";
import { sourceName } from "./sources.ts";

/** A provider's request as it came, and what became of it. */
export function CallbackScreen(): JSX.Element {
  const { id } = useParams("id");
  const query = useQuery(`callbacks/${id}`, (signal) =>
    answer(api.GET("/v1/callbacks/{callbackId}", { params: { path: { callbackId: id } }, signal })),
  );
  const callback = query.data;
  const title = callback === undefined ? t("events.callbackTitle") : titleOf(callback);
  const canReplay =
    can("events:write") && callback !== undefined && callback.verdict !== "rejected";
  return (
    <>
      <PageHeader
        title={title}
        description={t("events.callbackAbout")}
        back={{ href: "/dashboard/events", label: t("events.title") }}
        status={callback && <StatusBadge of="callback" value={callback.verdict} />}
        meta={<CopyText text={id} label={t("common.id")} />}
        actions={canReplay && callback.body !== null && <Replay id={id} />}
      />
      <QueryView query={query}>
        {(data) => (
          <Split side={<Facts callback={data} />}>
            <Stack gap={6}>
              <RejectionReason callback={data} />
              <Became callback={data} />
              <Card title={t("events.rawBody")}>
                <Body callback={data} />
              </Card>
              <Card title={t("events.rawHeaders")}>
                <Code
                  label={`${data.method} ${data.target}`}
                  text={data.headers.map(([name, value]) => `${name}: ${value}`).join("\n")}
                  maxLines={12}
                />
              </Card>
            </Stack>
          </Split>
        )}
      </QueryView>
    </>
  );
}

function titleOf({ provider, type }: CallbackWithBody): string {
  return type === null ? sourceName(provider) : `${sourceName(provider)} · ${type}`;
}

function Body({ callback }: { readonly callback: CallbackWithBody }): JSX.Element {
  const { body, bodyText, bodyBytes, bodyRemovedAt, verdict } = callback;
  if (body === null) {
    return <p class="muted">{t("events.noBody", { date: fmt.date(bodyRemovedAt ?? "") })}</p>;
  }
  if (bodyText === null) {
    return <p class="muted">{t("events.binary", { size: fmt.bytes(bodyBytes) })}</p>;
  }
  return (
    <>
      <Json label={t("common.body")} text={bodyText} />
      {verdict === "rejected" && <p class="muted">{t("events.cut")}</p>}
    </>
  );
}

function Became({ callback }: { readonly callback: CallbackWithBody }): JSX.Element | null {
  if (callback.verdict === "rejected") return null;
  return (
    <Card title={t("events.becameEvents")}>
      {callback.events.length === 0 ? (
        <p class="muted">{t("events.becameNothing")}</p>
      ) : (
        <ul class="plain-list">
          {callback.events.map(({ id, type }) => (
            <li key={id}>
              <Link href={`/dashboard/events/${id}`}>{type}</Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Facts({ callback }: { readonly callback: CallbackWithBody }): JSX.Element {
  const { provider, receivedAt, remoteAddress, bodyBytes, callId, connectionId, reason } = callback;
  return (
    <Card title={t("events.facts")}>
      <KeyValue
        items={[
          { label: t("common.provider"), value: sourceName(provider) },
          { label: t("common.received"), value: <DateTime at={receivedAt} /> },
          ...(reason === null
            ? []
            : [{ label: t("common.reason"), value: known("rejection", reason) ?? reason }]),
          ...(connectionId === null
            ? []
            : [
                {
                  label: t("common.connection"),
                  value: (
                    <Link href={`/dashboard/connections/${connectionId}`}>{t("common.view")}</Link>
                  ),
                },
              ]),
          ...(callId === null
            ? []
            : [
                {
                  label: t("common.call"),
                  value: (
                    <Link href={`/dashboard/calls/${encodeURIComponent(callId)}`}>{callId}</Link>
                  ),
                },
              ]),
          { label: t("events.from"), value: <span class="mono">{remoteAddress}</span> },
          { label: t("events.size"), value: fmt.bytes(bodyBytes) },
        ]}
      />
    </Card>
  );
}

function Replay({ id }: { readonly id: string }): JSX.Element {
  const [isAsked, setIsAsked] = useState(false);
  return (
    <>
      <Button icon="refresh" onClick={() => setIsAsked(true)}>
        {t("events.callbackReplay")}
      </Button>
      <ConfirmDialog
        open={isAsked}
        onClose={() => setIsAsked(false)}
        title={t("events.callbackReplayTitle")}
        confirmLabel={t("events.callbackReplay")}
        onConfirm={async () => {
          const params = { path: { callbackId: id } };
          await answer(api.POST("/v1/callbacks/{callbackId}/replay", { params }));
          invalidate("callbacks", "events", "deliveries", "calls");
          toast.good(t("common.saved"));
        }}
      >
        <p>{t("events.callbackReplayText")}</p>
      </ConfirmDialog>
    </>
  );
}

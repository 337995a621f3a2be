import "./webhook.css";
import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useNavigate, useParams } from "#dashboard/app/navigate.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { nameOf } from "#dashboard/shared/webhook-name-of.ts";
import { stateOf } from "#dashboard/shared/webhook-state.ts";
import { CopyText } from "#dashboard/ui/code.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import { LinkTabs } from "#dashboard/ui/tabs.tsx";
import type { Webhook } from "#sdk/schema.ts";
import { DeliveriesTab } from "./deliveries-tab.tsx";
import { OverviewTab } from "./overview/overview-tab.tsx";
import { RecoverTab } from "./recover/recover-tab.tsx";
import { SecretTab } from "./secret/secret-tab.tsx";
import { SettingsTab } from "./settings/settings-tab.tsx";
import { TABS, type Tab, tabHref } from "./tabs.ts";
import { TestTab } from "./test/test-tab.tsx";
import { WebhookActions } from "./webhook-actions.tsx";

const REFRESH_MS = 5_000;
const FIRST = { tab: "overview" };
/** Tests and recoveries change something. */
const WRITING: ReadonlySet<Tab> = new Set(["test", "recover"]);

/** One webhook: whether it works, why it does not, and what can be done. */
export function WebhookScreen(): JSX.Element {
  const { id } = useParams("id");
  const go = useNavigate();
  const [{ tab: asked }] = useUrlState(FIRST);
  const shown = TABS.filter((one) => !WRITING.has(one) || can("webhooks:write"));
  const tab = shown.find((one) => one === asked) ?? "overview";
  const query = useQuery(
    `webhooks/${id}`,
    (signal) =>
      answer(api.GET("/v1/webhooks/{webhookId}", { params: { path: { webhookId: id } }, signal })),
    { refreshMs: REFRESH_MS },
  );
  const webhook = query.data;
  const state = webhook && stateOf(webhook);
  return (
    <>
      <PageHeader
        title={webhook === undefined ? t("common.webhook") : nameOf(webhook)}
        back={{ href: "/dashboard/webhooks", label: t("webhooks.title") }}
        status={state && <StatusBadge of="webhook" {...state} />}
        meta={<Meta id={id} webhook={webhook} />}
        actions={
          webhook && (
            <WebhookActions
              webhook={webhook}
              onDeleted={() => go("/dashboard/webhooks", { replace: true })}
            />
          )
        }
      />
      <Stack gap={6}>
        <LinkTabs
          label={t("webhook.parts")}
          tabs={shown.map((one) => ({
            href: tabHref(id, one),
            label: t(`webhook.tab_${one}`),
            isCurrent: one === tab,
          }))}
        />
        <QueryView query={query}>{(data) => <Part key={id} tab={tab} webhook={data} />}</QueryView>
      </Stack>
    </>
  );
}

function Meta(props: { readonly id: string; readonly webhook: Webhook | undefined }): JSX.Element {
  const { id, webhook } = props;
  return (
    <>
      {webhook !== undefined && <CopyText text={webhook.url} label={t("common.url")} />}
      <CopyText text={id} label={t("webhook.id")} />
    </>
  );
}

function Part({ tab, webhook }: { readonly tab: Tab; readonly webhook: Webhook }): JSX.Element {
  switch (tab) {
    case "overview":
      return <OverviewTab webhook={webhook} />;
    case "deliveries":
      return <DeliveriesTab webhook={webhook} />;
    case "settings":
      return <SettingsTab webhook={webhook} />;
    case "secret":
      return <SecretTab webhook={webhook} />;
    case "test":
      return <TestTab webhook={webhook} />;
    case "recover":
      return <RecoverTab webhook={webhook} />;
  }
}

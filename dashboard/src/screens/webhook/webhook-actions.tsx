import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { DeleteWebhook } from "#dashboard/shared/delete-webhook.tsx";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { Switch } from "#dashboard/ui/choice.tsx";
import { Menu } from "#dashboard/ui/menu.tsx";
import type { Webhook } from "#sdk/schema.ts";
import { tabHref } from "./tabs.ts";
import { useOwnStats } from "./use-own-stats.ts";
import { useToggle } from "./use-toggle.ts";

/** Switch it, try it, change it, delete it. */
export function WebhookActions(props: {
  readonly webhook: Webhook;
  readonly onDeleted: () => void;
}): JSX.Element | null {
  const { webhook, onDeleted } = props;
  const [isDeleting, setIsDeleting] = useState(false);
  const toggle = useToggle(webhook);
  const stats = useOwnStats(webhook.id);
  if (!can("webhooks:write")) return null;
  return (
    <>
      <Switch
        label={t("webhook.deliver")}
        checked={webhook.isActive}
        busy={toggle.isRunning}
        onChange={(isOn) => void toggle.run(isOn)}
      />
      <LinkButton href={tabHref(webhook.id, "test")} icon="play">
        {t("webhook.sendTest")}
      </LinkButton>
      <LinkButton href={`/dashboard/webhooks/${webhook.id}/edit`} icon="edit">
        {t("common.edit")}
      </LinkButton>
      <Menu
        label={t("ui.moreActions")}
        items={[
          {
            label: t("common.delete"),
            icon: "trash",
            isDanger: true,
            onSelect: () => setIsDeleting(true),
          },
        ]}
      />
      <DeleteWebhook
        webhook={isDeleting ? webhook : null}
        waiting={stats?.pending}
        onClose={() => setIsDeleting(false)}
        onDeleted={onDeleted}
      />
    </>
  );
}

import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { nameOf } from "#dashboard/shared/webhook-name-of.ts";
import { stateOf } from "#dashboard/shared/webhook-state.ts";
import { Switch } from "#dashboard/ui/choice.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import type { Webhook } from "#sdk/schema.ts";

/** Whether it sends, to be changed on the spot, and what is wrong where something is. */
export function StateCell({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const { id, isActive } = webhook;
  const name = nameOf(webhook);
  const toggle = useMutation(
    (isOn: boolean) => {
      const params = { path: { webhookId: id } };
      return answer(api.PATCH("/v1/webhooks/{webhookId}", { params, body: { isActive: isOn } }));
    },
    {
      invalidates: ["webhooks"],
      success: (saved) =>
        t(saved.isActive ? "webhooks.switchedOn" : "webhooks.switchedOff", { name }),
    },
  );
  const { value, detail } = stateOf(webhook);
  return (
    <span class="webhook-state">
      {can("webhooks:write") && (
        <Switch
          label={t("webhooks.deliverOf", { name })}
          hideLabel
          checked={isActive}
          busy={toggle.isRunning}
          onChange={(isOn) => void toggle.run(isOn)}
        />
      )}
      <StatusBadge of="webhook" value={value} detail={detail} />
    </span>
  );
}

import { answer, api } from "#dashboard/app/client.ts";
import { type Mutation, useMutation } from "#dashboard/app/mutation.ts";
import { t } from "#dashboard/i18n/t.ts";
import { nameOf } from "#dashboard/shared/webhook-name-of.ts";
import type { Webhook } from "#sdk/schema.ts";

/** Switches it on or off. */
export function useToggle(webhook: Webhook): Mutation<boolean, Webhook> {
  const params = { path: { webhookId: webhook.id } };
  const name = nameOf(webhook);
  return useMutation(
    (isActive: boolean) =>
      answer(api.PATCH("/v1/webhooks/{webhookId}", { params, body: { isActive } })),
    {
      invalidates: ["webhooks", "stats"],
      success: (saved) =>
        t(saved.isActive ? "webhooks.switchedOn" : "webhooks.switchedOff", { name }),
    },
  );
}

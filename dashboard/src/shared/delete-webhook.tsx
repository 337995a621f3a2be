import type { JSX } from "preact";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { t } from "#dashboard/i18n/t.ts";
import { ConfirmDialog } from "#dashboard/ui/dialog.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { Webhook } from "#sdk/schema.ts";
import { nameOf } from "./webhook-name-of.ts";

/** Says what goes with it, and what stays. */
export function DeleteWebhook(props: {
  readonly webhook: Webhook | null;
  /** Deliveries that have not ended. */
  readonly waiting: number | undefined;
  readonly onClose: () => void;
  /** Leaves the page of what is no more. */
  readonly onDeleted?: () => void;
}): JSX.Element {
  const { webhook, waiting = 0, onClose, onDeleted } = props;
  const name = webhook === null ? "" : nameOf(webhook);
  const { successCount = 0, failureCount = 0, eventKeys = [] } = webhook ?? {};
  return (
    <ConfirmDialog
      open={webhook !== null}
      onClose={onClose}
      title={t("webhooks.deleteTitle", { name })}
      confirmLabel={t("common.delete")}
      isDanger
      onConfirm={() => remove(webhook, onDeleted)}
    >
      <Stack gap={3}>
        <p>{t("webhooks.deleteText")}</p>
        <ul class="webhook-losses">
          <li>{t("webhooks.deleteSettings", { n: eventKeys.length })}</li>
          <li>
            {waiting === 0
              ? t("webhooks.deleteNoneWaiting")
              : t("webhooks.deleteWaiting", { n: waiting })}
          </li>
          <li>{t("webhooks.deleteHistory", { n: successCount + failureCount })}</li>
        </ul>
        <p class="muted">{t("webhooks.deleteInstead")}</p>
      </Stack>
    </ConfirmDialog>
  );
}

async function remove(webhook: Webhook | null, onDeleted?: () => void): Promise<void> {
  if (webhook === null) return;
  const params = { path: { webhookId: webhook.id } };
  await answer(api.DELETE("/v1/webhooks/{webhookId}", { params }));
  onDeleted?.();
  invalidate("webhooks", "stats", "deliveries");
  toast.good(t("webhooks.deleted", { name: nameOf(webhook) }));
}

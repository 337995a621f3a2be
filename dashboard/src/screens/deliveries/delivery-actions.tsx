import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { can } from "#dashboard/app/session.ts";
import { rich, t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { CopyButton, InlineCode } from "#dashboard/ui/code.tsx";
import { ConfirmDialog } from "#dashboard/ui/dialog.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { DeliveryWithHistory } from "#sdk/schema.ts";
import { curlOf } from "./curl-of.ts";

/** Copy it, send it again, or give it up. */
export function DeliveryActions(props: { readonly delivery: DeliveryWithHistory }): JSX.Element {
  const { delivery } = props;
  const [asked, setAsked] = useState<"retry" | "skip" | null>(null);
  const path = { deliveryId: delivery.id };
  const curl = curlOf(delivery);
  const isPending = delivery.status === "pending";
  // Without a body or a URL there is nothing to send.
  const canSend = can("webhooks:write") && delivery.url !== null;
  return (
    <>
      {curl !== null && <CopyButton text={curl} label="curl" isWide />}
      {isPending && can("webhooks:write") && (
        <Button onClick={() => setAsked("skip")}>{t("deliveries.skip")}</Button>
      )}
      {canSend && !isPending && (
        <Button variant="primary" icon="refresh" onClick={() => setAsked("retry")}>
          {t("deliveries.retry")}
        </Button>
      )}
      <ConfirmDialog
        open={asked === "retry"}
        onClose={() => setAsked(null)}
        title={t("deliveries.retryTitle")}
        confirmLabel={t("deliveries.retry")}
        onConfirm={async () => {
          await answer(api.POST("/v1/deliveries/{deliveryId}/retry", { params: { path } }));
          conclude(t("deliveries.retried"));
        }}
      >
        <p>
          {rich("deliveries.retryText", { url: <InlineCode>{delivery.url ?? ""}</InlineCode> })}
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === "skip"}
        onClose={() => setAsked(null)}
        title={t("deliveries.skipTitle")}
        confirmLabel={t("deliveries.skip")}
        isDanger
        onConfirm={async () => {
          await answer(api.POST("/v1/deliveries/{deliveryId}/skip", { params: { path } }));
          conclude(t("deliveries.skipped"));
        }}
      >
        <p>{t("deliveries.skipText")}</p>
      </ConfirmDialog>
    </>
  );
}

function conclude(words: string): void {
  invalidate("deliveries", "stats", "undelivered");
  toast.good(words);
}

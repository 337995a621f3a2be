import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Card, Stack } from "#dashboard/ui/layout.tsx";
import { Progress } from "#dashboard/ui/progress.tsx";
import type { Recovery } from "#sdk/schema.ts";

/** How far it is, and a way to stop it. */
export function Running({ recovery }: { readonly recovery: Recovery }): JSX.Element {
  const { id: recoveryId, webhookId, total, requeued, skipped } = recovery;
  const cancel = useMutation(
    () => {
      const params = { path: { webhookId, recoveryId } };
      return answer(api.DELETE("/v1/webhooks/{webhookId}/recoveries/{recoveryId}", { params }));
    },
    { invalidates: ["recoveries"], success: t("webhook.recoveryCanceled") },
  );
  return (
    <Card
      title={t("webhook.recoveryRuns")}
      actions={
        <Button size="sm" icon="stop" busy={cancel.isRunning} onClick={() => void cancel.run()}>
          {t("common.cancel")}
        </Button>
      }
    >
      <Stack gap={2}>
        <Progress
          label={t("webhook.recoveryProgress", { n: requeued, total })}
          value={requeued + skipped}
          max={total}
        />
        <p class="muted">{t("webhook.recoveryLeave")}</p>
      </Stack>
    </Card>
  );
}

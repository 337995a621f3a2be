import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { usePaged } from "#dashboard/app/paged.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Card, Stack } from "#dashboard/ui/layout.tsx";
import type { Recovery, Webhook } from "#sdk/schema.ts";
import { PastRecoveries } from "./past-recoveries.tsx";
import { RecoverForm } from "./recover-form.tsx";
import { Running } from "./running.tsx";

/** While one runs it is watched closely. */
const RUNNING_MS = 1_000;
const QUIET_MS = 15_000;

/** Sends again what was given up or held back. */
export function RecoverTab({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const { id } = webhook;
  const [isWatched, setIsWatched] = useState(false);
  const list = usePaged<Recovery>(
    `recoveries/${id}`,
    async ({ query, signal }) => {
      const params = { path: { webhookId: id }, query };
      const page = await answer(api.GET("/v1/webhooks/{webhookId}/recoveries", { params, signal }));
      setIsWatched(page.data.some(({ state }) => state === "running"));
      return page;
    },
    { limit: 10, refreshMs: isWatched ? RUNNING_MS : QUIET_MS },
  );
  const running = list.rows.filter(({ state }) => state === "running");
  return (
    <Stack gap={6}>
      <RecoverForm webhook={webhook} />
      {running.map((recovery) => (
        <Running key={recovery.id} recovery={recovery} />
      ))}
      <Card title={t("webhook.recoveries")} isFlush>
        <PastRecoveries list={list} />
      </Card>
    </Stack>
  );
}

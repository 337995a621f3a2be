import { answer, api } from "#dashboard/app/client.ts";
import { type Query, useQuery } from "#dashboard/app/query.ts";
import type { PreviewWebhook, WebhookPreview } from "#sdk/schema.ts";
import { type Draft, filtersOf, idsOf } from "./draft.ts";
import { useSettled } from "./use-settled.ts";

const PAUSE_MS = 400;

/** Which of the last events such a webhook would have been sent; asked again when the form rests. */
export function usePreview(draft: Draft): Query<WebhookPreview> {
  const body: PreviewWebhook = {
    dialect: draft.dialect,
    eventKeys: [...draft.eventKeys],
    filters: filtersOf(draft),
    agentIds: idsOf(draft.agents),
    workflowIds: idsOf(draft.workflows),
  };
  const text = useSettled(JSON.stringify(body), PAUSE_MS);
  return useQuery(
    `preview?${text}`,
    (signal) =>
      answer(
        api.POST("/v1/webhooks/preview", { body: JSON.parse(text) as PreviewWebhook, signal }),
      ),
    { keep: true },
  );
}

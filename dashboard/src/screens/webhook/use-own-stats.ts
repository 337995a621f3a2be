import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import type { WebhookStats } from "#sdk/schema.ts";

const REFRESH_MS = 5_000;

/** What waits, what was given up in a day, and the attempt that failed last. */
export function useOwnStats(webhookId: string): WebhookStats | undefined {
  const stats = useQuery(
    "stats/webhooks",
    (signal) => answer(api.GET("/v1/stats/webhooks", { signal })),
    { refreshMs: REFRESH_MS },
  );
  return stats.data?.data.find((row) => row.webhookId === webhookId);
}

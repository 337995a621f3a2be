import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { where } from "#dashboard/app/where.ts";

const REFRESH_MS = 5_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Deliveries of the last day that are given up and not recovered since. */
export function useLost(webhookId: string): number | undefined {
  const since = Math.floor((Date.now() - DAY_MS) / MINUTE_MS) * MINUTE_MS;
  const lost = useQuery(
    `deliveries/lost?${webhookId}&${since}`,
    async (signal) => {
      const filter = where.and(
        where.eq("webhookId", webhookId),
        where.eq("status", "failed"),
        where.eq("isTest", false),
        where.gte("createdAt", new Date(since).toISOString()),
      );
      const query = { page: 1, limit: 1, ...(filter && { filter }) };
      const { meta } = await answer(api.GET("/v1/deliveries", { params: { query }, signal }));
      return meta.total ?? 0;
    },
    { refreshMs: REFRESH_MS, keep: true },
  );
  return lost.data;
}

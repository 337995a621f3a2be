import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";

const MOST = 100;

/** Names of webhooks, by id; none where the session may not see them. */
export function useWebhookNames(): ReadonlyMap<string, string> {
  const webhooks = useQuery(can("webhooks:read") ? "webhooks/names" : null, (signal) =>
    answer(api.GET("/v1/webhooks", { params: { query: { limit: MOST } }, signal })),
  );
  return new Map(webhooks.data?.data.map(({ id, name, url }) => [id, name ?? url]) ?? []);
}

import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";

/** Keys of the catalog, in its order. */
export function useEventTypes(): readonly string[] {
  const types = useQuery("event-types", (signal) =>
    answer(api.GET("/v1/event-keys", { params: { query: { dialect: "standard" } }, signal })),
  );
  return types.data?.data.map(({ key }) => key) ?? [];
}

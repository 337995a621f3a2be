import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";

const MOST = 100;

/** Names of agents, by id; none where the session may not see them. */
export function useAgentNames(): ReadonlyMap<string, string> {
  const agents = useQuery(can("agents:read") ? "agents/names" : null, (signal) =>
    answer(api.GET("/v1/agents", { params: { query: { limit: MOST } }, signal })),
  );
  return new Map(agents.data?.data.map(({ id, name }) => [id, name]) ?? []);
}

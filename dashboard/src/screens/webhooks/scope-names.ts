import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { where } from "#dashboard/app/where.ts";
import type { Webhook } from "#sdk/schema.ts";

/** Shown of each webhook; how many more there are is said beside them. */
export const NAMES_SHOWN = 2;
const MOST = 100;

/** Names of the agents and workflows that the webhooks on the page are limited to, by id. */
export function useScopeNames(webhooks: readonly Webhook[]): ReadonlyMap<string, string> {
  const agentIds = idsOf(webhooks.map(({ agentIds: ids }) => ids));
  const workflowIds = idsOf(webhooks.map(({ workflowIds: ids }) => ids));
  const agents = useQuery(
    agentIds.length === 0 || !can("agents:read") ? null : `agents/of?${agentIds.join(",")}`,
    (signal) => {
      const query = { limit: MOST, ...filterOf(agentIds) };
      return answer(api.GET("/v1/agents", { params: { query }, signal }));
    },
    { keep: true },
  );
  const workflows = useQuery(
    workflowIds.length === 0 || !can("workflows:read")
      ? null
      : `workflows/of?${workflowIds.join(",")}`,
    (signal) => {
      const query = { limit: MOST, ...filterOf(workflowIds) };
      return answer(api.GET("/v1/workflows", { params: { query }, signal }));
    },
    { keep: true },
  );
  const all = [...(agents.data?.data ?? []), ...(workflows.data?.data ?? [])];
  return new Map(all.map(({ id, name }) => [id, name]));
}

function filterOf(ids: readonly string[]): { filter?: string } {
  const filter = where.oneOf("id", ids);
  return filter === undefined ? {} : { filter };
}

function idsOf(lists: readonly (readonly string[] | null)[]): readonly string[] {
  const shown = lists.flatMap((ids) => ids?.slice(0, NAMES_SHOWN) ?? []);
  return [...new Set(shown)].toSorted().slice(0, MOST);
}

import type { ComponentChildren, JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { can } from "#dashboard/app/session.ts";
import { where } from "#dashboard/app/where.ts";
import { t } from "#dashboard/i18n/t.ts";
import { shortened } from "#dashboard/ui/code.tsx";
import { Row } from "#dashboard/ui/layout.tsx";
import type { Webhook } from "#sdk/schema.ts";

type Names = ReadonlyMap<string, string>;
type Item = { readonly label: string; readonly value: ComponentChildren };

/** More names than this are not read; how many more there are is said. */
const MOST = 50;

/** Names of the agents and workflows that it is limited to, by id. */
export function useNames({ agentIds, workflowIds }: Webhook): Names {
  const agents = useQuery(keyOf("agents", agentIds), (signal) => {
    const params = { query: queryOf(agentIds) };
    return answer(api.GET("/v1/agents", { params, signal }));
  });
  const workflows = useQuery(keyOf("workflows", workflowIds), (signal) => {
    const params = { query: queryOf(workflowIds) };
    return answer(api.GET("/v1/workflows", { params, signal }));
  });
  const all = [...(agents.data?.data ?? []), ...(workflows.data?.data ?? [])];
  return new Map(all.map(({ id, name }) => [id, name]));
}

function keyOf(kind: "agents" | "workflows", ids: readonly string[] | null): string | null {
  if (ids === null || ids.length === 0 || !can(`${kind}:read`)) return null;
  return `${kind}/of?${ids.slice(0, MOST).join(",")}`;
}

function queryOf(ids: readonly string[] | null): { limit: number; filter?: string } {
  const filter = where.oneOf("id", (ids ?? []).slice(0, MOST));
  return { limit: MOST, ...(filter && { filter }) };
}

/** Which events it is for, beside their names. */
export function scopeItems(webhook: Webhook, names: Names): readonly Item[] {
  const { agentIds, workflowIds, filters } = webhook;
  return [
    {
      label: t("common.agents"),
      value: <Chosen ids={agentIds} names={names} all={t("webhook.allAgents")} />,
    },
    {
      label: t("common.workflows"),
      value: <Chosen ids={workflowIds} names={names} all={t("webhook.allWorkflows")} />,
    },
    ...(["campaigns", "agents", "outcomes"] as const).flatMap((name) => {
      const values = filters?.[name] ?? [];
      if (values.length === 0) return [];
      return [
        {
          label: t(`webhook.filter_${name}`),
          value: <span class="mono">{values.join(", ")}</span>,
        },
      ];
    }),
  ];
}

function Chosen(props: {
  readonly ids: readonly string[] | null;
  readonly names: Names;
  readonly all: string;
}): JSX.Element {
  const { ids, names, all } = props;
  if (ids === null) return <span>{all}</span>;
  if (ids.length === 0) return <span class="muted">{t("common.none")}</span>;
  return (
    <Row gap={2}>
      {ids.slice(0, MOST).map((id, index) => (
        <span key={id} title={id}>
          {names.get(id) ?? <span class="mono">{shortened(id)}</span>}
          {index < ids.length - 1 && ","}
        </span>
      ))}
      {ids.length > MOST && <span>{t("webhook.andMore", { n: ids.length - MOST })}</span>}
    </Row>
  );
}

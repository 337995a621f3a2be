import type { JSX } from "preact";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { Badge } from "#dashboard/ui/badge.tsx";
import { shortened } from "#dashboard/ui/code.tsx";
import { Row } from "#dashboard/ui/layout.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import type { Column } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import type { DeliveryCounts, ListedEvent } from "#sdk/schema.ts";
import { sourceName } from "./sources.ts";

export function eventColumns(agents: ReadonlyMap<string, string>): readonly Column<ListedEvent>[] {
  return [
    {
      id: "type",
      header: t("events.type"),
      primary: true,
      cell: ({ type }) => <span class="mono">{type}</span>,
    },
    {
      id: "provider",
      header: t("common.provider"),
      cell: ({ provider }) => sourceName(provider),
    },
    {
      id: "call",
      header: t("common.call"),
      isHiddenOnPhone: true,
      cell: ({ callId, conversationId }) => {
        const id = callId ?? conversationId;
        return id === null ? (
          "–"
        ) : (
          <span class="mono" title={id}>
            {shortened(id)}
          </span>
        );
      },
    },
    {
      id: "agent",
      header: t("common.agent"),
      cell: ({ agentId }) =>
        agentId === null ? (
          <span class="faint">{t("events.noAgent")}</span>
        ) : (
          (agents.get(agentId) ?? shortened(agentId))
        ),
    },
    {
      id: "deliveries",
      header: t("events.deliveries"),
      cell: ({ deliveryCounts }) => <Counts counts={deliveryCounts} />,
    },
    {
      id: "happened",
      header: t("events.happened"),
      cell: ({ occurredAt }) => <RelativeTime at={occurredAt} />,
    },
  ];
}

const ORDER = ["failed", "pending", "suppressed", "delivered"] as const;

/** What became of it, the troubles first. */
function Counts({ counts }: { readonly counts: DeliveryCounts }): JSX.Element {
  const some = ORDER.filter((status) => counts[status] > 0);
  if (some.length === 0) return <Badge>{t("events.noDeliveries")}</Badge>;
  return (
    <Row gap={1}>
      {some.map((status) => (
        <Row gap={1} key={status}>
          <StatusBadge of="delivery" value={status} />
          {counts[status] > 1 && <span class="faint">{fmt.number(counts[status])}</span>}
        </Row>
      ))}
    </Row>
  );
}

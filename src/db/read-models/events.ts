import sql from "sql-template-tag";
import type { CanonicalEvent } from "#src/core/catalog.ts";
import type { Page } from "#src/core/list-query.ts";
import { isAmong } from "#src/db/id-range.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  EventDelivery,
  EventDetail,
  EventQuery,
  EventRef,
  EventRow,
  EventView,
} from "#src/pipeline/history-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";
import { type EventsOfPhones, eventsOfPhones, isPhoneOfEvent } from "./phones.ts";

const SELECT = sql`
  e.id, e.type, e.occurred_at as "occurredAt", e.agent_id as "agentId", e.workflow_id as "workflowId",
  e.call_id as "callId", e.conversation_id as "conversationId", e.callback_id as "callbackId",
  e.created_at as "createdAt"`;
const FROM = sql`events e`;

/** With whose callback told it, and how many deliveries it has. Joined to its key, so left out where nobody asks. */
const ROW = sql`
  ${SELECT}, k.provider,
  (select jsonb_object_agg(s.status, s.count) from (
    select d.status, count(*) as count from deliveries d where d.event_id = e.id group by d.status) s) as counts`;
const ROW_FROM = sql`${FROM} left join callbacks k on k.id = e.callback_id`;

type Row = Omit<EventRow, "deliveryCounts"> & {
  readonly counts: EventRow["deliveryCounts"] | null;
};

function toRow<R extends Row>({ counts, ...event }: R) {
  const none = { pending: 0, delivered: 0, failed: 0, suppressed: 0 };
  return { ...event, deliveryCounts: { ...none, ...counts } };
}

function columnsOf(
  workspaceId: string,
  found: EventsOfPhones,
): Columns<EventQuery["sort"][number]["field"]> {
  return {
    ...COLUMNS,
    phone: {
      expression: sql`null::text`,
      type: "text",
      nullable: true,
      matches: (value) => isPhoneOfEvent(workspaceId, found, value),
    },
  };
}

const COLUMNS: Columns<Exclude<EventQuery["sort"][number]["field"], "phone">> = {
  id: { expression: sql`e.id`, type: "uuid", nullable: false },
  type: { expression: sql`e.type`, type: "text", nullable: false },
  occurredAt: {
    expression: milliseconds(sql`e.occurred_at`),
    type: "timestamptz",
    nullable: false,
  },
  createdAt: {
    expression: milliseconds(sql`e.created_at`),
    type: "timestamptz",
    nullable: false,
    toldBy: sql`e.id`,
  },
  agentId: { expression: sql`e.agent_id`, type: "uuid", nullable: true },
  workflowId: { expression: sql`e.workflow_id`, type: "text", nullable: true },
  callId: { expression: sql`e.call_id`, type: "text", nullable: true },
  conversationId: { expression: sql`e.conversation_id`, type: "text", nullable: true },
  callbackId: { expression: sql`e.callback_id`, type: "uuid", nullable: true },
  provider: { expression: sql`k.provider`, type: "text", nullable: true },
};

export async function findEvent(
  query: Query,
  { workspaceId, eventId }: EventRef,
): Promise<EventDetail | null> {
  const [row] = await query<Row & { readonly data: string }>(sql`
    select ${ROW}, e.data from ${ROW_FROM} where e.workspace_id = ${workspaceId} and e.id = ${eventId}`);
  if (row === undefined) return null;
  const deliveries = await query<EventDelivery>(sql`
    select id, webhook_id as "webhookId", event_key as "eventKey", status, attempts, created_at as "createdAt"
    from deliveries where event_id = ${eventId} and workspace_id = ${workspaceId}
    order by id limit ${MOST_DELIVERIES}`);
  return { ...toRow(row), data: JSON.parse(row.data), deliveries };
}

/** Shown with their event; the list of deliveries has them all. */
const MOST_DELIVERIES = 1_000;

export async function listEvents(
  query: Query,
  workspaceId: string,
  list: EventQuery,
): Promise<Page<EventRow>> {
  const found = await eventsOfPhones(query, workspaceId, list.filter);
  const source = {
    select: ROW,
    from: ROW_FROM,
    scope: sql`e.workspace_id = ${workspaceId}`,
    columns: columnsOf(workspaceId, found),
    id: sql`e.id`,
  };
  const page = await selectPage<Row, EventQuery["sort"][number]["field"]>(query, source, list);
  return { ...page, items: page.items.map(toRow) };
}

type StoredRow = Omit<EventView, "callbackId" | "createdAt"> & {
  readonly workspaceId: string;
  readonly data: string;
};

/** Events as they were derived, oldest first. */
export async function storedEvents(
  query: Query,
  workspaceId: string,
  ids: readonly string[],
): Promise<readonly CanonicalEvent[]> {
  const rows = await query<StoredRow>(sql`
    select e.id, e.workspace_id as "workspaceId", e.type, e.occurred_at as "occurredAt",
      e.agent_id as "agentId", e.workflow_id as "workflowId", e.call_id as "callId",
      e.conversation_id as "conversationId", e.data
    from ${FROM} where e.workspace_id = ${workspaceId} and ${isAmong(sql`e.id`, ids)} order by e.id`);
  return rows.map((row) => {
    const data: unknown = JSON.parse(row.data);
    // Written by insertEvents and by nothing else, from an event of the catalog.
    return { ...row, data, occurredAt: row.occurredAt.toISOString() } as CanonicalEvent;
  });
}

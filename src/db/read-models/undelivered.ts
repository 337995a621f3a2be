import sql, { type Sql } from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type { EventView } from "#src/pipeline/history-ports.ts";
import type { DeliveryView } from "#src/pipeline/tenant-ports.ts";
import type { UndeliveredQuery, UndeliveredView } from "#src/pipeline/undelivered-ports.ts";
import type { Columns } from "./compile-filter.ts";
import type { Place } from "./keyset.ts";
import {
  type Keyed,
  type ListReader,
  milliseconds,
  readPage,
  type Stretch,
  selectPage,
} from "./page.ts";
import { countUndelivered, findUndelivered, type IdStretch } from "./undelivered-ids.ts";
import { isUndelivered, REASON, UNMATCHED } from "./undelivered-parts.ts";

/**
 * What never reached its tenant: deliveries that ended without success, and events without a delivery, as one list. In
 * the order of the ids, which is what it is read in almost always, only the page is looked for.
 */
export async function listUndelivered(
  query: Query,
  workspaceId: string,
  list: UndeliveredQuery,
): Promise<Page<UndeliveredView>> {
  const isById = list.sort.every(({ field }) => field === "id");
  const page = isById
    ? await readPage(readerById(query, workspaceId, list), list)
    : await selectPage<Row, keyof typeof COLUMNS>(query, everything(workspaceId), list);
  return { ...page, items: page.items.map(toView) };
}

const JOINED = sql`
  left join events e on e.id = u.event_id
  left join deliveries d on d.id = u.delivery_id
  left join agents a on a.id = e.agent_id`;

const SELECT = sql`
  u.id, u.reason, u.at, u.webhook_id as "webhookId", u.event_id as "eventId",
  case
    when u.reason <> 'no_match' then coalesce(d.last_error, d.reason)
    when a.is_active is false then 'the agent of the event is inactive'
    else 'no webhook wanted the event when it came'
  end as detail,
  e.type, e.occurred_at as "occurredAt", e.agent_id as "agentId", e.workflow_id as "workflowId",
  e.call_id as "callId", e.conversation_id as "conversationId", e.callback_id as "callbackId",
  e.created_at as "eventCreatedAt",
  d.event_key as "eventKey", d.status, d.attempts, d.response_status as "responseStatus",
  d.last_error as "lastError", d.error_class as "errorClass", d.reason as "deliveryReason",
  d.next_attempt_at as "nextAttemptAt", d.created_at as "createdAt", d.updated_at as "updatedAt",
  d.ended_at as "endedAt"`;

const COLUMNS: Columns<UndeliveredQuery["sort"][number]["field"]> = {
  id: { expression: sql`u.id`, type: "uuid", nullable: false },
  reason: { expression: sql`u.reason`, type: "text", nullable: false },
  webhookId: { expression: sql`u.webhook_id`, type: "uuid", nullable: true },
  eventId: { expression: sql`u.event_id`, type: "uuid", nullable: false },
  type: { expression: sql`e.type`, type: "text", nullable: true },
  agentId: { expression: sql`e.agent_id`, type: "uuid", nullable: true },
  at: { expression: milliseconds(sql`u.at`), type: "timestamptz", nullable: false },
};

function parts(whichDeliveries: Sql, whichEvents: Sql): Sql {
  return sql`(
    select d.id, d.id as delivery_id, d.webhook_id, d.event_id, ${REASON} as reason,
      coalesce(d.ended_at, d.updated_at) as at
    from deliveries d where ${whichDeliveries}
    union all
    select e.id, null, null, e.id, 'no_match', e.created_at from events e where ${whichEvents}
  ) u ${JOINED}`;
}

function everything(workspaceId: string) {
  const from = parts(
    sql`d.workspace_id = ${workspaceId} and ${isUndelivered}`,
    sql`e.workspace_id = ${workspaceId} and ${UNMATCHED}`,
  );
  return { select: SELECT, from, scope: sql`true`, columns: COLUMNS, id: sql`u.id` };
}

function readerById(
  query: Query,
  workspaceId: string,
  { filter, sort }: UndeliveredQuery,
): ListReader<Row> {
  const newestFirst = sort[0]?.descending ?? true;
  const stretchOf = (place: Place | null, direction: Place["direction"], limit: number) =>
    ({
      workspaceId,
      filter,
      beyondId: place?.position.id ?? null,
      descending: newestFirst === (direction === "after"),
      limit,
    }) satisfies IdStretch;
  return {
    // A sort by id has the id twice.
    keyCount: sort.length + 1,
    isByTime: true,
    count: () => countUndelivered(query, workspaceId, filter),
    async exists(place) {
      const ids = await findUndelivered(query, stretchOf(place, place.direction, 1));
      return ids.deliveries.length + ids.events.length > 0;
    },
    async read({ place, direction, limit, offset }: Stretch) {
      const stretch = stretchOf(place, direction, limit + offset);
      const { deliveries, events } = await findUndelivered(query, stretch);
      // UUIDs in lower case sort as PostgreSQL sorts them.
      const ids = [...deliveries, ...events].sort();
      if (stretch.descending) ids.reverse();
      const shown = ids.slice(offset, offset + limit);
      const from = parts(sql`d.id = any(${shown}::uuid[])`, sql`e.id = any(${shown}::uuid[])`);
      const order = stretch.descending ? sql`u.id desc` : sql`u.id`;
      const keys = sort.length === 0 ? sql`u.id as "$0"` : sql`u.id as "$0", u.id as "$1"`;
      const rows = await query<Keyed<Row>>(
        sql`select ${SELECT}, ${keys} from ${from} order by ${order}`,
      );
      return { rows, end: null };
    },
  };
}

type Nullable<T> = { readonly [Name in keyof T]: T[Name] | null };
type Row = Omit<UndeliveredView, "event" | "delivery"> &
  Nullable<Omit<EventView, "id" | "createdAt">> &
  Nullable<Omit<DeliveryView, "id" | "webhookId" | "eventId" | "reason">> & {
    readonly eventCreatedAt: Date | null;
    readonly deliveryReason: string | null;
  };

function toView(row: Row): UndeliveredView {
  const { id, reason, at, detail, webhookId, eventId } = row;
  const about = { id, reason, at, detail, webhookId, eventId };
  return {
    ...about,
    event: row.type === null ? null : eventOf(row),
    delivery: webhookId === null ? null : deliveryOf(row),
  };
}

function eventOf(row: Row): EventView {
  const { type, occurredAt, agentId, workflowId, callId, conversationId, callbackId } = row;
  const known = { type, occurredAt, agentId, workflowId, callId, conversationId, callbackId };
  // Where a type is, the event's row is, and with it all that no event is without.
  return { ...known, id: row.eventId, createdAt: row.eventCreatedAt } as EventView;
}

function deliveryOf(row: Row): DeliveryView {
  const { id, webhookId, eventId, eventKey, status, attempts, responseStatus, lastError } = row;
  const { errorClass, deliveryReason: reason, nextAttemptAt, createdAt, updatedAt, endedAt } = row;
  const sent = { eventKey, status, attempts, responseStatus, lastError, errorClass, reason };
  const times = { nextAttemptAt, createdAt, updatedAt, endedAt };
  // Where a webhook is, the delivery's row is, and with it all that no delivery is without.
  return { id, webhookId, eventId, isTest: false, ...sent, ...times } as DeliveryView;
}

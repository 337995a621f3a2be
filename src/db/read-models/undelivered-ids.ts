import sql, { type Sql } from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { UndeliveredQuery } from "#src/pipeline/undelivered-ports.ts";
import { compileFilter } from "./compile-filter.ts";
import {
  DELIVERIES,
  EVENTS,
  excludesEvents,
  type ListPart,
  UNMATCHED,
} from "./undelivered-parts.ts";

export type IdStretch = {
  readonly workspaceId: string;
  readonly filter: UndeliveredQuery["filter"];
  /** Where it begins, exclusive; null: at the end. */
  readonly beyondId: string | null;
  readonly descending: boolean;
  readonly limit: number;
};

/** Those that may be among the first `limit` of the whole, each part in order. */
export type FoundIds = {
  readonly deliveries: readonly string[];
  readonly events: readonly string[];
};

/** Events that are looked at one by one before all of them are compared with all deliveries. */
const LOOKED_AT = 32_000;
/** As UNMATCHED, but in the form that PostgreSQL works out row by row, and no further than the limit. */
const PROBED = sql`(select d.event_id from deliveries d where d.event_id = e.id limit 1) is null`;

export async function findUndelivered(query: Query, stretch: IdStretch): Promise<FoundIds> {
  const { beyondId, limit } = stretch;
  const deliveries = await idsOf(
    query,
    DELIVERIES,
    stretch,
    inRange(DELIVERIES.id, stretch, beyondId, null),
  );
  const last = deliveries.length === limit ? (deliveries.at(-1) ?? null) : null;
  return { deliveries, events: await findEvents(query, stretch, last) };
}

/**
 * Whether an event has no delivery takes a look at each. The nearest are looked at one by one, which is soon done where
 * there are enough among them; none is that would come behind the last delivery.
 */
async function findEvents(
  query: Query,
  stretch: IdStretch,
  lastDelivery: string | null,
): Promise<readonly string[]> {
  if (excludesEvents(stretch.filter)) return [];
  const end = await windowEnd(query, stretch);
  const until = nearer(stretch, end, lastDelivery);
  const near = inRange(EVENTS.id, stretch, stretch.beyondId, until);
  const found = await idsOf(query, EVENTS, stretch, sql`${near} and ${PROBED}`);
  if (found.length === stretch.limit || end === null || until !== end) return found;
  const rest = inRange(EVENTS.id, stretch, end, lastDelivery);
  const further = await idsOf(query, EVENTS, stretch, sql`${rest} and ${UNMATCHED}`);
  return [...found, ...further].slice(0, stretch.limit);
}

async function idsOf(
  query: Query,
  { from, scope, id, columns }: ListPart,
  { workspaceId, filter, descending, limit }: IdStretch,
  range: Sql,
): Promise<readonly string[]> {
  const condition = filter === null ? sql`true` : compileFilter(filter, columns);
  const rows = await query<{ readonly id: string }>(sql`
    select ${id} as id from ${from} where ${scope(workspaceId)} and (${condition}) and ${range}
    order by ${descending ? sql`${id} desc` : id} limit ${limit}`);
  return rows.map((row) => row.id);
}

/** The last of the events that are looked at one by one; null where there are not so many. */
async function windowEnd(query: Query, stretch: IdStretch): Promise<string | null> {
  const { workspaceId, beyondId, descending } = stretch;
  const [row] = await query<{ readonly id: string }>(sql`
    select e.id from events e
    where ${EVENTS.scope(workspaceId)} and ${inRange(EVENTS.id, stretch, beyondId, null)}
    order by ${descending ? sql`e.id desc` : sql`e.id`} limit 1 offset ${LOOKED_AT - 1}`);
  return row?.id ?? null;
}

/** Beyond `from`, up to `until`, which is included. */
function inRange(
  id: Sql,
  { descending }: IdStretch,
  from: string | null,
  until: string | null,
): Sql {
  const beyond = descending ? sql`${id} < ${from}::uuid` : sql`${id} > ${from}::uuid`;
  const within = descending ? sql`${id} >= ${until}::uuid` : sql`${id} <= ${until}::uuid`;
  return sql`${from === null ? sql`true` : beyond} and ${until === null ? sql`true` : within}`;
}

/** The one that is reached first. UUIDs in lower case sort as PostgreSQL sorts them. */
function nearer({ descending }: IdStretch, a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b === descending ? a : b;
}

export async function countUndelivered(
  query: Query,
  workspaceId: string,
  filter: UndeliveredQuery["filter"],
): Promise<number> {
  const deliveries = await countIn(query, DELIVERIES, workspaceId, filter);
  if (excludesEvents(filter)) return deliveries;
  const unmatched = { ...EVENTS, scope: unmatchedIn };
  return deliveries + (await countIn(query, unmatched, workspaceId, filter));
}

function unmatchedIn(workspaceId: string): Sql {
  return sql`${EVENTS.scope(workspaceId)} and ${UNMATCHED}`;
}

async function countIn(
  query: Query,
  { from, scope, columns }: ListPart,
  workspaceId: string,
  filter: UndeliveredQuery["filter"],
): Promise<number> {
  const condition = filter === null ? sql`true` : compileFilter(filter, columns);
  const [count] = await query<{ total: number }>(sql`
    select count(*) as total from ${from} where ${scope(workspaceId)} and (${condition})`);
  return count?.total ?? 0;
}

import sql, { type Sql } from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { UndeliveredQuery } from "#src/pipeline/undelivered-ports.ts";
import { compileFilter } from "./compile-filter.ts";
import { countRows, foresee, type Total } from "./total.ts";
import {
  DELIVERIES,
  EVENTS,
  excludesDeliveries,
  excludesEvents,
  type ListPart,
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

export async function findUndelivered(query: Query, stretch: IdStretch): Promise<FoundIds> {
  const { filter, limit } = stretch;
  const isOfEvents = excludesDeliveries(filter);
  const deliveries = isOfEvents ? [] : await idsOf(query, DELIVERIES, stretch, null);
  if (excludesEvents(filter)) return { deliveries, events: [] };
  // None that would come behind the last delivery.
  const last = deliveries.length === limit ? (deliveries.at(-1) ?? null) : null;
  return { deliveries, events: await idsOf(query, EVENTS, stretch, last) };
}

/** Beyond where the stretch begins, up to `until`, which is included. */
async function idsOf(
  query: Query,
  part: ListPart,
  { workspaceId, filter, beyondId, descending, limit }: IdStretch,
  until: string | null,
): Promise<readonly string[]> {
  const { id } = part;
  const beyond = descending ? sql`${id} < ${beyondId}::uuid` : sql`${id} > ${beyondId}::uuid`;
  const within = descending ? sql`${id} >= ${until}::uuid` : sql`${id} <= ${until}::uuid`;
  const found = await query<{ readonly id: string }>(sql`
    select ${id} as id ${rowsOf(part, workspaceId, filter)}
      and ${beyondId === null ? sql`true` : beyond} and ${until === null ? sql`true` : within}
    order by ${descending ? sql`${id} desc` : id} limit ${limit}`);
  return found.map((row) => row.id);
}

export async function countUndelivered(
  query: Query,
  workspaceId: string,
  filter: UndeliveredQuery["filter"],
): Promise<Total> {
  const deliveries = excludesDeliveries(filter)
    ? { total: 0, isEstimate: false }
    : await countPart(query, rowsOf(DELIVERIES, workspaceId, filter));
  if (excludesEvents(filter)) return deliveries;
  const events = await countPart(query, rowsOf(EVENTS, workspaceId, filter));
  return {
    total: deliveries.total + events.total,
    isEstimate: deliveries.isEstimate || events.isEstimate,
  };
}

async function countPart(query: Query, rows: Sql): Promise<Total> {
  return countRows(query, rows, () => foresee(query, rows));
}

function rowsOf(
  { from, scope, columns }: ListPart,
  workspaceId: string,
  filter: UndeliveredQuery["filter"],
): Sql {
  const condition = filter === null ? sql`true` : compileFilter(filter, columns);
  return sql`from ${from} where ${scope(workspaceId)} and (${condition})`;
}

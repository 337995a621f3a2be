import sql, { type Sql } from "sql-template-tag";
import type { Position } from "#src/core/cursor.ts";
import type { FilterValue } from "#src/core/filter-fields.ts";
import type { ListQuery, Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import { type Columns, compileFilter } from "./compile-filter.ts";
import { beyond, type Direction, inOrder, type Key, nameKeys, type Place } from "./keyset.ts";

export type ListSource<Field extends string> = {
  /** The select list. */
  readonly select: Sql;
  readonly from: Sql;
  /** Limits the list to what its reader may see. */
  readonly scope: Sql;
  readonly columns: Columns<Field>;
  /** A UUIDv7: breaks ties, and alone it sorts by age. */
  readonly id: Sql;
};

export async function selectPage<Row extends object, Field extends string>(
  query: Query,
  { select, from, scope, columns, id }: ListSource<Field>,
  list: ListQuery<Field>,
): Promise<Page<Row>> {
  const condition = list.filter === null ? sql`true` : compileFilter(list.filter, columns);
  const where = sql`from ${from} where ${scope} and (${condition})`;
  const keys = keysOf(list, columns, id);
  const reader: ListReader<Row> = {
    keyCount: keys.length,
    async count() {
      const [count] = await query<{ total: number }>(sql`select count(*) as total ${where}`);
      return count?.total ?? 0;
    },
    read: ({ place, direction, limit, offset }) =>
      query(sql`
        select ${select}, ${nameKeys(keys)} ${where} and (${placed(keys, place)})
        order by ${inOrder(keys, direction)} limit ${limit} offset ${offset}`),
    async exists(place) {
      const [found] = await query<{ exists: boolean }>(sql`
        select exists(select ${where} and (${placed(keys, place)})) as exists`);
      return found?.exists ?? false;
    },
  };
  return readPage(reader, list);
}

/** What a list is sorted by; the id is the last. */
export function keysOf<Field extends string>(
  { sort }: Pick<ListQuery<Field>, "sort">,
  columns: Columns<Field>,
  id: Sql,
): readonly Key[] {
  return [
    ...sort.map(({ field, descending }) => ({ ...columns[field], descending })),
    { expression: id, type: "uuid", nullable: false, descending: sort[0]?.descending ?? true },
  ];
}

function placed(keys: readonly Key[], place: Place | null): Sql {
  return place === null ? sql`true` : beyond(keys, place);
}

/** A row with the values of its keys beside its own. */
export type Keyed<Row> = Row & Readonly<Record<`$${number}`, FilterValue>>;

export type Stretch = {
  /** Null: from the end at which the direction begins. */
  readonly place: Place | null;
  /** `before`: backwards. */
  readonly direction: Direction;
  readonly limit: number;
  readonly offset: number;
};

/** A sorted list of which parts can be read. */
export type ListReader<Row> = {
  readonly keyCount: number;
  count(): Promise<number>;
  read(stretch: Stretch): Promise<readonly Keyed<Row>[]>;
  /** Is anything there? */
  exists(place: Place): Promise<boolean>;
};

export function readPage<Row extends object>(
  reader: ListReader<Row>,
  { page, limit, cursor }: Pick<ListQuery, "page" | "limit" | "cursor">,
): Promise<Page<Row>> {
  if (cursor === undefined) return readNumbered(reader, page, limit);
  if (cursor === "start") return readFirst(reader, limit);
  return readBeside(reader, cursor, limit);
}

async function readNumbered<Row extends object>(
  reader: ListReader<Row>,
  page: number,
  limit: number,
): Promise<Page<Row>> {
  const total = await reader.count();
  const offset = (page - 1) * limit;
  const rows = await reader.read({ place: null, direction: "after", limit, offset });
  return toPage(reader, rows, { total, next: page * limit < total, previous: page > 1 });
}

async function readFirst<Row extends object>(
  reader: ListReader<Row>,
  limit: number,
): Promise<Page<Row>> {
  // One more than asked for tells whether there are more.
  const stretch = { place: null, direction: "after", limit: limit + 1, offset: 0 } as const;
  const rows = await reader.read(stretch);
  const about = { total: null, next: rows.length > limit, previous: false };
  return toPage(reader, rows.slice(0, limit), about);
}

async function readBeside<Row extends object>(
  reader: ListReader<Row>,
  place: Place,
  limit: number,
): Promise<Page<Row>> {
  const { direction } = place;
  const found = await reader.read({ place, direction, limit: limit + 1, offset: 0 });
  const rows = found.slice(0, limit);
  const [nearest] = rows;
  // What lay at the place itself may be gone, so it is looked for.
  const isBehind = nearest !== undefined && (await reader.exists(opposite(reader, nearest, place)));
  const isAhead = found.length > limit;
  return direction === "after"
    ? toPage(reader, rows, { total: null, next: isAhead, previous: isBehind })
    : toPage(reader, rows.reverse(), { total: null, next: isBehind, previous: isAhead });
}

function opposite<Row extends object>(
  { keyCount }: ListReader<Row>,
  row: Keyed<Row>,
  { direction }: Place,
): Place {
  const position = positionOf(row, keyCount);
  return { direction: direction === "after" ? "before" : "after", position };
}

function toPage<Row extends object>(
  { keyCount }: ListReader<Row>,
  rows: readonly Keyed<Row>[],
  about: { readonly total: number | null; readonly next: boolean; readonly previous: boolean },
): Page<Row> {
  const [first] = rows;
  const last = rows.at(-1);
  return {
    items: rows.map((row) => withoutKeys(row, keyCount)),
    total: about.total,
    next: last !== undefined && about.next ? positionOf(last, keyCount) : null,
    previous: first !== undefined && about.previous ? positionOf(first, keyCount) : null,
  };
}

function positionOf<Row extends object>(row: Keyed<Row>, keyCount: number): Position {
  const values = Array.from({ length: keyCount }, (_, index) => row[`$${index}`] ?? null);
  return { values: values.slice(0, -1), id: String(values.at(-1)) };
}

function withoutKeys<Row extends object>(row: Keyed<Row>, keyCount: number): Row {
  const own: Record<string, unknown> = { ...row };
  for (let index = 0; index < keyCount; index++) delete own[`$${index}`];
  // What is left is what the list selects of its rows.
  return own as Row;
}

/** Times are shown to the millisecond, so that is how they compare. */
export function milliseconds(column: Sql): Sql {
  return sql`date_trunc('milliseconds', ${column})`;
}

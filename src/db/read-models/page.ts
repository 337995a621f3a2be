import sql, { type Sql } from "sql-template-tag";
import type { Position } from "#src/core/cursor.ts";
import type { FilterValue } from "#src/core/filter-fields.ts";
import { issue } from "#src/core/issue.ts";
import { COUNTED_ROWS, type ListQuery, type Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import { type Columns, compileFilter } from "./compile-filter.ts";
import { beyond, type Direction, inOrder, type Key, nameKeys, type Place } from "./keyset.ts";
import { countFiltered, countRows, foresee, type Total } from "./total.ts";

export type ListSource<Field extends string> = {
  /** The select list. */
  readonly select: Sql;
  readonly from: Sql;
  /** Limits the list to what its reader may see. */
  readonly scope: Sql;
  readonly columns: Columns<Field>;
  /** A UUIDv7: breaks ties, and alone it sorts by age. */
  readonly id: Sql;
  /** Where it is known without counting. */
  readonly knownTotal?: Total | undefined;
};

export async function selectPage<Row extends object, Field extends string>(
  query: Query,
  source: ListSource<Field>,
  list: ListQuery<Field>,
): Promise<Page<Row>> {
  const { select, from, scope, columns, id, knownTotal } = source;
  const { filter } = list;
  const condition = filter === null ? sql`true` : compileFilter(filter, columns);
  const rows = sql`from ${from} where ${scope} and (${condition})`;
  const keys = keysOf(list, columns, id);
  const outlook = once(() => foresee(query, rows));
  const count = filter === null ? countRows : countFiltered;
  const isSearch = once(async () => filter !== null && (await outlook()).isCostly);

  function readRows({ place, direction, limit, offset }: Stretch, until: Sql = sql`true`) {
    const order = inOrder(keys, direction);
    const part = sql`${rows} and (${placed(keys, place)}) and ${until} order by ${order}`;
    const all = sql`select ${select}, ${nameKeys(keys)}`;
    const page = sql`limit ${limit} offset ${offset}`;
    if (offset < FAR) return query<Keyed<Row>>(sql`${all} ${part} ${page}`);
    // What is passed over is passed over in an index.
    return query<Keyed<Row>>(sql`
      ${all} from ${from} where ${id} = any(array(select ${id} ${part} ${page})) order by ${order}`);
  }

  /** The row that comes so many behind the beginning of a stretch, whatever the filter says of it. */
  async function rowBehind({ place, direction }: Stretch, count: number) {
    const far = sql`select ${id} from ${from} where ${scope} and (${placed(keys, place)})
      order by ${inOrder(keys, direction)} limit 1 offset ${count}`;
    const [row] = await query<Keyed<object>>(
      sql`select ${nameKeys(keys)} from ${from} where ${id} = (${far})`,
    );
    return row === undefined ? null : positionOf(row, keys.length);
  }

  async function lookAt(stretch: Stretch, count: number): Promise<Found<Row>> {
    const end = await rowBehind(stretch, count);
    if (end === null) return { rows: await readRows(stretch), end };
    const isFalling = keys.at(-1)?.descending === (stretch.direction === "after");
    const until = isFalling ? sql`${id} >= ${end.id}::uuid` : sql`${id} <= ${end.id}::uuid`;
    const rows = await readRows(stretch, until);
    return { rows, end: rows.length === stretch.limit ? null : end };
  }

  /** What lies behind the rows looked at is found with the cursor that points there. */
  async function search(stretch: Stretch): Promise<Found<Row>> {
    const near = await lookAt(stretch, FIRST_LOOK);
    return near.end === null ? near : lookAt(stretch, LONGEST_LOOK);
  }

  const reader: ListReader<Row> = {
    keyCount: keys.length,
    isByTime: isByTime(list, columns),
    count: once(async () => knownTotal ?? count(query, rows, outlook)),
    async read(stretch) {
      if (isByTime(list, columns) && (await isSearch())) return search(stretch);
      return { rows: await readRows(stretch), end: null };
    },
    async exists(place) {
      // To be sure would take as long as to find it.
      if (await isSearch()) return true;
      const [found] = await query<{ exists: boolean }>(sql`
        select exists(select ${rows} and (${placed(keys, place)})) as exists`);
      return found?.exists ?? false;
    },
  };
  return readPage(reader, list);
}

/** Rows that are looked at where a filter may find few among many: what satisfies most filters, */
const FIRST_LOOK = 2_000;
/** and what takes a tenth of a second. */
const LONGEST_LOOK = 50_000;

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

/** Rows to pass over that are worth looking for the page's ids first. */
const FAR = 1_000;

/** What a list is sorted by; the id is the last. */
export function keysOf<Field extends string>(
  list: Pick<ListQuery<Field>, "sort">,
  columns: Columns<Field>,
  id: Sql,
): readonly Key[] {
  const { sort } = list;
  const isImplied = isByTime(list, columns);
  return [
    ...sort.map(({ field, descending }) => ({ ...columns[field], descending, isImplied })),
    { expression: id, type: "uuid", nullable: false, descending: sort[0]?.descending ?? true },
  ];
}

/** In the order of the ids, by whatever name: no two rows are left for the fields behind the first to tell apart. */
function isByTime<Field extends string>(
  { sort: [first] }: Pick<ListQuery<Field>, "sort">,
  columns: Columns<Field>,
): boolean {
  if (first === undefined || String(first.field) === "id") return true;
  return columns[first.field].toldBy !== undefined;
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

export type Found<Row> = {
  readonly rows: readonly Keyed<Row>[];
  /** How far was looked, where the stretch goes on behind it; null where all of it was. */
  readonly end: Position | null;
};

/** A sorted list of which parts can be read. */
export type ListReader<Row> = {
  readonly keyCount: number;
  /** There is an index that has its order, however long it is. */
  readonly isByTime: boolean;
  count(): Promise<Total>;
  read(stretch: Stretch): Promise<Found<Row>>;
  /** Is anything there? */
  exists(place: Place): Promise<boolean>;
};

export async function readPage<Row extends object>(
  reader: ListReader<Row>,
  { page, limit, cursor }: Pick<ListQuery, "page" | "limit" | "cursor">,
): Promise<Page<Row>> {
  if (!reader.isByTime && (await reader.count()).isEstimate) return tooManyToSort();
  if (cursor === undefined) return readNumbered(reader, page, limit);
  if (cursor === "start") return readFirst(reader, limit);
  return readBeside(reader, cursor, limit);
}

function tooManyToSort(): Page<never> {
  const message = `is for up to ${COUNTED_ROWS} rows, and there are more: sort by the time they were made, or narrow the list with filter`;
  return { items: [], total: null, next: null, previous: null, refusal: issue("sort", message) };
}

async function readNumbered<Row extends object>(
  reader: ListReader<Row>,
  page: number,
  limit: number,
): Promise<Page<Row>> {
  const offset = (page - 1) * limit;
  // One more than asked for tells whether there are more.
  const stretch = { place: null, direction: "after", limit: limit + 1, offset } as const;
  const { rows, ahead } = toSides(reader, await reader.read(stretch), limit);
  const isLast = ahead === null && (rows.length > 0 || offset === 0);
  const counted = isLast ? exactly(offset + rows.length) : await reader.count();
  // Something may have come or gone meanwhile.
  const least = ahead === null ? 0 : offset + rows.length + 1;
  const total = Math.max(counted.total, least);
  const [first] = rows;
  const previous = first !== undefined && page > 1 ? positionOf(first, reader.keyCount) : null;
  const isEstimate = counted.isEstimate && { totalIsEstimate: true };
  return { items: shown(reader, rows), total, ...isEstimate, next: ahead, previous };
}

function exactly(total: number): Total {
  return { total, isEstimate: false };
}

async function readFirst<Row extends object>(
  reader: ListReader<Row>,
  limit: number,
): Promise<Page<Row>> {
  // One more than asked for tells whether there are more.
  const stretch = { place: null, direction: "after", limit: limit + 1, offset: 0 } as const;
  const { rows, ahead } = toSides(reader, await reader.read(stretch), limit);
  return { items: shown(reader, rows), total: null, next: ahead, previous: null };
}

async function readBeside<Row extends object>(
  reader: ListReader<Row>,
  place: Place,
  limit: number,
): Promise<Page<Row>> {
  const { direction } = place;
  const found = await reader.read({ place, direction, limit: limit + 1, offset: 0 });
  const { rows, ahead } = toSides(reader, found, limit);
  const [nearest] = rows;
  // What lay at the place itself may be gone, so it is looked for.
  const isBehind = nearest !== undefined && (await reader.exists(opposite(reader, nearest, place)));
  const behind = isBehind ? positionOf(nearest, reader.keyCount) : null;
  const items = shown(reader, rows);
  return direction === "after"
    ? { items, total: null, next: ahead, previous: behind }
    : { items: items.toReversed(), total: null, next: behind, previous: ahead };
}

/** Rows of a page, and where the reading of the next one begins. */
function toSides<Row extends object>(
  { keyCount }: ListReader<Row>,
  { rows: found, end }: Found<Row>,
  limit: number,
) {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return { rows, ahead: hasMore ? positionOf(last, keyCount) : end };
}

function shown<Row extends object>(
  { keyCount }: ListReader<Row>,
  rows: readonly Keyed<Row>[],
): readonly Row[] {
  return rows.map((row) => withoutKeys(row, keyCount));
}

function opposite<Row extends object>(
  { keyCount }: ListReader<Row>,
  row: Keyed<Row>,
  { direction }: Place,
): Place {
  const position = positionOf(row, keyCount);
  return { direction: direction === "after" ? "before" : "after", position };
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

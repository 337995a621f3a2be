import { type Cursor, decodeCursor, type Position } from "./cursor.ts";
import { parseFilter } from "./filter-expression.ts";
import { checkFilter, type Fields, type Filter, sortable } from "./filter-fields.ts";
import { type Issue, issue } from "./issue.ts";
import { fail, ok, type Result } from "./result.ts";

export type SortKey<Field extends string = string> = {
  readonly field: Field;
  readonly descending: boolean;
};

export type ListQuery<Field extends string = string> = {
  readonly filter: Filter<Field> | null;
  /** Empty: newest first. */
  readonly sort: readonly SortKey<Field>[];
  /** From 1; 1 where a cursor says where the page lies. */
  readonly page: number;
  readonly limit: number;
  readonly cursor?: Cursor | undefined;
};

/** As a client writes it; what is absent or empty takes its default. */
export type RawListQuery = {
  readonly [Name in "page" | "limit" | "sort" | "filter" | "cursor"]?: string | undefined;
};

export type Page<Item> = {
  readonly items: readonly Item[];
  /** Null where a cursor says where the page lies: to count would cost more than to read. */
  readonly total: number | null;
  /** The total is what the database believes: there are too many to count. */
  readonly totalIsEstimate?: boolean;
  /** Why nothing was read, although the query is well formed: there are too many rows for what it asks. */
  readonly refusal?: Issue;
  /** Of the last item, and of the first; null where nothing comes behind it, or before it. */
  readonly next: Position | null;
  readonly previous: Position | null;
};

export const LONGEST_PAGE = 100;
const DEFAULT_LIMIT = 20;
export const NOT_A_CURSOR =
  "is not a cursor of this list with this filter and sort; take it from an answer as it is";
/** How far into a list a page may begin: the database walks over everything before it. Cursors go on from there. */
export const DEEPEST_ROW = 100_000;
/** So many rows are counted, and sorted by whatever field; of more the number is estimated. */
export const COUNTED_ROWS = 10_000;

export function readListQuery<F extends Fields>(
  raw: RawListQuery,
  fields: F,
): Result<ListQuery<keyof F & string>, readonly Issue[]> {
  const page = readCount("page", raw.page || "1", DEEPEST_ROW);
  const limit = readCount("limit", raw.limit || `${DEFAULT_LIMIT}`, LONGEST_PAGE);
  const sort = readSort(raw.sort || "", fields);
  const filter = readFilter(raw.filter || "", fields);
  const cursor = readCursor(raw, sort, fields);
  if (!page.ok || !limit.ok || !sort.ok || !filter.ok || !cursor.ok) {
    return fail(
      [page, limit, sort, filter, cursor].flatMap((part) => (part.ok ? [] : part.reason)),
    );
  }
  if (page.value * limit.value > DEEPEST_ROW) {
    return fail([
      issue(
        "page",
        `lies beyond row ${DEEPEST_ROW}; narrow the list with filter, or go on with cursor`,
      ),
    ]);
  }
  return ok({
    page: page.value,
    limit: limit.value,
    sort: sort.value,
    filter: filter.value,
    cursor: cursor.value,
  });
}

type Part<T> = Result<T, readonly Issue[]>;

function readCount(name: "page" | "limit", text: string, most: number): Part<number> {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return ok(value);
  return fail([issue(name, `must be a whole number from 1 to ${most}`)]);
}

function readSort<F extends Fields>(
  text: string,
  fields: F,
): Part<readonly SortKey<keyof F & string>[]> {
  if (text === "") return ok([]);
  const keys = text.split(",").map((part) => {
    const descending = part.startsWith("-");
    const field: keyof F & string = descending ? part.slice(1) : part;
    return { field, descending };
  });
  const names = sortable(fields);
  const unknown = keys.find(({ field }) => !names.includes(field));
  if (unknown !== undefined) {
    const known = names.join(", ");
    return fail([issue("sort", `cannot sort by "${unknown.field}"; there are ${known}`)]);
  }
  if (new Set(keys.map(({ field }) => field)).size < keys.length) {
    return fail([issue("sort", "names a field twice")]);
  }
  return ok(keys);
}

function readFilter<F extends Fields>(
  text: string,
  fields: F,
): Part<Filter<keyof F & string> | null> {
  if (text === "") return ok(null);
  const parsed = parseFilter(text);
  const checked = parsed.ok ? checkFilter(parsed.value, fields) : parsed;
  if (checked.ok) return checked;
  const { position, message } = checked.reason;
  return fail([issue("filter", `at position ${position}: ${message}`)]);
}

function readCursor<F extends Fields>(
  raw: RawListQuery,
  sort: Part<readonly SortKey<keyof F & string>[]>,
  fields: F,
): Part<Cursor | undefined> {
  if (!raw.cursor || !sort.ok) return ok(undefined);
  if (raw.page) return fail([issue("cursor", "says where the page lies; leave page out")]);
  // Behind the dot stands the signature, which is checked where the request comes in.
  const [text = ""] = raw.cursor.split(".");
  const cursor = decodeCursor(text, sort.value, fields);
  return cursor === null ? fail([issue("cursor", NOT_A_CURSOR)]) : ok(cursor);
}

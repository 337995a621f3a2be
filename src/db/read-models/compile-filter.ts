import sql, { join, type Sql } from "sql-template-tag";
import type { Filter, FilterValue } from "#src/core/filter-fields.ts";
import { firstIdAt } from "#src/core/ids.ts";

/** Where a field of a list lives. The type is that of the parameters compared with it. */
export type Column = {
  readonly expression: Sql;
  readonly type: "text" | "uuid" | "double precision" | "boolean" | "timestamptz";
  readonly nullable: boolean;
  /** Of what is searched by and not shown: does a row have the value? True or false, never null. */
  readonly matches?: (value: FilterValue) => Sql;
  /**
   * Of the time at which a row was made: its id, a UUIDv7, which tells the same. A list that is sorted by this time is
   * read in the order of the ids, for which there is an index.
   */
  readonly toldBy?: Sql;
};
export type Columns<Field extends string> = Readonly<Record<Field, Column>>;

/**
 * A condition that is true or false for every row, never null, so that `not` means what it says. Names come from
 * `columns`, values travel as parameters.
 */
export function compileFilter<Field extends string>(
  filter: Filter<Field>,
  columns: Columns<Field>,
): Sql {
  if ("operand" in filter) return sql`not (${compileFilter(filter.operand, columns)})`;
  if ("operands" in filter) {
    const operands = filter.operands.map((operand) => sql`(${compileFilter(operand, columns)})`);
    return join(operands, filter.op === "and" ? " and " : " or ");
  }
  const column = columns[filter.field];
  if (column.matches !== undefined) return searched(filter, column.matches);
  return "values" in filter
    ? membership(column, filter.values)
    : COMPARE[filter.op](column, filter.value);
}

type Leaf = Extract<Filter, { readonly field: string }>;

function searched(filter: Leaf, matches: (value: FilterValue) => Sql): Sql {
  if ("values" in filter) return sql`(${join(filter.values.map(matches), " or ")})`;
  return filter.op === "ne" ? sql`not (${matches(filter.value)})` : matches(filter.value);
}

type Compare = (column: Column, value: FilterValue) => Sql;

const COMPARE = {
  eq: (column, value) =>
    value === null
      ? sql`${column.expression} is null`
      : guarded(
          column,
          sql`${column.expression} = ${parameter(column, value)}${near(column, value)}`,
        ),
  ne: (column, value) =>
    value === null
      ? sql`${column.expression} is not null`
      : sql`${column.expression} is distinct from ${parameter(column, value)}`,
  gt: ordered(sql`>`, idsFrom),
  gte: ordered(sql`>=`, idsFrom),
  lt: ordered(sql`<`, idsUpTo),
  lte: ordered(sql`<=`, idsUpTo),
  like: (column, value) => guarded(column, sql`${column.expression} like ${value}::text`),
  ilike: (column, value) => guarded(column, sql`${column.expression} ilike ${value}::text`),
} as const satisfies Record<Extract<Filter, { value: unknown }>["op"], Compare>;

function ordered(operator: Sql, ids: Compare): Compare {
  return (column, value) => {
    const comparison = sql`${column.expression} ${operator} ${parameter(column, value)}`;
    // Byte order, whatever locale the database was made with.
    const compared = column.type === "text" ? sql`${comparison} collate "C"` : comparison;
    return guarded(column, sql`${compared}${ids(column, value)}`);
  };
}

/** By how much the clock that made an id may differ from the one that told the time. */
const CLOCK_SLACK_MS = 5 * 60 * 1000;
/** The last time that a UUIDv7 can tell: in the year 10889. */
const LAST_TIME = 2 ** 48 - 1;

/** The ids of rows that were made from then on. Where ids do not tell times, nothing is added. */
function idsFrom({ toldBy }: Column, value: FilterValue): Sql {
  if (toldBy === undefined || !(value instanceof Date)) return sql``;
  return sql` and ${toldBy} >= ${idAround(value, -CLOCK_SLACK_MS)}::uuid`;
}

function idsUpTo({ toldBy }: Column, value: FilterValue): Sql {
  if (toldBy === undefined || !(value instanceof Date)) return sql``;
  return sql` and ${toldBy} < ${idAround(value, CLOCK_SLACK_MS)}::uuid`;
}

function near(column: Column, value: FilterValue): Sql {
  return sql`${idsFrom(column, value)}${idsUpTo(column, value)}`;
}

function idAround(time: Date, slackMs: number): string {
  return firstIdAt(new Date(Math.min(Math.max(time.getTime() + slackMs, 0), LAST_TIME)));
}

function membership(column: Column, values: readonly FilterValue[]): Sql {
  const present = values.filter((value) => value !== null);
  const alternatives = present.map((value) => parameter(column, value));
  const isOneOf =
    alternatives.length === 0
      ? sql`false`
      : guarded(column, sql`${column.expression} in (${join(alternatives)})`);
  return present.length === values.length
    ? isOneOf
    : sql`(${column.expression} is null or ${isOneOf})`;
}

function guarded({ expression, nullable }: Column, condition: Sql): Sql {
  return nullable ? sql`(${expression} is not null and ${condition})` : condition;
}

const CAST = {
  text: sql`::text`,
  uuid: sql`::uuid`,
  "double precision": sql`::double precision`,
  boolean: sql`::boolean`,
  timestamptz: sql`::timestamptz`,
} as const satisfies Record<Column["type"], Sql>;

export function parameter({ type }: Pick<Column, "type">, value: FilterValue): Sql {
  return sql`${value}${CAST[type]}`;
}

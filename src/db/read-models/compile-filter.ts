import sql, { join, type Sql } from "sql-template-tag";
import type { Filter, FilterValue } from "#src/core/filter-fields.ts";

/** Where a field of a list lives. The type is that of the parameters compared with it. */
export type Column = {
  readonly expression: Sql;
  readonly type: "text" | "uuid" | "double precision" | "boolean" | "timestamptz";
  readonly nullable: boolean;
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
  return "values" in filter
    ? membership(column, filter.values)
    : COMPARE[filter.op](column, filter.value);
}

type Compare = (column: Column, value: FilterValue) => Sql;

const COMPARE = {
  eq: (column, value) =>
    value === null
      ? sql`${column.expression} is null`
      : guarded(column, sql`${column.expression} = ${parameter(column, value)}`),
  ne: (column, value) =>
    value === null
      ? sql`${column.expression} is not null`
      : sql`${column.expression} is distinct from ${parameter(column, value)}`,
  gt: ordered(sql`>`),
  gte: ordered(sql`>=`),
  lt: ordered(sql`<`),
  lte: ordered(sql`<=`),
  like: (column, value) => guarded(column, sql`${column.expression} like ${value}::text`),
} as const satisfies Record<Extract<Filter, { value: unknown }>["op"], Compare>;

function ordered(operator: Sql): Compare {
  return (column, value) => {
    const comparison = sql`${column.expression} ${operator} ${parameter(column, value)}`;
    // Byte order, whatever locale the database was made with.
    return guarded(column, column.type === "text" ? sql`${comparison} collate "C"` : comparison);
  };
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

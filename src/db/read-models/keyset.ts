import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Cursor } from "#src/core/cursor.ts";
import type { FilterValue } from "#src/core/filter-fields.ts";
import { type Column, parameter } from "./compile-filter.ts";

/** A column by which a list is sorted. */
export type Key = Column & {
  readonly descending: boolean;
  /** The id, which is a key as well, puts the rows into this order already. */
  readonly isImplied?: boolean;
};

/** All that comes after a position, or before it. */
export type Place = Exclude<Cursor, "start">;
export type Direction = Place["direction"];

/** The keys' values as columns `$0`, `$1` and so on of a select list. */
export function nameKeys(keys: readonly Key[]): Sql {
  return join(keys.map(({ expression }, index) => sql`${expression} as ${raw(`"$${index}"`)}`));
}

/** The keys that decide about the order, each with its place among all. */
function deciding(keys: readonly Key[]) {
  return keys.map((key, at) => ({ key, at })).filter(({ key }) => !key.isImplied);
}

/** The order of a list (`after`), or the opposite. What has no value comes last, in either order of a column. */
export function inOrder(keys: readonly Key[], direction: Direction): Sql {
  const terms = deciding(keys).map(({ key: { expression, descending, nullable } }) => {
    const order = descending === (direction === "after") ? sql` desc` : sql``;
    // Said only where it matters: an index is not used for an order that it was not made for.
    const nulls = direction === "after" ? sql` nulls last` : sql` nulls first`;
    return nullable ? sql`${expression}${order}${nulls}` : sql`${expression}${order}`;
  });
  return join(terms);
}

/** True for rows that come after a position, or before it: later in the first key in which they differ from it. */
export function beyond(keys: readonly Key[], { direction, position }: Place): Sql {
  const values = [...position.values, position.id];
  const compared = deciding(keys).map(({ key, at }) => ({ key, value: values[at] ?? null }));
  const alternatives = compared.map(({ key, value }, index) => {
    const same = compared.slice(0, index).map((other) => isSame(other.key, other.value));
    return join([...same, passes(key, value, direction)], " and ");
  });
  return join(
    alternatives.map((alternative) => sql`(${alternative})`),
    " or ",
  );
}

function isSame(key: Key, value: FilterValue): Sql {
  return value === null
    ? sql`${key.expression} is null`
    : sql`${key.expression} = ${parameter(key, value)}`;
}

function passes(key: Key, value: FilterValue, direction: Direction): Sql {
  const { expression, nullable, descending } = key;
  if (value === null) {
    return direction === "after" ? sql`false` : sql`${expression} is not null`;
  }
  const operator = descending === (direction === "after") ? sql`<` : sql`>`;
  const condition = sql`${expression} ${operator} ${parameter(key, value)}`;
  return nullable && direction === "after"
    ? sql`(${condition} or ${expression} is null)`
    : condition;
}

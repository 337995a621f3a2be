import sql, { type Sql } from "sql-template-tag";

export type IdRange = { readonly least: string; readonly greatest: string };

/** From the least to the greatest of some UUIDs, which in lower case sort as their text does. */
export function rangeOf(ids: readonly string[]): IdRange {
  let least = ids[0] ?? NONE;
  let greatest = least;
  for (const id of ids) {
    if (id < least) least = id;
    if (id > greatest) greatest = id;
  }
  return { least, greatest };
}

const NONE = "00000000-0000-0000-0000-000000000000";

/**
 * Is an id of a partitioned table among these? Their least and their greatest are named as well: by those PostgreSQL tells
 * which partitions to open before it begins, also with a plan that was made for any ids; the ids themselves it looks up
 * one by one, whatever it takes the tables for.
 */
export function isAmong(id: Sql, ids: readonly string[]): Sql {
  const { least, greatest } = rangeOf(ids);
  return sql`${id} = any(${[...ids]}::uuid[]) and ${id} between ${least} and ${greatest}`;
}

/** When a UUIDv7 was made, to the millisecond. */
export function timeToldBy(id: Sql): Sql {
  return sql`to_timestamp(('x' || translate(left(${id}::text, 13), '-', ''))::bit(48)::bigint / 1000.0)`;
}

import sql, { type Sql } from "sql-template-tag";

/** When a UUIDv7 was made: rows whose time of creation says the same are sorted and found by their ids alone. */
export function timeToldBy(id: Sql): Sql {
  return sql`to_timestamp(('x' || translate(left(${id}::text, 13), '-', ''))::bit(48)::bigint / 1000.0)`;
}

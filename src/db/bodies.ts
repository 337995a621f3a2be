import sql, { type Sql } from "sql-template-tag";

/*
 * Bodies lie in tables of their own, which lose their partitions sooner than the rows do. In rows from before those tables
 * they lie in the row. Null: retention removed it.
 */

type BodyTable = "callback_bodies" | "delivery_bodies" | "attempt_bodies";

/** When the partition was dropped that held the body of the row with this id; null where none was. */
export function removalOf(table: BodyTable, id: Sql): Sql {
  return sql`(
    select max(r.removed_at) from body_removals r
    where r.relation = ${table} and r.since <= ${id} and r.until > ${id})`;
}

/** Of a row of `deliveries`. */
export function bodyOf(delivery: Sql): Sql {
  return sql`coalesce(${delivery}.body, (select b.body from delivery_bodies b where b.id = ${delivery}.id))`;
}

/** Can a row of `deliveries` be sent? Until the transaction ends retention does not take the body away. */
export function hasBody(delivery: Sql): Sql {
  return sql`(
    ${delivery}.body is not null or exists (select from delivery_bodies b where b.id = ${delivery}.id))`;
}

/** Of a row of `callbacks`; also null where a file holds it. */
export function bytesOf(callback: Sql): Sql {
  return sql`coalesce(${callback}.body, (select b.body from callback_bodies b where b.id = ${callback}.id))`;
}

/** Of a row of `attempts`. */
export function responseBodyOf(attempt: Sql): Sql {
  return sql`coalesce(${attempt}.response_body, (
    select b.body from attempt_bodies b where b.delivery_id = ${attempt}.delivery_id and b.number = ${attempt}.number limit 1))`;
}

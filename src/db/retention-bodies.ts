import sql, { type Sql } from "sql-template-tag";
import { firstIdAt } from "#src/core/ids.ts";
import type { ClearedTable, OldRange } from "#src/pipeline/retention-ports.ts";

/*
 * Bodies in rows: of those from before bodies had tables of their own, which are all in the first partitions, and of refused
 * callbacks. Each is rewritten once.
 */

// The limits are written out: for a parameter the planner expects a tenth of the table.
const CLEAR: Readonly<Record<ClearedTable, (range: OldRange) => Sql>> = {
  callbacks: (range) => sql`
    with page as (${pageOf(sql`select id from callbacks_first`, range)}),
    gone as (
      update callbacks_first c set body = null, body_removed_at = now() from page
      where c.id = page.id and c.body is not null and c.body_path is null returning c.id
    )
    ${SUMMARY}`,
  deliveries: (range) => sql`
    with page as (${pageOf(sql`select id from deliveries_first`, range)}),
    gone as (
      update deliveries_first d set body = null from page
      where d.id = page.id and d.body is not null and d.status <> 'pending' returning d.id
    )
    ${SUMMARY}`,
  attempts: (range) => sql`
    with page as (${pageOf(sql`select distinct delivery_id as id from attempts_first`, range, sql`delivery_id`)}),
    gone as (
      update attempts_first a set response_body = null from page
      where a.delivery_id = page.id and length(a.response_body) > 0 returning a.delivery_id
    )
    ${SUMMARY}`,
  rejections: (range) => sql`
    with page as (
      select c.id from callbacks c
      where c.verdict = 'rejected' and c.body is not null and c.id < ${firstIdAt(range.before)} limit 500),
    gone as (
      update callbacks c set body = null, body_removed_at = now() from page where c.id = page.id returning c.id
    )
    ${SUMMARY}`,
};

export function clearBodies(table: ClearedTable, range: OldRange): Sql {
  return CLEAR[table](range);
}

function pageOf(rows: Sql, { after, before }: OldRange, id: Sql = sql`id`): Sql {
  return sql`${rows} where ${id} > ${after} and ${id} < ${firstIdAt(before)} order by ${id} limit 500`;
}

const SUMMARY = sql`
  select (select count(*) from gone) as count, (select id from page order by id desc limit 1) as last`;

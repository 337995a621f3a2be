import sql, { raw, type Sql } from "sql-template-tag";
import { firstIdAt } from "#src/core/ids.ts";
import type { OldRange, SweptTable } from "#src/pipeline/retention-ports.ts";
import { defaultOf, firstOf, type PartitionedTable } from "./partitions.ts";

/** `firstBefore`: the same for the first partition; null where that has gone. */
export type LooseRange = OldRange & { readonly firstBefore: Date | null };

/** Deletes old rows one by one, a page of them. */
export function deleteRows(table: SweptTable, range: LooseRange): Sql {
  return DELETE[table](range);
}

const DELETE: Readonly<Record<SweptTable, (range: LooseRange) => Sql>> = {
  deliveries: (range) => sql`
    with page as (${pageOf("deliveries", range)}),
    gone as (
      delete from deliveries d using page where d.id = page.id and d.status <> 'pending' returning d.id
    ),
    tries as (delete from attempts a using gone where a.delivery_id = gone.id)
    ${SUMMARY}`,
  // A call of which something is awaited has a time to wake; one that was heard of lately may be heard of again.
  calls: (range) => sql`
    with page as (${firstPage(sql`calls`, range)}),
    gone as (
      delete from calls c using page
      where c.id = page.id and c.wake_at is null and c.updated_at < ${range.before} returning c.id
    )
    ${SUMMARY}`,
  events: (range) => sql`
    with page as (${pageOf("events", range)}),
    gone as (
      delete from events e using page
      where e.id = page.id
        and not exists (select from deliveries d where d.event_id = e.id)
        and not exists (
          select from calls c where c.workspace_id = e.workspace_id and c.call_id = e.call_id)
      returning e.id
    )
    ${SUMMARY}`,
  callbacks: (range) => sql`
    with page as (${pageOf("callbacks", range)}),
    gone as (
      delete from callbacks c using page
      where c.id = page.id and (c.body_path is null or c.body_removed_at is not null)
        and not exists (select from events e where e.callback_id = c.id)
        and not exists (
          select from calls k where k.workspace_id = c.workspace_id and k.call_id = c.call_id)
      returning c.id
    )
    ${SUMMARY}`,
  delivery_bodies: (range) => sql`
    with page as (${firstPage(sql`delivery_bodies_default`, range)}),
    gone as (
      delete from delivery_bodies_default b using page
      where b.id = page.id
        and not exists (select from deliveries d where d.id = b.id and d.status = 'pending')
      returning b.id
    )
    ${SUMMARY}`,
  callback_bodies: (range) => sql`
    with page as (${firstPage(sql`callback_bodies_default`, range)}),
    gone as (delete from callback_bodies_default b using page where b.id = page.id returning b.id)
    ${SUMMARY}`,
  attempt_bodies: ({ before }) => sql`
    with page as (
      select delivery_id as id from attempt_bodies_default where delivery_id < ${firstIdAt(before)}
      order by delivery_id limit 1000),
    gone as (
      delete from attempt_bodies_default b using page where b.delivery_id = page.id returning b.delivery_id as id
    )
    ${SUMMARY}`,
};

/** Of the first partition and the default one; the others go as a whole. */
function pageOf(table: PartitionedTable, { firstBefore, ...range }: LooseRange): Sql {
  const others = firstPage(raw(defaultOf(table)), range);
  if (firstBefore === null) return others;
  const first = firstPage(raw(firstOf(table)), { ...range, before: firstBefore });
  return sql`select id from ((${first}) union all (${others})) as old order by id limit 1000`;
}

// The limits are written out: for a parameter the planner expects a tenth of the table.
function firstPage(table: Sql, { after, before }: OldRange): Sql {
  return sql`
    select id from ${table} where id > ${after} and id < ${firstIdAt(before)} order by id limit 1000`;
}

const SUMMARY = sql`
  select (select count(*) from gone) as count, (select id from page order by id desc limit 1) as last`;

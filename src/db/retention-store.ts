import type pg from "pg";
import sql, { type Sql } from "sql-template-tag";
import { firstIdAt } from "#src/core/ids.ts";
import type {
  Batch,
  OldRange,
  RetentionStore,
  StoredFile,
  SweptTable,
} from "#src/pipeline/retention-ports.ts";
import { type Query, queryOn } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

/** Held for the length of a batch by the process that deletes. */
const RETENTION_LOCK = 7_350_014;

export function createRetentionStore(transaction: RunTransaction): RetentionStore {
  const alone = (statement: Sql) =>
    transaction(async (client) => {
      const query = await prepare(client);
      const [lock] = await query<{ isOurs: boolean }>(
        sql`select pg_try_advisory_xact_lock(${RETENTION_LOCK}) as "isOurs"`,
      );
      if (!lock?.isOurs) return null;
      const [batch] = await query<Batch>(statement);
      return batch ?? null;
    });
  const all = <Row extends object>(statement: Sql) =>
    transaction(async (client) => (await prepare(client))<Row>(statement));
  return {
    deleteRows: (table, range) => alone(DELETE[table](range)),
    deleteConversations: (before) => alone(deleteConversations(before)),
    deleteIdempotencyKeys: (now) => alone(deleteIdempotencyKeys(now)),
    hideRecordings: (before) => all<StoredFile>(hideRecordings(before)),
    findBodies: (range) => all<StoredFile>(findBodies(range)),
    async markBodiesRemoved(ids) {
      await all(
        sql`update callbacks set body_removed_at = now() where id = any(${[...ids]}::uuid[])`,
      );
    },
  };
}

/**
 * Rows are found one by one through indexes, whatever the planner believes of the tables: joining a thousand rows by
 * reading a table of millions is what it does while it has no statistics. Planned anew each time, because a plan for any
 * range of ids expects a tenth of the table.
 */
async function prepare(client: pg.PoolClient): Promise<Query> {
  await client.query("set local enable_hashjoin = off; set local enable_mergejoin = off");
  return queryOn(client);
}

const DELETE: Readonly<Record<SweptTable, (range: OldRange) => Sql>> = {
  deliveries: (range) => sql`
    with page as (${pageOf(sql`deliveries`, range)}),
    gone as (
      delete from deliveries d using page where d.id = page.id and d.status <> 'pending' returning d.id
    ),
    tries as (delete from attempts a using gone where a.delivery_id = gone.id)
    ${SUMMARY}`,
  // A call of which something is awaited has a time to wake; one that was heard of lately may be heard of again.
  calls: (range) => sql`
    with page as (${pageOf(sql`calls`, range)}),
    gone as (
      delete from calls c using page
      where c.id = page.id and c.wake_at is null and c.updated_at < ${range.before} returning c.id
    )
    ${SUMMARY}`,
  events: (range) => sql`
    with page as (${pageOf(sql`events`, range)}),
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
    with page as (${pageOf(sql`callbacks`, range)}),
    gone as (
      delete from callbacks c using page
      where c.id = page.id and (c.body_path is null or c.body_removed_at is not null)
        and not exists (select from events e where e.callback_id = c.id)
        and not exists (
          select from calls k where k.workspace_id = c.workspace_id and k.call_id = c.call_id)
      returning c.id
    )
    ${SUMMARY}`,
};

// The limits are written out: for a parameter the planner expects a tenth of the table.
function pageOf(table: Sql, { after, before }: OldRange): Sql {
  return sql`
    select id from ${table} where id > ${after} and id < ${firstIdAt(before)} order by id limit 1000`;
}

const SUMMARY = sql`
  select (select count(*) from gone) as count, (select id from page order by id desc limit 1) as last`;

/** Windows are found by when they ended: `last` only says that there may be more. */
function deleteConversations(before: Date): Sql {
  return sql`
    with gone as (
      delete from conversations c using (
        select workspace_id, key from conversations where ended_at < ${before}
        order by ended_at limit 1000 for update skip locked) as k
      where c.workspace_id = k.workspace_id and c.key = k.key
      returning c.key
    )
    select count(*) as count, case when count(*) > 0 then 'more' end as last from gone`;
}

function deleteIdempotencyKeys(now: Date): Sql {
  return sql`
    with gone as (
      delete from idempotency_keys i using (
        select workspace_id, route, key from idempotency_keys where expires_at <= ${now}
        order by expires_at limit 1000 for update skip locked) as k
      where i.workspace_id = k.workspace_id and i.route = k.route and i.key = k.key
      returning i.key
    )
    select count(*) as count, case when count(*) > 0 then 'more' end as last from gone`;
}

function hideRecordings(before: Date): Sql {
  return sql`
    update media set deleted_at = now()
    where id in (
      select id from media where deleted_at is null and created_at < ${before}
      order by created_at limit 100 for update skip locked)
    returning id, path`;
}

function findBodies({ after, before }: OldRange): Sql {
  return sql`
    select id, body_path as path from callbacks c
    where body_path is not null and body_removed_at is null and id > ${after} and id < ${firstIdAt(before)}
      and not exists (
        select from events e join deliveries d on d.event_id = e.id
        where e.callback_id = c.id and d.status = 'pending')
    order by id limit 100`;
}

import type pg from "pg";
import sql, { type Sql } from "sql-template-tag";
import { firstIdAt } from "#src/core/ids.ts";
import type { Batch, OldRange, RetentionStore, StoredFile } from "#src/pipeline/retention-ports.ts";
import { deleteKeys } from "./key-sweep.ts";
import { firstOf, type Widths } from "./partitions.ts";
import { clearBodies } from "./retention-bodies.ts";
import { createPartitionStore } from "./retention-partitions.ts";
import { deleteRows } from "./retention-rows.ts";
import { type Query, queryOn } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

/** Held for the length of a batch by the process that deletes. */
const RETENTION_LOCK = 7_350_014;

export function createRetentionStore(transaction: RunTransaction, widths: Widths): RetentionStore {
  const aloneWith = (choose: (query: Query) => Promise<Sql | null>) =>
    transaction(async (client) => {
      const query = await asTheOnlyOne(client);
      if (query === null) return null;
      const statement = await choose(query);
      return statement === null ? NOTHING : batchOf(query, statement);
    });
  const alone = (statement: Sql) => aloneWith(async () => statement);
  const all = <Row extends object>(statement: Sql) =>
    transaction(async (client) => (await prepare(client))<Row>(statement));
  return {
    ...createPartitionStore({ transaction, alone: asTheOnlyOne, widths }),
    deleteRows: (table, range) =>
      aloneWith(async (query) => {
        // As late as the other partitions go, so that it goes as a whole too where nothing in it is older than it.
        const firstBefore = new Date(range.before.getTime() - widths.rows);
        const isThere = await exists(query, firstOf(table));
        return deleteRows(table, { ...range, firstBefore: isThere ? firstBefore : null });
      }),
    clearBodies: (table, range) =>
      aloneWith(async (query) =>
        table === "rejections" || (await exists(query, firstOf(table)))
          ? clearBodies(table, range)
          : null,
      ),
    deleteKeys: (table, range) => alone(deleteKeys(table, range)),
    deleteConversations: (before) => alone(deleteConversations(before)),
    deleteRecoveries: (before) => alone(deleteRecoveries(before)),
    deleteIdempotencyKeys: (now) => alone(deleteIdempotencyKeys(now)),
    hideRecordings: (before) => all<StoredFile>(hideRecordings(before)),
    findBodies: (range) => all<StoredFile>(findBodies(range)),
    async markBodiesRemoved(ids) {
      await all(
        sql`update callbacks set body_removed_at = now() where id = any(${[...ids]}::uuid[])`,
      );
    },
    async doneUntil(task) {
      const [mark] = await all<{ until: Date }>(
        sql`select until from retention_marks where task = ${task}`,
      );
      return mark?.until ?? new Date(0);
    },
    async noteDone(task, until) {
      await all(sql`
        insert into retention_marks (task, until) values (${task}, ${until})
        on conflict (task) do update set until = excluded.until`);
    },
  };
}

const NOTHING: Batch = { count: 0, last: null };

async function batchOf(query: Query, statement: Sql): Promise<Batch> {
  const [batch] = await query<Batch>(statement);
  return batch ?? NOTHING;
}

async function exists(query: Query, table: string): Promise<boolean> {
  const [found] = await query<{ isThere: boolean }>(
    sql`select to_regclass(${table}) is not null as "isThere"`,
  );
  return found?.isThere === true;
}

async function asTheOnlyOne(client: pg.PoolClient): Promise<Query | null> {
  const query = await prepare(client);
  const [lock] = await query<{ isOurs: boolean }>(
    sql`select pg_try_advisory_xact_lock(${RETENTION_LOCK}) as "isOurs"`,
  );
  return lock?.isOurs ? query : null;
}

/**
 * Rows are found one by one through indexes, whatever the planner believes of the tables: joining a thousand rows by
 * reading a table of millions is what it does while it has no statistics. Planned anew each time, because a plan for any
 * range of ids expects a tenth of the table.
 */
async function prepare(client: pg.PoolClient): Promise<Query> {
  await client.query(
    "set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off",
  );
  return queryOn(client);
}

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

function deleteRecoveries(before: Date): Sql {
  return sql`
    with gone as (
      delete from recoveries where id in (
        select id from recoveries where ended_at < ${before} order by ended_at limit 1000)
      returning id
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

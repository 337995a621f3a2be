import type pg from "pg";
import sql, { raw, type Sql } from "sql-template-tag";
import { firstIdAt, timeOfId } from "#src/core/ids.ts";
import { type Stretch, uncovered } from "#src/core/retention.ts";
import { whenFree } from "./patience.ts";
import { type Query, queryOn } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

/** Tables in partitions by a UUIDv7, which is a time. */
export const PARTITIONED = {
  callbacks: { key: "id", holds: "rows" },
  events: { key: "id", holds: "rows" },
  deliveries: { key: "id", holds: "rows" },
  attempts: { key: "delivery_id", holds: "rows" },
  callback_bodies: { key: "id", holds: "bodies" },
  delivery_bodies: { key: "id", holds: "bodies" },
  attempt_bodies: { key: "delivery_id", holds: "bodies" },
} as const;
export type PartitionedTable = keyof typeof PARTITIONED;
const TABLES = Object.keys(PARTITIONED) as readonly PartitionedTable[];

/** One that has bounds; the default partition has none. */
export type Partition = {
  readonly table: PartitionedTable;
  readonly name: string;
  /** Ids from this one on; null: all before `until`, which is what was there before there were partitions. */
  readonly since: string | null;
  readonly until: string;
};

/** What is in no other one. */
export function defaultOf(table: PartitionedTable): string {
  return `${table}_default`;
}

/** What was there before there were partitions. */
export function firstOf(table: string): string {
  return `${table}_first`;
}

/** How much time the partitions of rows and of bodies span, in ms. */
export type Widths = { readonly rows: number; readonly bodies: number };

const BOUND = /^FOR VALUES FROM \((?:MINVALUE|'([0-9a-f-]{36})')\) TO \('([0-9a-f-]{36})'\)$/;

/** In order of time. */
export async function listPartitions(
  query: Query,
  tables: readonly PartitionedTable[] = TABLES,
): Promise<readonly Partition[]> {
  const rows = await query<{ table: PartitionedTable; name: string; bound: string }>(sql`
    select p.relname as "table", c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_class c on c.oid = i.inhrelid
    where p.oid = any(${[...tables]}::regclass[])`);
  const partitions = rows.flatMap(({ table, name, bound }): readonly Partition[] => {
    const [, since = null, until] = BOUND.exec(bound) ?? [];
    return until === undefined ? [] : [{ table, name, since, until }];
  });
  return partitions.toSorted((a, b) => (a.until < b.until ? -1 : 1));
}

function stretchOf({ since, until }: Partition): Stretch {
  return {
    since: since === null ? Number.NEGATIVE_INFINITY : timeOfId(since),
    until: timeOfId(until),
  };
}

/** Waited for by those who make partitions at the same time. */
const MAKING_LOCK = 7_350_015;

/**
 * Makes the partitions of the present and of what comes next, where they are missing; returns the names of those it made.
 * Any number of processes may do so at once. What cannot be made now is made another time; until then the default
 * partition takes its rows.
 */
export async function makePartitions(
  transaction: RunTransaction,
  widths: Widths,
  now: Date,
): Promise<readonly string[]> {
  const missingIn = (partitions: readonly Partition[], table: PartitionedTable) =>
    uncovered(
      partitions.filter((partition) => partition.table === table).map(stretchOf),
      now.getTime(),
      widths[PARTITIONED[table].holds],
    );
  const known = await transaction((client) => listPartitions(queryOn(client)));
  const made: string[] = [];
  for (const table of TABLES.filter((name) => missingIn(known, name).length > 0)) {
    const names = await whenFree(transaction, async (client) => {
      const query = queryOn(client);
      await query(sql`select pg_advisory_xact_lock(${MAKING_LOCK})`);
      const missing = missingIn(await listPartitions(query, [table]), table);
      const done: string[] = [];
      for (const stretch of missing) {
        if (await makePartition(client, table, stretch)) done.push(nameOf(table, stretch));
      }
      return done;
    });
    made.push(...(names ?? []));
  }
  return made;
}

/** Rows that would be moved out of the default partition while others wait. */
const MOST_MOVED = 20_000;

/**
 * What the default partition holds of the stretch is moved there. False where that is too much to be done while others
 * wait: then it stays where it is.
 */
async function makePartition(
  client: pg.PoolClient,
  table: PartitionedTable,
  stretch: Stretch,
): Promise<boolean> {
  const query = queryOn(client);
  const key = raw(PARTITIONED[table].key);
  const [since, until] = [firstIdAt(new Date(stretch.since)), firstIdAt(new Date(stretch.until))];
  const isMeant = sql`${key} >= ${since} and ${key} < ${until}`;
  const others = raw(defaultOf(table));
  const found = await query(sql`select from ${others} where ${isMeant} limit ${MOST_MOVED + 1}`);
  if (found.length > MOST_MOVED) return false;
  const name = nameOf(table, stretch);
  await client.query(`
    create table ${name} (like ${table} including defaults including constraints including storage
      including generated including compression) with (${SETTINGS[table]})`);
  await client.query(`lock table ${defaultOf(table)} in access exclusive mode`);
  const columns = await columnsOf(query, table);
  await query(sql`
    with moved as (delete from ${others} where ${isMeant} returning *)
    insert into ${raw(name)} (${columns}) select ${columns} from moved`);
  await client.query(
    `alter table ${table} attach partition ${name} for values from ('${since}') to ('${until}')`,
  );
  return true;
}

/** Those that can be written. */
export async function columnsOf(query: Query, table: PartitionedTable): Promise<Sql> {
  const [row] = await query<{ columns: string }>(sql`
    select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`);
  return raw(row?.columns ?? "");
}

/** By the hour at which it begins. */
function nameOf(table: PartitionedTable, { since }: Stretch): string {
  const hour = new Date(since).toISOString().slice(0, 13).replaceAll(/\D/g, "");
  return `${table}_p${hour}`;
}

// Frozen whenever they are vacuumed, so that nobody has to read a partition through for it long after it has gone quiet.
const FROZEN = "autovacuum_freeze_min_age = 0";
const SETTINGS = {
  callbacks: FROZEN,
  events: FROZEN,
  attempts: FROZEN,
  callback_bodies: FROZEN,
  delivery_bodies: FROZEN,
  attempt_bodies: FROZEN,
  // Each is written again when it ends, mostly within milliseconds: there is room for that on its own page, so that no
  // index has to be told.
  deliveries: `${FROZEN}, fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1`,
} as const satisfies Record<PartitionedTable, string>;

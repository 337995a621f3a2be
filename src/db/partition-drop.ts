import type pg from "pg";
import sql, { raw, type Sql } from "sql-template-tag";
import { columnsOf, PARTITIONED, type Partition, type PartitionedTable } from "./partitions.ts";
import { queryOn } from "./sql.ts";

/**
 * Drops a partition; the rows named in `kept` go into the default partition, where they are deleted one by one when their
 * time has come. The caller has the locks' patience set: this stops everybody else, for as long as it takes to move
 * those rows and to change the catalog. The files are removed after that.
 */
export async function dropPartition(
  client: pg.PoolClient,
  partition: Partition,
  kept: readonly string[],
): Promise<void> {
  const { table, name, since, until } = partition;
  const query = queryOn(client);
  await client.query(`alter table ${table} detach partition ${name}`);
  const columns = await columnsOf(query, table);
  for (const isKept of keptIn(partition, kept)) {
    await query(sql`
      insert into ${raw(table)} (${columns}) select ${columns} from ${raw(name)} as p where ${isKept}
      on conflict do nothing`);
  }
  await client.query(`drop table ${name}`);
  if (PARTITIONED[table].holds === "bodies") {
    await query(sql`
      insert into body_removals (relation, since, until)
      values (${table}, ${since ?? "00000000-0000-0000-0000-000000000000"}, ${until})
      on conflict (relation, since) do update set until = excluded.until, removed_at = now()`);
  }
  // Callbacks are the last to go: what is older has no row left that could tell of it.
  if (table === "callbacks") await query(sql`delete from body_removals where until <= ${until}`);
}

/**
 * Apart from what was found before: deliveries that somebody opened anew since. Nobody can do that now, because it takes a
 * lock that is ours.
 */
function keptIn(partition: Partition, kept: readonly string[]): readonly Sql[] {
  const { table } = partition;
  const ids = sql`p.${raw(PARTITIONED[table].key)} = any(${[...kept]}::uuid[])`;
  if (table === "deliveries") {
    return [
      sql`${ids} and p.status = 'pending'`,
      sql`p.reopened_at is not null and p.status = 'pending'`,
    ];
  }
  if (table === "delivery_bodies") {
    const reopened = sql`
      p.id in (
        select d.id from deliveries d where d.reopened_at is not null and d.status = 'pending'
          and ${within(partition, sql`d.id`)})`;
    return [ids, reopened];
  }
  return kept.length === 0 ? [] : [ids];
}

/** Ids of what in a partition something still refers to. Null: nothing ever does, or only reading it through tells. */
export function heldIn(partition: Partition): Sql | null {
  const find = HOLDERS[partition.table];
  return find === undefined ? null : find((id) => within(partition, id), partition.until);
}

/** Is an id one of the partition's? */
export function within({ since, until }: Omit<Partition, "table" | "name">, id: Sql): Sql {
  return since === null ? sql`${id} < ${until}` : sql`${id} >= ${since} and ${id} < ${until}`;
}

type Find = (within: (id: Sql) => Sql, until: string) => Sql;
const HOLDERS: Readonly<Partial<Record<PartitionedTable, Find>>> = {
  attempts: (within) => sql`select d.id from deliveries d where ${within(sql`d.id`)}`,
  events: (within, until) => sql`
    select d.event_id as id from deliveries d where ${within(sql`d.event_id`)} and d.status = 'pending'
    union
    select e.id from calls k join events e on e.workspace_id = k.workspace_id and e.call_id = k.call_id
    where k.id < ${until} and ${within(sql`e.id`)}`,
  callbacks: (within, until) => sql`
    select e.callback_id as id from events e where ${within(sql`e.callback_id`)} and e.id < ${until}
    union
    select c.id from calls k join callbacks c on c.workspace_id = k.workspace_id and c.call_id = k.call_id
    where k.id < ${until} and ${within(sql`c.id`)}
    union
    select c.id from callbacks c
    where c.body_path is not null and c.body_removed_at is null and ${within(sql`c.id`)}`,
};

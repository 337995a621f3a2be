import type pg from "pg";
import sql from "sql-template-tag";
import { firstIdAt } from "#src/core/ids.ts";
import type {
  Held,
  OldPartition,
  PartitionedTable,
  PartitionStore,
} from "#src/pipeline/retention-ports.ts";
import { dropPartition, heldIn, within } from "./partition-drop.ts";
import { listPartitions, makePartitions, type Partition, type Widths } from "./partitions.ts";
import { whenFree } from "./patience.ts";
import type { Query } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

export type PartitionStoreOptions = {
  readonly transaction: RunTransaction;
  /** Makes the transaction the only one that deletes; null where another one does. */
  readonly alone: (client: pg.PoolClient) => Promise<Query | null>;
  readonly widths: Widths;
};

export function createPartitionStore(options: PartitionStoreOptions): PartitionStore {
  const { transaction, alone, widths } = options;
  return {
    makePartitions: (now) => makePartitions(transaction, widths, now),

    oldPartitions: (table, before) =>
      transaction(async (client) => {
        const query = await alone(client);
        if (query === null) return [];
        const partitions = await listPartitions(query, [table]);
        return partitions.filter(({ until }) => until <= firstIdAt(before));
      }),

    heldIn: (partition, after) =>
      transaction(async (client) => {
        const query = await alone(client);
        if (query === null) return null;
        const found = await find(query, partition);
        return found === undefined ? NOTHING : readHeld(query, found, after);
      }),

    async dropPartition(partition, kept) {
      const outcome = await whenFree(transaction, async (client) => {
        const query = await alone(client);
        if (query === null) return { is: null };
        const found = await find(query, partition);
        if (found !== undefined) await dropPartition(client, found, kept);
        return { is: "dropped" } as const;
      });
      return outcome === null ? "busy" : outcome.is;
    },
  };
}

async function find(query: Query, { table, name }: OldPartition): Promise<Partition | undefined> {
  return (await listPartitions(query, [table])).find((partition) => partition.name === name);
}

const NOTHING: Held = { ids: [], count: 0, last: null };
/** Whose waiting deliveries a partition must not take with it. */
const OF_DELIVERIES: ReadonlySet<PartitionedTable> = new Set(["deliveries", "delivery_bodies"]);
const PAGE = 10_000;
/** Beyond that a partition stays: whoever asks need not know them all. */
const MOST_HELD = 5_000;

async function readHeld(query: Query, partition: Partition, after: string): Promise<Held> {
  if (OF_DELIVERIES.has(partition.table)) return readWaiting(query, partition, after);
  const holders = heldIn(partition);
  if (holders === null) return NOTHING;
  const rows = await query<{ id: string }>(
    sql`select id from (${holders}) as h limit ${MOST_HELD}`,
  );
  return { ids: rows.map(({ id }) => id), count: rows.length, last: null };
}

/** No index knows the status: one that did would be written with every delivery that ends. */
async function readWaiting(query: Query, partition: Partition, after: string): Promise<Held> {
  const [row] = await query<Held>(sql`
    with page as (
      select d.id, d.status from deliveries d
      where ${within(partition, sql`d.id`)} and d.id > ${after} order by d.id limit ${PAGE})
    select array(select id from page where status = 'pending') as ids, count(*)::int as count,
      (select id from page order by id desc limit 1) as last
    from page`);
  return row ?? NOTHING;
}

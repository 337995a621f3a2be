import type { Log } from "./ports.ts";
import { FIRST_ID, pauseAfter, type Swept } from "./retention-pace.ts";
import type { OldPartition, PartitionedTable, PartitionStore } from "./retention-ports.ts";

/** What is moved out of a partition while others wait; with more than that in it, it stays until they are fewer. */
const MOST_KEPT = 2_000;

export type DropDependencies = { readonly store: PartitionStore; readonly log: Log };

/** Drops the partitions of a table in which all is old, but for what must stay; returns how many. */
export async function dropOldPartitions(
  dependencies: DropDependencies,
  table: PartitionedTable,
  before: Date,
  signal?: AbortSignal,
): Promise<Swept> {
  let count = 0;
  for (const partition of await dependencies.store.oldPartitions(table, before)) {
    const startedAt = performance.now();
    const outcome = await dropOne(dependencies, partition, signal);
    if (outcome === null) return { count, isLeft: true };
    if (outcome === "dropped") count++;
    // The next one would find the same table in use.
    if (outcome === "busy") break;
    // All connections plan their statements anew.
    await pauseAfter(startedAt, signal);
  }
  return { count, isLeft: false };
}

/** Null: to be left to another process, or to another time. */
async function dropOne(
  { store, log }: DropDependencies,
  partition: OldPartition,
  signal?: AbortSignal,
): Promise<"dropped" | "stays" | "busy" | null> {
  const kept = await findHeld(store, partition, signal);
  if (kept === null) return null;
  const { name } = partition;
  if (kept.length > MOST_KEPT) {
    log.info("a partition stays because too much in it is not over", { partition: name });
    return "stays";
  }
  const outcome = await store.dropPartition(partition, kept);
  if (outcome === "busy") {
    log.info("a partition stays for now because its table is in use", { partition: name });
  }
  if (outcome === "dropped")
    log.info("dropped a partition", { partition: name, kept: kept.length });
  return outcome;
}

async function findHeld(
  store: PartitionStore,
  partition: OldPartition,
  signal?: AbortSignal,
): Promise<readonly string[] | null> {
  const ids: string[] = [];
  let after = FIRST_ID;
  while (!signal?.aborted) {
    const startedAt = performance.now();
    const held = await store.heldIn(partition, after);
    if (held === null) return null;
    ids.push(...held.ids);
    if (held.last === null || ids.length > MOST_KEPT) return ids;
    after = held.last;
    await pauseAfter(startedAt, signal);
  }
  return null;
}

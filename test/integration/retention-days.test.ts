import sql, { raw } from "sql-template-tag";
import { expect, it } from "vitest";
import { partitionWidthMs } from "#src/core/retention.ts";
import { listPartitions, PARTITIONED, type PartitionedTable } from "#src/db/partitions.ts";
import { createDatabase } from "../support/database.ts";
import { openHistory, type SimulatedHistory } from "../support/simulated-history.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const TABLES = Object.keys(PARTITIONED) as readonly PartitionedTable[];

type Sizes = {
  readonly partitions: number;
  readonly bytes: number;
  readonly deliveries: number;
  readonly bodies: number;
  readonly keys: number;
};
type Simulated = { days: number; bodyDays?: number; hours: number; everyHours: number };

async function sizesOf({ query }: SimulatedHistory): Promise<Sizes> {
  const [row] = await query<Sizes>(sql`
    select (select count(*)::int from pg_inherits where inhparent = any(${[...TABLES]}::regclass[])) as partitions,
      (select sum(pg_total_relation_size(inhrelid))::float8 from pg_inherits
       where inhparent = any(${[...TABLES]}::regclass[])) as bytes,
      (select count(*)::int from deliveries) as deliveries,
      (select count(*)::int from delivery_bodies) as bodies,
      (select count(*)::int from event_keys) as keys`);
  if (row === undefined) throw new Error("nothing was measured");
  return row;
}

/** Those of the template are as wide as its gateway made them. */
async function forgetPartitions({ query }: SimulatedHistory): Promise<void> {
  for (const { name, since } of await listPartitions(query)) {
    if (since !== null) await query(sql`drop table ${raw(name)}`);
  }
}

it.each<[string, Simulated]>([
  // What was there before there were partitions is the first of them, and up to two days wide.
  ["24 hours, after all that was there has gone,", { days: 1, hours: 4.5 * 24, everyHours: 2 }],
  ["40 days", { days: 7, bodyDays: 2, hours: 40 * 24, everyHours: 24 }],
])(
  "%s of callbacks: what is stored stops to grow once it is as old as it may get",
  async (_, { days, bodyDays = days, hours, everyHours }) => {
    await using database = await createDatabase();
    const settings = { RETENTION_DAYS: days, BODY_RETENTION_DAYS: bodyDays };
    await using history = openHistory(database.connectionString, settings);
    await forgetPartitions(history);
    const perStep = 10;
    const startsAt = Date.now();
    const sizes: Sizes[] = [];
    for (let hour = 0; hour < hours; hour += everyHours) {
      const now = new Date(startsAt + hour * HOUR_MS);
      await history.store(now, perStep);
      await history.retain(now);
      sizes.push(await sizesOf(history));
    }
    const perDay = (24 / everyHours) * perStep;
    // As much as is kept, a partition more, and what came in with this step.
    const mostOf = (kept: number) =>
      perDay * (kept + partitionWidthMs(kept * DAY_MS) / DAY_MS) + 2 * perStep;
    const settled = sizes.slice((days * 1.15 + 2.2) * (24 / everyHours));
    expect(settled.length).toBeGreaterThanOrEqual(24 / everyHours);
    for (const size of settled) {
      expect(size.deliveries).toBeLessThanOrEqual(mostOf(days));
      expect(size.deliveries).toBeGreaterThanOrEqual(perDay * days);
      expect(size.bodies).toBeLessThanOrEqual(mostOf(bodyDays));
      expect(size.bodies).toBeGreaterThanOrEqual(perDay * bodyDays);
      expect(size.keys).toBeLessThanOrEqual(mostOf(days));
      // Eight that are kept, one that is growing old, two ahead, and the default one.
      expect(size.partitions).toBeLessThanOrEqual(TABLES.length * 13);
    }
    const last = settled.at(-1);
    expect(last?.bytes).toBeLessThanOrEqual(1.15 * (settled[0]?.bytes ?? 0));
  },
  120_000,
);

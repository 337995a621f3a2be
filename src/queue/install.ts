import { PgBoss } from "pg-boss";
import { QUEUES, SLOW_LANE } from "#src/pipeline/jobs.ts";
import { QUEUE_OPTIONS } from "./boss.ts";

type Client = { query(text: string): Promise<{ rows: Record<string, unknown>[] }> };

/** One key for all installers of the queue: pg-boss locks its own steps, this lock also covers ours. */
const LOCK_KEY = 7_350_011;

/** Creates or upgrades pg-boss's schema and our queues in it. */
export async function installQueues(client: Client, connectionString: string): Promise<void> {
  await client.query(`select pg_advisory_lock(${LOCK_KEY})`);
  try {
    const boss = new PgBoss({ connectionString, max: 2, supervise: false, schedule: false });
    const errors: Error[] = [];
    boss.on("error", (error) => errors.push(error));
    await boss.start();
    try {
      const existing = new Set((await boss.getQueues()).map(({ name }) => name));
      for (const name of QUEUES) {
        if (!existing.has(name)) await boss.createQueue(name, QUEUE_OPTIONS);
      }
      const queues = await boss.getQueues();
      await tuneTables(
        client,
        queues.map(({ table }) => table),
      );
      const own = new Set<string>(QUEUES);
      for (const { name, table } of queues) if (own.has(name)) await dropQueueChecks(client, table);
      const lane = queues.find(({ name }) => name === SLOW_LANE);
      if (lane !== undefined) await indexByWebhook(client, lane.table);
    } finally {
      await boss.stop({ graceful: false, close: true });
    }
    if (errors[0] !== undefined) throw errors[0];
  } finally {
    await client.query(`select pg_advisory_unlock(${LOCK_KEY})`);
  }
}

/**
 * Each job would be looked up in the table of queues once more at every commit, row by row. Ours are never deleted, and
 * have no dead letters. Dropped only where they are: to drop what is not there takes the same lock.
 */
async function dropQueueChecks(client: Client, table: string): Promise<void> {
  const { rows } = await client.query(`
    select conname from pg_constraint where contype = 'f' and conrelid = 'pgboss."${table}"'::regclass`);
  for (const { conname } of rows) {
    await client.query(`alter table pgboss."${table}" drop constraint "${conname}"`);
  }
}

/** Its jobs are found webhook by webhook, which pg-boss has no index for. */
async function indexByWebhook(client: Client, table: string): Promise<void> {
  await client.query(`
    create index if not exists slow_lane_by_webhook on pgboss."${table}" (group_id, created_on)
    where state < 'active'`);
}

/** Job rows live for milliseconds: vacuum early, and give the planner statistics from the start. */
async function tuneTables(client: Client, tables: readonly string[]): Promise<void> {
  for (const table of new Set(tables)) {
    await client.query(`alter table pgboss."${table}" set (
      autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
      autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 1000,
      fillfactor = 70)`);
    await client.query(`analyze pgboss."${table}"`);
  }
}

import pg from "pg";
import { loadRecord, type RecordedRun } from "./record.ts";

/** One statement of the gateway, with what it cost since the last reset. */
export type Statement = {
  readonly text: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly rows: number;
};

/** What the bench asks of a gateway's database; its own statements are marked, and left out where statements are counted. */
export type Database = {
  readonly connectionString: string;
  /** Jobs that are not done. */
  countJobs(): Promise<number>;
  countPending(webhookIds: readonly string[]): Promise<number>;
  walPosition(): Promise<number>;
  resetStatements(): Promise<void>;
  /** The most expensive first. */
  statements(): Promise<readonly Statement[]>;
  /** Gets what earlier work left behind out of the way of what is measured next. */
  settle(): Promise<void>;
  record(run: string): Promise<RecordedRun>;
  run(statement: string, values?: readonly unknown[]): Promise<readonly object[]>;
};

const COUNT_JOBS = `
  select /* bench */ count(*)::int as count from pgboss.job
  where name not like '\\_\\_pgboss%' and state < 'completed'`;
const COUNT_PENDING = `
  select /* bench */ count(*)::int as count from deliveries
  where webhook_id = any($1::uuid[]) and status = 'pending'`;
const WAL_POSITION = `
  select /* bench */ (pg_current_wal_insert_lsn() - '0/0')::float8 as position`;
const STATEMENTS = `
  select /* bench */ query as text, calls::float8, total_exec_time as "totalMs", total_plan_time as "planMs", plans::float8, rows::float8
  from pg_stat_statements
  where dbid = (select oid from pg_database where datname = current_database())
    and query not like '%/* bench */%' and query not like '%pg_stat_statements_reset%'
  order by total_exec_time desc`;

export async function openDatabase(
  connectionString: string,
  stack: AsyncDisposableStack,
): Promise<Database> {
  const client = new pg.Client({ connectionString, application_name: "bench" });
  await client.connect();
  stack.defer(() => client.end());

  async function run<Row extends object>(
    statement: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const { rows } = await client.query<Row>(statement, [...values]);
    return rows;
  }

  async function count(statement: string, values: readonly unknown[] = []): Promise<number> {
    const [row] = await run<{ readonly count: number }>(statement, values);
    return row?.count ?? 0;
  }

  return {
    connectionString,
    countJobs: () => count(COUNT_JOBS),
    countPending: (webhookIds) => count(COUNT_PENDING, [webhookIds]),
    async walPosition() {
      const [row] = await run<{ readonly position: number }>(WAL_POSITION);
      return row?.position ?? 0;
    },
    async resetStatements() {
      await run("select /* bench */ pg_stat_statements_reset()");
    },
    statements: () => run<Statement>(STATEMENTS),
    async settle() {
      await run("vacuum analyze");
      await run("checkpoint");
    },
    record: (id) => loadRecord(client, id),
    run,
  };
}

import { readdirSync } from "node:fs";
import { basename } from "node:path";
import pg from "pg";
import sql from "sql-template-tag";
import { QUEUES, type QueueName } from "#src/pipeline/jobs.ts";
import type { Probe } from "#src/pipeline/probe-ports.ts";
import { MIGRATIONS } from "./migrate.ts";
import { queryOn } from "./sql.ts";

/** Both questions can be asked at a time: one that takes long says nothing about the other. */
const CONNECTIONS = 2;
const PATIENCE_MS = 2_000;
/** Counting further tells nobody more, and takes longer the longer a queue is. */
const COUNTED_JOBS = 100_000;

export type ProbeOptions = {
  readonly connectionString: string;
  readonly onError: (error: Error) => void;
};

/** Connections are opened when it is asked, and closed when nobody asks any more. */
export function createProbe({ connectionString, onError }: ProbeOptions): Probe & AsyncDisposable {
  const pool = new pg.Pool({
    connectionString,
    max: CONNECTIONS,
    connectionTimeoutMillis: PATIENCE_MS,
    idleTimeoutMillis: 60_000,
    statement_timeout: PATIENCE_MS,
    // One that a server standing still leaves unanswered is given up with its connection.
    query_timeout: PATIENCE_MS,
    application_name: "switchhook probe",
    allowExitOnIdle: true,
  });
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const query = queryOn(pool);
  const shipped = migrationNames();
  return {
    async missingMigrations() {
      const rows = await query<{ name: string }>(sql`select name from schema_migrations`);
      const applied = new Set(rows.map(({ name }) => name));
      return shipped.filter((name) => !applied.has(name));
    },
    async queues() {
      const rows = await query<{ queue: QueueName; due: number; oldestDueMs: number }>(sql`
        select q.name as queue, waiting.due::int, coalesce(waiting.oldest_ms, 0)::float8 as "oldestDueMs"
        from unnest(${[...QUEUES]}::text[]) as q (name)
        cross join lateral (
          select count(*) as due, extract(epoch from now() - min(start_after)) * 1000 as oldest_ms
          from (
            select start_after from pgboss.job
            where name = q.name and state < 'active' and not blocked and start_after <= now()
            order by priority desc, created_on
            limit ${COUNTED_JOBS}) as job) as waiting`);
      return rows;
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

/** As node-pg-migrate names them: without the ending. */
function migrationNames(): readonly string[] {
  const files = readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql"));
  return files.map((name) => basename(name, ".sql")).toSorted();
}

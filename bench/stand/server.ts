import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { startCluster } from "#src/db/embedded/cluster.ts";
import { migrate } from "#src/db/migrate.ts";

/** The PostgreSQL of one run of the bench. */
export type Server = {
  /** Of the postmaster. */
  readonly pid: number;
  /** A new database with all migrations applied; dropped when its stack goes. */
  createDatabase(stack: AsyncDisposableStack): Promise<string>;
};

const TEMPLATE = "bench_template";

/** As `npm start` runs it, fsync included; only that it counts statements. */
export async function startServer(dataDir: string, stack: AsyncDisposableStack): Promise<Server> {
  const starting = startCluster({
    dataDir,
    log: () => undefined,
    settings: {
      shared_preload_libraries: "pg_stat_statements",
      "pg_stat_statements.track_planning": "on",
    },
  });
  // Also when the bench is interrupted while it starts. Started as root, it may live outside the data directory.
  stack.defer(async () => {
    const cluster = await starting.catch(() => null);
    await cluster?.stop();
    if (cluster !== null) await rm(cluster.directory, { recursive: true, force: true });
  });
  const { connectionString, directory } = await starting;
  await run(connectionString, `create database ${TEMPLATE}`);
  await migrate(withDatabase(connectionString, TEMPLATE));
  await run(withDatabase(connectionString, TEMPLATE), "create extension pg_stat_statements");
  const pidFile = await readFile(join(directory, "data", "postmaster.pid"), "utf8");
  let databases = 0;
  return {
    pid: Number.parseInt(pidFile, 10),
    async createDatabase(owner) {
      const name = `bench_${++databases}`;
      await run(connectionString, `create database ${name} template ${TEMPLATE}`);
      owner.defer(() => run(connectionString, `drop database ${name} with (force)`));
      return withDatabase(connectionString, name);
    },
  };
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.href;
}

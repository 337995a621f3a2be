import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import pg from "pg";
import { installQueues } from "#src/queue/install.ts";

const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));
/** PostgreSQL 15: the oldest version this is tested with. */
const OLDEST_VERSION = 150_000;

/**
 * Applies what is missing of `migrations/` and of the job queue's schema. Safe to run from several processes at
 * once: they wait for each other. Throws when the server is older than PostgreSQL 15.
 */
export async function migrate(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await requireVersion(client);
    await runner({
      dbClient: client,
      dir: MIGRATIONS,
      direction: "up",
      migrationsTable: "schema_migrations",
      advisoryLockMode: "wait",
      log: () => undefined,
    });
    await installQueues(client, connectionString);
  } finally {
    await client.end();
  }
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; number: string }>(
    "select current_setting('server_version') as version, current_setting('server_version_num') as number",
  );
  const [server] = rows;
  if (server === undefined || Number(server.number) < OLDEST_VERSION) {
    throw new Error(`PostgreSQL 15 or newer is needed, DATABASE_URL points at ${server?.version}`);
  }
}

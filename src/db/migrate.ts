import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import pg from "pg";
import { installQueues } from "#src/queue/install.ts";
import { StartError } from "#src/start-error.ts";

export const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));
/** PostgreSQL 15: the oldest version this is tested with. */
const OLDEST_VERSION = 150_000;

/**
 * Applies what is missing of `migrations/` and of the job queue's schema. Safe to run from several processes at
 * once: they wait for each other. Throws a StartError when the server cannot be used: away, closed to this user, without
 * the database, or older than PostgreSQL 15.
 */
export async function migrate(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (cause) {
    throw new StartError(`cannot use the database ${placeOf(client)}: ${reasonOf(cause)}`, {
      cause,
    });
  }
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
    throw new StartError(
      `PostgreSQL 15 or newer is needed, the database ${placeOf(client)} is on ${server?.version}`,
    );
  }
}

/** Without user and password. */
function placeOf({ host, port, database = "" }: pg.Client): string {
  return `${database} at ${host}:${port} (DATABASE_URL)`;
}

/** By PostgreSQL's or Node's code, where its own words do not say what to do. */
const REASONS: Readonly<Record<string, string>> = {
  "28P01": "it refuses the user or the password",
  "3D000": "there is no such database: create it, migrations fill it",
  ECONNREFUSED: "nothing listens there (ECONNREFUSED)",
  ENOTFOUND: "the host name is not known (ENOTFOUND)",
  EAI_AGAIN: "the host name cannot be looked up at the moment (EAI_AGAIN)",
  ETIMEDOUT: "it does not answer (ETIMEDOUT)",
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  if (REASONS[code] !== undefined) return REASONS[code];
  // A name with several addresses fails once per address.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error.message || code;
}

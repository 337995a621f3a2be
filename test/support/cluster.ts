/**
 * The PostgreSQL of the integration tests: the server at DATABASE_URL, else an embedded cluster for this run. All
 * migrations are applied once, to a template that each test database is cloned from.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { preparePartitions } from "#src/composition/retention.ts";
import { readConfig } from "#src/config.ts";
import { startCluster } from "#src/db/embedded/cluster.ts";
import { migrate } from "#src/db/migrate.ts";
import { createTransaction } from "#src/db/transact.ts";
import { recordingLog } from "./samples.ts";

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface merges with vitest's own.
  interface ProvidedContext {
    /** May create and drop databases. */
    readonly adminConnectionString: string;
    readonly templateDatabase: string;
  }
}

type Server = { readonly connectionString: string; stop(): Promise<void> };

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { DATABASE_URL } = process.env;
  const server = await openServer(DATABASE_URL);
  // Runs that share one server keep out of each other's way: every database of this run begins with this name.
  const run = `switchhook_test_${randomBytes(4).toString("hex")}`;
  const template = `${run}_template`;
  try {
    await withClient(server.connectionString, (client) =>
      client.query(`create database ${template}`),
    );
    await migrate(withDatabase(server.connectionString, template));
    await partition(withDatabase(server.connectionString, template));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("adminConnectionString", server.connectionString);
  project.provide("templateDatabase", template);
  return async () => {
    await withClient(server.connectionString, (client) => dropAll(client, run));
    await server.stop();
  };
}

async function openServer(url: string | undefined): Promise<Server> {
  if (url !== undefined && url !== "") {
    return { connectionString: url, stop: () => Promise.resolve() };
  }
  const dataDir = await mkdtemp(join(tmpdir(), "switchhook-test-"));
  const cluster = await startCluster({
    dataDir,
    log: () => undefined,
    // Nothing here outlives the run, so nothing waits for the disk.
    settings: { fsync: "off", full_page_writes: "off", shared_buffers: "128MB" },
  });
  return {
    connectionString: cluster.connectionString,
    stop: async () => {
      await cluster.stop();
      await rm(cluster.directory, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** As a gateway does when it starts, with what it keeps by default; so that each of the tests' gateways need not. */
async function partition(connectionString: string): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = new pg.Pool({ connectionString, max: 1 });
  stack.defer(() => pool.end());
  const { retention } = readConfig({});
  await preparePartitions(
    { retention, log: recordingLog() },
    { transaction: createTransaction(pool) },
  );
}

async function dropAll(client: pg.Client, run: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select datname as name from pg_database where starts_with(datname, $1)",
    [run],
  );
  for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`);
}

async function withClient<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.href;
}

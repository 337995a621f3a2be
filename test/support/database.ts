import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { waitFor } from "./wait-for.ts";

export type TestDatabase = {
  readonly connectionString: string;
  /** Drops the database. Throws when the test left connections to it open. */
  [Symbol.asyncDispose](): Promise<void>;
};

/** One at a time: a template that is being copied cannot be copied by another session. */
const TEMPLATE_LOCK = 7_350_012;

/** A database of its own, migrated and empty: `await using database = await createDatabase()`. */
export async function createDatabase(): Promise<TestDatabase> {
  const template = inject("templateDatabase");
  const name = `${template.replace(/_template$/, "")}_${randomBytes(6).toString("hex")}`;
  await asAdmin(async (client) => {
    await client.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    await client.query(`create database ${name} template ${template}`);
  });
  const url = new URL(inject("adminConnectionString"));
  url.pathname = `/${name}`;
  return {
    connectionString: url.href,
    [Symbol.asyncDispose]: () => asAdmin((client) => drop(client, name)),
  };
}

async function drop(client: pg.Client, name: string): Promise<void> {
  try {
    await waitFor(async () => (await connections(client, name)).length === 0, {
      timeoutMs: 5_000,
      what: "the test to close its connections",
    });
  } catch (cause) {
    const open = await connections(client, name);
    throw new Error(`the test left connections open: ${open.join("; ")}`, { cause });
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
  }
}

async function connections(client: pg.Client, name: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ description: string }>(
    `select concat_ws(' ', application_name, state, left(query, 100)) as description
     from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
    [name],
  );
  return rows.map(({ description }) => description);
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject("adminConnectionString") });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

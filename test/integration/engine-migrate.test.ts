import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { migrate } from "#src/db/migrate.ts";
import { QUEUES } from "#src/pipeline/jobs.ts";
import { StartError } from "#src/start-error.ts";

const MIGRATIONS = readdirSync(new URL("../../migrations", import.meta.url))
  .filter((name) => name.endsWith(".sql"))
  .map((name) => name.replace(/\.sql$/, ""))
  .toSorted();

let admin: pg.Client;

beforeAll(async () => {
  admin = new pg.Client({ connectionString: inject("adminConnectionString") });
  await admin.connect();
});

afterAll(() => admin.end());

/** A database with nothing in it. */
async function emptyDatabase() {
  const name = `${inject("templateDatabase").replace(/_template$/, "")}_${randomBytes(6).toString("hex")}`;
  await admin.query(`create database ${name}`);
  const url = new URL(inject("adminConnectionString"));
  url.pathname = `/${name}`;
  async function query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
  return {
    connectionString: url.href,
    query,
    /** Everything there is to see of its schema, and what ran. */
    async description() {
      const columns = await query(
        `select table_schema, table_name, column_name, data_type, column_default, is_nullable
         from information_schema.columns where table_schema in ('public', 'pgboss') order by 1, 2, 3`,
      );
      const indexes = await query(
        `select schemaname, indexname, indexdef from pg_indexes
         where schemaname in ('public', 'pgboss') order by 1, 2`,
      );
      const ran = await query("select name, run_on from schema_migrations order by id");
      const queues = await query("select name, created_on from pgboss.queue order by name");
      return { columns, indexes, ran, queues };
    },
    [Symbol.asyncDispose]: () => admin.query(`drop database ${name}`).then(() => undefined),
  };
}

describe("the migrations", () => {
  it("all apply to an empty database, in their order", async () => {
    await using database = await emptyDatabase();
    await migrate(database.connectionString);
    const ran = await database.query<{ name: string }>(
      "select name from schema_migrations order by id",
    );
    expect(ran.map(({ name }) => name)).toEqual(MIGRATIONS);
  });

  it("make the queues, once each, analysed and vacuumed early", async () => {
    await using database = await emptyDatabase();
    await migrate(database.connectionString);
    const queues = await database.query<{ name: string; table_name: string }>(
      "select name, table_name from pgboss.queue where name = any($1)",
      [[...QUEUES]],
    );
    expect(queues.map(({ name }) => name).toSorted()).toEqual([...QUEUES].toSorted());
    for (const { table_name } of queues) {
      const [table] = await database.query<{ reloptions: string[]; last_analyze: Date | null }>(
        `select c.reloptions, s.last_analyze from pg_class c join pg_stat_all_tables s on s.relid = c.oid
         where c.relname = $1`,
        [table_name],
      );
      expect(table?.reloptions).toContain("autovacuum_vacuum_scale_factor=0.02");
    }
  });

  it("change nothing when they run again", async () => {
    await using database = await emptyDatabase();
    await migrate(database.connectionString);
    const first = await database.description();
    await migrate(database.connectionString);
    expect(await database.description()).toEqual(first);
  });

  it("succeed when several processes run them at once", async () => {
    await using database = await emptyDatabase();
    const runs = Array.from({ length: 4 }, () => migrate(database.connectionString));
    await Promise.all(runs);
    const { ran, queues } = await database.description();
    expect(ran).toHaveLength(MIGRATIONS.length);
    expect(queues.length).toBeGreaterThanOrEqual(QUEUES.length);
  });

  it("leave no connection and no lock behind", async () => {
    await using database = await emptyDatabase();
    await migrate(database.connectionString);
    const name = new URL(database.connectionString).pathname.slice(1);
    const { rows } = await admin.query(
      "select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
      [name],
    );
    expect(rows).toEqual([]);
  });
});

describe("a server", () => {
  it("that cannot be reached is named, without the password", async () => {
    const failed = migrate("postgres://nobody:hunter2@127.0.0.1:1/none");
    await expect(failed).rejects.toThrow(StartError);
    await expect(failed).rejects.toThrow(
      "cannot use the database none at 127.0.0.1:1 (DATABASE_URL): nothing listens there (ECONNREFUSED)",
    );
  });

  it("without the database is named", async () => {
    const url = new URL(inject("adminConnectionString"));
    url.pathname = "/nowhere";
    const failed = migrate(url.href);
    await expect(failed).rejects.toThrow(StartError);
    await expect(failed).rejects.toThrow(
      /nowhere at \S+ \(DATABASE_URL\): there is no such database/,
    );
  });

  it("older than PostgreSQL 15 is refused by name, and nothing is written", async () => {
    await using database = await emptyDatabase();
    // The server reports its version through settings that a search path can stand before.
    await database.query(`create function public.current_setting(text) returns text language sql as
      $$ select case $1 when 'server_version' then '14.9' else '140009' end $$`);
    const name = new URL(database.connectionString).pathname.slice(1);
    await admin.query(`alter database ${name} set search_path = public, pg_catalog`);
    await expect(migrate(database.connectionString)).rejects.toThrow(
      /^PostgreSQL 15 or newer is needed, the database \S+ at \S+:\d+ \(DATABASE_URL\) is on 14\.9$/,
    );
    const tables = await database.query(
      "select 1 from information_schema.tables where table_schema in ('public', 'pgboss')",
    );
    expect(tables).toEqual([]);
  });
});

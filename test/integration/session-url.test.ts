import pg from "pg";
import { expect, it } from "vitest";
import { createDatabase } from "../support/database.ts";
import { openFleet } from "../support/own-process.ts";

it("what holds a lock and listens goes past the pooler where a way is named", async () => {
  await using database = await createDatabase();
  const { connectionString } = database;
  await using fleet = await openFleet(connectionString);
  await using stack = new AsyncDisposableStack();
  const client = new pg.Client({ connectionString, application_name: "test" });
  await client.connect();
  stack.defer(() => client.end());
  // Two ways to one server, told apart by the name that is given on the way.
  const direct = new URL(connectionString);
  direct.searchParams.set("application_name", "direct");
  await fleet.start({ ROLE: "worker", DATABASE_SESSION_URL: direct.href });
  const { rows } = await client.query<{ name: string; locks: boolean; listens: boolean }>(
    `select distinct a.application_name as name, a.query like 'listen %' as listens,
       exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.objsubid = 2) as locks
     from pg_stat_activity a
     where a.datname = current_database() and a.application_name <> 'test' and a.backend_type = 'client backend'
     order by name`,
  );
  expect(rows).toContainEqual({ name: "direct", listens: true, locks: true });
  const others = rows.filter(({ name }) => name !== "direct");
  expect(others.length).toBeGreaterThan(0);
  expect(others.filter(({ listens, locks }) => listens || locks)).toEqual([]);
});

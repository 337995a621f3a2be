import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPool } from "#src/db/pool.ts";
import { statementName } from "#src/db/sql.ts";
import { createLab, type Lab } from "../support/engine.ts";

let lab: Lab;
let pool: pg.Pool;
let client: pg.PoolClient;
/** What the server says at the end of whatever it was sent: its status in a transaction. */
let ready: string[];
let parsed: number;

beforeAll(async () => {
  lab = await createLab();
  pool = createPool({ connectionString: lab.connectionString, max: 1, onError: () => undefined });
  await pool.query("create table notes (text text primary key)");
});

afterAll(async () => {
  await pool.end();
  await lab[Symbol.asyncDispose]();
});

beforeEach(async () => {
  client = await pool.connect();
  ready = [];
  parsed = 0;
  client.connection.on("readyForQuery", ({ status }: { status: string }) => ready.push(status));
  client.connection.on("parseComplete", () => parsed++);
});

afterEach(() => client.release(true));

function ask(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
  return client.query({ name: statementName(text), text, values: [...values] });
}

const insert = (text: string) => ask("insert into notes (text) values ($1)", [text]);
const count = async () => (await ask("select count(*)::int as count from notes")).rows;

describe("named statements that are asked for without waiting", () => {
  it("are answered together, each with its own rows", async () => {
    const answers = await Promise.all([
      ask("begin"),
      ask("select $1::int as number, $2::text as text, null as nothing", ["7", "seven"]),
      ask("select n from generate_series(1, $1::int) as n", [3]),
      ask("rollback"),
    ]);
    expect(answers.map(({ rows }) => rows)).toEqual([
      [],
      [{ number: 7, text: "seven", nothing: null }],
      [{ n: 1 }, { n: 2 }, { n: 3 }],
      [],
    ]);
    expect(answers.map(({ command, rowCount }) => [command, rowCount])).toEqual([
      ["BEGIN", null],
      ["SELECT", 1],
      ["SELECT", 3],
      ["ROLLBACK", null],
    ]);
    expect(ready).toEqual(["I"]);
  });

  it("are parsed once, and read the same without being described again", async () => {
    const text = "select $1::timestamptz as at, $2::jsonb as document, $3::bytea as bytes";
    const values = [new Date("2026-03-01T12:00:00.123Z"), { a: ['"'] }, Buffer.from([0, 255])];
    const [at, document, bytes] = values;
    for (let time = 0; time < 3; time++) {
      expect((await ask(text, values)).rows).toEqual([{ at, document, bytes }]);
    }
    expect(parsed).toBe(1);
  });

  it("go in the order in which they were asked for, beside those that have no name", async () => {
    const [, , { rows }] = await Promise.all([
      ask("begin"),
      client.query(
        "create temporary table later (n int) on commit drop; insert into later values (1)",
      ),
      ask("select n from later"),
      ask("commit"),
    ]);
    expect(rows).toEqual([{ n: 1 }]);
  });
});

describe("one that fails", () => {
  it("takes all of its burst back, is told with its own error, and leaves the connection as it was", async () => {
    const outcomes = await Promise.allSettled([
      insert("before"),
      ask("select 1 / $1::int", [0]),
      insert("behind"),
      ask("commit"),
    ]);
    const codes = outcomes.map((one) => one.status === "rejected" && one.reason.code);
    expect(codes).toEqual(["25P02", "22012", "25P02", "25P02"]);
    expect(await count()).toEqual([{ count: 0 }]);
  });

  it("does not leave those behind it for parsed", async () => {
    await Promise.allSettled([
      ask("select 1 / $1::int", [0]),
      ask("select 'never seen before' as it"),
    ]);
    expect((await ask("select 'never seen before' as it")).rows).toEqual([
      { it: "never seen before" },
    ]);
  });

  it("because it cannot be parsed is asked again in vain, and not taken for parsed", async () => {
    for (let time = 0; time < 2; time++) {
      await expect(ask("select from where")).rejects.toMatchObject({ code: "42601" });
    }
    expect((await ask("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });

  it("because a row cannot be read is told so", async () => {
    const text = "select $1::text::jsonb as document";
    await ask(text, ["{}"]);
    const failing = ask(text, ["{}"]);
    client.connection.prependOnceListener("dataRow", (message: { fields: (string | null)[] }) => {
      message.fields.fill("no json");
    });
    await expect(failing).rejects.toThrow(SyntaxError);
    expect((await ask(text, ["{}"])).rows).toEqual([{ document: {} }]);
  });

  it("because the connection is lost is told to all of them", async () => {
    client.on("error", () => undefined);
    const asked = Promise.allSettled([ask("select pg_sleep(20)"), insert("lost"), ask("commit")]);
    const { processID } = client as unknown as { processID: number };
    const other = createPool({
      connectionString: lab.connectionString,
      max: 1,
      onError: () => undefined,
    });
    await other.query("select pg_terminate_backend($1)", [processID]);
    const outcomes = await asked;
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    const { rows } = await other.query("select count(*)::int as count from notes");
    expect(rows).toEqual([{ count: 0 }]);
    await other.end();
  });

  it("because a value cannot be told as JSON is refused at once, alone", async () => {
    const endless: { self?: object } = {};
    endless.self = endless;
    expect(() => ask("select $1::jsonb", [endless])).toThrow("circular");
    expect((await ask("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });
});

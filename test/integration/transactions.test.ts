import { randomUUID } from "node:crypto";
import type pg from "pg";
import sql, { type Sql } from "sql-template-tag";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unknownCall } from "#src/core/call-state.ts";
import { createPool } from "#src/db/pool.ts";
import { insertCalls, lockCalls, updateCalls } from "#src/db/repositories/calls.ts";
import { preparedOn, sendingOn } from "#src/db/sql.ts";
import { createTransaction, type RunTransaction } from "#src/db/transact.ts";
import { createLab, type Lab } from "../support/engine.ts";

let lab: Lab;
let pool: pg.Pool;
let transaction: RunTransaction;

beforeAll(async () => {
  lab = await createLab();
  const { connectionString } = lab;
  pool = createPool({ connectionString, max: 4, onError: () => undefined });
  transaction = createTransaction(pool);
  await pool.query("create table notes (text text primary key)");
});

afterAll(async () => {
  await pool.end();
  await lab[Symbol.asyncDispose]();
});

async function notes(): Promise<readonly string[]> {
  const { rows } = await pool.query<{ text: string }>("select text from notes order by text");
  return rows.map(({ text }) => text);
}

const note = (text: string) => sql`insert into notes (text) values (${text})`;
const impossible = sql`select 1 / ${0}::int`;

describe("a statement that nothing waits for", () => {
  it("is committed with the others", async () => {
    await transaction(async (client, later) => {
      const send = sendingOn(client, later);
      expect(await send(note("sent"))).toEqual([]);
      expect(await preparedOn(client)(sql`select text from notes where text = ${"sent"}`)).toEqual([
        { text: "sent" },
      ]);
    });
    expect(await notes()).toContain("sent");
  });

  it.each<[string, (query: (statement: Sql) => Promise<unknown>) => Promise<unknown>]>([
    ["as the last of all", async () => undefined],
    ["before one that is waited for", (query) => query(sql`select 1`)],
  ])("takes all back when it fails, and is the one to blame: %s", async (_when, then) => {
    const failing = transaction(async (client, later) => {
      const send = sendingOn(client, later);
      await send(note("not to stay"));
      await send(impossible);
      await send(note("not to come"));
      await then(preparedOn(client));
    });
    await expect(failing).rejects.toMatchObject({ code: "22012" });
    expect(await notes()).not.toContain("not to stay");
    expect(await notes()).not.toContain("not to come");
    // The connection is as good as before.
    await transaction((client) => client.query("select 1"));
  });

  it("does not hide what failed before it", async () => {
    const failing = transaction(async (client, later) => {
      const failed = preparedOn(client)(impossible);
      await sendingOn(client, later)(note("behind a failure"));
      await failed;
    });
    await expect(failing).rejects.toMatchObject({ code: "22012" });
  });

  it("is taken back when the work itself fails", async () => {
    const failing = transaction(async (client, later) => {
      await sendingOn(client, later)(note("of work that fails"));
      throw new Error("own defect");
    });
    await expect(failing).rejects.toThrow("own defect");
    expect(await notes()).not.toContain("of work that fails");
  });
});

describe("calls", () => {
  const workspaceId = randomUUID();
  const saved = (callId: string, isNew: boolean) => ({
    ...{ workspaceId, callId, isNew, agentId: null, wakeAt: null },
    state: unknownCall({ callId, provider: "test", at: "2026-03-01T12:00:00.000Z" }),
  });

  it("are not there until they are inserted, and are as they were saved", async () => {
    const keys = ["b", "a", "none"].map((callId) => ({ workspaceId, callId }));
    await transaction(async (client) => {
      const query = preparedOn(client);
      expect(await lockCalls(query, keys)).toEqual([null, null, null]);
      await insertCalls(query, [saved("b", true), saved("a", true)], randomUUID);
      const changed = {
        ...saved("a", false),
        state: { ...saved("a", false).state, fromNumber: "+15550000000" },
      };
      await updateCalls(query, [changed]);
      const states = await lockCalls(query, keys);
      expect(states).toEqual([saved("b", true).state, changed.state, null]);
    });
  });

  it("that two hear of first at the same time are created by one, and found by the other", async () => {
    const key = { workspaceId, callId: "raced" };
    const bothLooked = Promise.withResolvers<void>();
    let looks = 0;
    const seen: (string | null)[] = [];
    const hear = (fromNumber: string) =>
      transaction(async (client) => {
        const query = preparedOn(client);
        const [known = null] = await lockCalls(query, [key]);
        looks++;
        if (looks === 2) bothLooked.resolve();
        await bothLooked.promise;
        const { state } = saved("raced", true);
        if (known === null) {
          await insertCalls(
            query,
            [{ ...saved("raced", true), state: { ...state, fromNumber } }],
            randomUUID,
          );
        }
        seen.push(known?.fromNumber ?? null);
      });
    await Promise.all([hear("first"), hear("second")]);
    const [first, second] = seen;
    expect(first).toBeNull();
    expect(["first", "second"]).toContain(second);
    expect(looks).toBe(3);
  });
});

describe("an array", () => {
  it.each<[string, Sql, readonly unknown[]]>([
    ["of nothing", sql`text`, []],
    ["of texts", sql`text`, ["", "a", "b c", "{d,e}", "NULL", "null", " ", "é", "\n\t\u0001"]],
    ["of quotes and backslashes", sql`text`, ['"', "\\", '\\"\\\\', '{"a":"b\\n"}']],
    ["with gaps", sql`text`, [null, "a", null]],
    ["of ids", sql`uuid`, [randomUUID(), null]],
    ["of numbers", sql`int`, [1, 0, -1, null]],
    ["of truths", sql`boolean`, [true, false, null]],
    ["of times", sql`timestamptz`, [new Date("2026-03-01T12:00:00.123Z"), null]],
    ["of bytes", sql`bytea`, [Buffer.from([0, 1, 255]), null, Buffer.alloc(0)]],
    ["without any bytes", sql`bytea`, [null, null]],
  ])("%s arrives as it is", async (_what, type, values) => {
    const [row] = await preparedOn(pool)<{ values: unknown }>(
      sql`select ${values}::${type}[] as values`,
    );
    expect(row?.values).toEqual(values);
  });
});

import pg from "pg";
import sql, { type Sql } from "sql-template-tag";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import "#src/db/pool.ts";
import { makePartitions } from "#src/db/partitions.ts";
import { findCallback } from "#src/db/read-models/callbacks.ts";
import { findDelivery } from "#src/db/read-models/deliveries.ts";
import { findDeliveryDetail } from "#src/db/read-models/delivery-details.ts";
import { findEvent, storedEvents } from "#src/db/read-models/events.ts";
import {
  claimDeliveries,
  reopenDeliveries,
  settleDeliveries,
  suppressDeliveries,
} from "#src/db/repositories/deliveries.ts";
import type { Query } from "#src/db/sql.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { sampleOutgoing, sampleResult } from "../support/samples.ts";
import { openHistory, type SimulatedHistory, type Story } from "../support/simulated-history.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const WIDTHS = { rows: 4 * DAY_MS, bodies: 4 * DAY_MS };
const START = Math.ceil(Date.now() / DAY_MS) * DAY_MS;

let database: TestDatabase;
let history: SimulatedHistory;

beforeEach(async () => {
  database = await createDatabase();
  history = openHistory(database.connectionString, { RETENTION_DAYS: 30 });
});

afterEach(async () => {
  await history[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

function day(days: number): Date {
  return new Date(START + days * DAY_MS);
}

async function count(table: string): Promise<number> {
  const [row] = await history.query<{ count: number }>({
    text: `select count(*)::int as count from ${table}`,
    values: [],
  } as unknown as Sql);
  return row?.count ?? -1;
}

const make = (time: Date) => makePartitions(history.transaction, WIDTHS, time);

type Plan = {
  readonly "Relation Name"?: string;
  readonly "Node Type": string;
  readonly "Actual Loops": number;
  readonly Plans?: readonly Plan[];
};

/** The names of the relations that statements read or wrote, and how; nothing of what they do remains. */
async function scannedBy(work: (query: Query) => Promise<unknown>): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  const scans = new Set<string>();
  const note = (plan: Plan) => {
    const { "Relation Name": relation, "Node Type": how, Plans = [] } = plan;
    const isWrite = how === "ModifyTable";
    if (relation !== undefined && !isWrite && plan["Actual Loops"] > 0)
      scans.add(`${relation}: ${how}`);
    Plans.forEach(note);
  };
  try {
    // As a statement is planned that has run a few times.
    await client.query("set plan_cache_mode = force_generic_plan");
    await client.query("begin");
    await work(async <Row extends object>({ text, values }: Sql) => {
      const explain = `explain (analyze, format json) ${text}`;
      const { rows } = await client.query<{ "QUERY PLAN": string }>(explain, values);
      const [explained]: readonly { Plan: Plan }[] = JSON.parse(rows[0]?.["QUERY PLAN"] ?? "[]");
      if (explained !== undefined) note(explained.Plan);
      return (await client.query<Row>(text, values)).rows;
    });
    await client.query("rollback");
  } finally {
    await client.end();
  }
  return [...scans].filter((scan) => /^(callback|event|deliver|attempt)/.test(scan)).toSorted();
}

describe("a statement that names rows by their ids", () => {
  let old: Story;
  let ref: { workspaceId: string; webhookId: string; deliveryId: string };

  beforeEach(async () => {
    for (let days = 4; days <= 32; days += 4) await make(day(days));
    [old] = (await history.store(day(9), 20)) as [Story];
    await history.store(day(21), 20);
    const [row] = await history.query<{ workspaceId: string; webhookId: string }>(sql`
      select workspace_id as "workspaceId", webhook_id as "webhookId" from deliveries where id = ${old.deliveryId}`);
    ref = { ...(row as { workspaceId: string; webhookId: string }), deliveryId: old.deliveryId };
  });

  /** That which holds day 9 begins at a multiple of four days since 1970. */
  const suffix = () => {
    const since = Math.floor(day(9).getTime() / (4 * DAY_MS)) * 4 * DAY_MS;
    return `p${new Date(since).toISOString().slice(0, 13).replaceAll(/\D/g, "")}`;
  };
  const only = (...tables: string[]) =>
    tables.map((table) => `${table}_${suffix()}: Index Scan`).toSorted();

  it("reads one partition of a table to show a delivery, a callback, an event", async () => {
    const { workspaceId } = ref;
    expect(await scannedBy((query) => findDelivery(query, ref))).toEqual(only("deliveries"));
    expect(await scannedBy((query) => storedEvents(query, workspaceId, [old.eventId]))).toEqual(
      only("events"),
    );
    const event = { workspaceId, eventId: old.eventId };
    expect(await scannedBy((query) => findEvent(query, event))).toEqual(
      expect.arrayContaining(only("events")),
    );
    const callback = { workspaceId, callbackId: old.callbackId };
    const scans = await scannedBy((query) => findCallback(query, callback));
    expect(scans.filter((scan) => scan.startsWith("callback"))).toEqual(
      only("callback_bodies", "callbacks"),
    );
  });

  it("reads one partition of each table for a delivery with all that belongs to it", async () => {
    const scans = await scannedBy((query) => findDeliveryDetail(query, ref));
    for (const scan of scans) expect(scan).toContain(suffix());
  });

  it("writes one partition when deliveries are settled, claimed, suppressed, opened anew", async () => {
    const outgoing = sampleOutgoing({ deliveryId: old.deliveryId });
    const result = sampleResult({ outgoing });
    const job = { id: outgoing.jobId, deliveryId: old.deliveryId };
    const writes: readonly ((query: Query) => Promise<unknown>)[] = [
      (query) => settleDeliveries(query, [{ result, nextJob: null }]),
      (query) => claimDeliveries(query, [job], job.id),
      (query) => suppressDeliveries(query, [{ id: old.deliveryId, reason: "r" }]),
      (query) => reopenDeliveries(query, [{ deliveryId: old.deliveryId, jobId: job.id }]),
    ];
    for (const write of writes) expect(await scannedBy(write)).toEqual(only("deliveries"));
  });
});

describe("partitions", () => {
  it("are made ahead, once each, by however many processes", async () => {
    const made = await Promise.all([1, 2, 3, 4].map(() => make(day(40))));
    const names = made.flat();
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith("events_"))).toHaveLength(3);
    expect(await make(day(40))).toEqual([]);
  });

  it("take what is stored in their time; what is in none is in the default one", async () => {
    await history.store(day(100), 3);
    expect(await count("events_default")).toBe(3);
    await make(day(100));
    expect(await count("events_default")).toBe(0);
    expect(await count("events")).toBe(3);
    await history.store(day(100), 3);
    expect(await count("events_default")).toBe(0);
  });

  it("have the indexes of their table", async () => {
    const [name = ""] = (await make(day(200))).filter((made) => made.startsWith("deliveries_p"));
    const indexes = await history.query<{ table: string; count: number }>(sql`
      select tablename as "table", count(*)::int as count from pg_indexes
      where tablename in ('deliveries', ${name}) group by 1`);
    expect(new Set(indexes.map((row) => row.count)).size).toBe(1);
  });

  it("leave a row where it can be found by its number", async () => {
    await make(day(12));
    await history.store(day(9), 1);
    await history.store(day(13), 1);
    const numbers = await history.query<{ number: number }>(sql`select number from deliveries`);
    expect(new Set(numbers.map(({ number }) => number)).size).toBe(2);
  });
});

describe("an old partition", () => {
  it("goes with all in it that is over; what waits stays, with what it needs", async () => {
    await make(day(8));
    const over = await history.store(day(9), 5);
    const [waiting] = (await history.store(day(9), 1, true)) as [Story];
    await history.retain(day(60));
    for (const table of ["deliveries", "delivery_bodies", "events", "callbacks"]) {
      expect(await count(table), table).toBe(1);
      expect(await count(`${table}_default`), table).toBe(1);
    }
    expect(
      await history.query(sql`select from deliveries where id = ${waiting.deliveryId}`),
    ).toHaveLength(1);
    expect(over).toHaveLength(5);

    await history.query(sql`update deliveries set status = 'delivered', ended_at = now()`);
    await history.retain(day(60));
    for (const table of ["deliveries", "delivery_bodies", "events", "callbacks", "attempts"]) {
      expect(await count(table), table).toBe(0);
    }
  });

  it("does not take a delivery with it that is opened anew after it was read through", async () => {
    await make(day(8));
    const [story] = (await history.store(day(9), 5)) as [Story];
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    // Held, so that the first tries give way; by the next one the delivery waits again.
    await client.query("begin; lock table deliveries in row exclusive mode");
    const retained = history.retain(day(60));
    const jobs = [{ deliveryId: story.deliveryId, jobId: story.callId }];
    await reopenDeliveries(
      async ({ text, values }) => (await client.query(text, values)).rows,
      jobs,
    );
    await client.query("commit");
    await client.end();
    await retained;
    expect(await count("deliveries")).toBe(1);
    expect(await count("delivery_bodies")).toBe(1);
  });

  it("stays, and is not waited for, while its table is in use", async () => {
    await make(day(8));
    await history.store(day(9), 5);
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    await client.query("begin; lock table deliveries in access share mode");
    await history.retain(day(60));
    await client.query("rollback");
    await client.end();
    expect(history.log.map(({ message }) => message)).toContain(
      "a partition stays for now because its table is in use",
    );
    expect(await count("deliveries")).toBe(5);
    await history.retain(day(60));
    expect(await count("deliveries")).toBe(0);
  });

  it("is dropped no sooner than all in it is old", async () => {
    await make(day(8));
    await history.store(day(9), 5);
    await history.retain(day(38));
    expect(await count("deliveries")).toBe(5);
    await history.retain(day(45));
    expect(await count("deliveries")).toBe(0);
  });
});

describe("keys", () => {
  it("are forgotten with what they stand for, and no sooner", async () => {
    await history.store(day(2), 50);
    await history.store(day(20), 50);
    await history.retain(day(31));
    expect(await count("callback_keys")).toBe(100);
    await history.retain(day(40));
    expect(await count("callback_keys")).toBe(50);
    expect(await count("event_keys")).toBe(50);
    await history.retain(day(60));
    expect(await count("event_keys")).toBe(0);
  });
});

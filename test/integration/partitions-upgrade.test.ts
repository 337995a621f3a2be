import { randomBytes, randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { runner } from "node-pg-migrate";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createIds } from "#src/composition/new-ids.ts";
import { MIGRATIONS, migrate } from "#src/db/migrate.ts";
import "#src/db/pool.ts";
import { findCallback } from "#src/db/read-models/callbacks.ts";
import { insertCallbacks } from "#src/db/repositories/callbacks.ts";
import { claimDeliveries } from "#src/db/repositories/deliveries.ts";
import { findEvents, insertEvents } from "#src/db/repositories/events.ts";
import { queryOn } from "#src/db/sql.ts";
import { sampleCallback } from "../support/samples.ts";

const BEFORE = "0034";
const ROWS = 2_000;
const HOUR_MS = 3_600_000;

let admin: pg.Client;
let pool: pg.Pool;
let name: string;

const workspaceId = randomUUID();
const connectionId = randomUUID();
const newId = createIds();
const ids = Array.from({ length: ROWS }, newId);
const ahead = createIds(() => Date.now() + 90 * 24 * HOUR_MS)();
const jobId = randomUUID();

beforeAll(async () => {
  admin = new pg.Client({ connectionString: inject("adminConnectionString") });
  await admin.connect();
  name = `${inject("templateDatabase").replace(/_template$/, "")}_${randomBytes(6).toString("hex")}`;
  await admin.query(`create database ${name}`);
  const url = new URL(inject("adminConnectionString"));
  url.pathname = `/${name}`;
  const before = readdirSync(MIGRATIONS).filter((file) => file.endsWith(".sql") && file < BEFORE);
  const options = {
    dir: MIGRATIONS,
    direction: "up",
    migrationsTable: "schema_migrations",
  } as const;
  await runner({ ...options, databaseUrl: url.href, count: before.length, log: () => undefined });
  pool = new pg.Pool({ connectionString: url.href, max: 2 });
  await storeAsBefore([...ids, ahead]);
  await Promise.all([migrate(url.href), migrate(url.href)]);
});

afterAll(async () => {
  await pool.end();
  await admin.query(`drop database ${name}`);
  await admin.end();
});

/** In the columns and with the values of that time: a callback, an event, a delivery and an attempt under each id. */
async function storeAsBefore(all: readonly string[]): Promise<void> {
  await pool.query(
    `insert into callbacks (id, workspace_id, connection_id, provider, verdict, method, target, headers, body,
       body_bytes, remote_address, digest, received_at)
     select id, $1, $2, 'whatsapp', 'accepted', 'POST', '/', '[]', convert_to('bytes of ' || id, 'UTF8'), 45, '::1',
       sha256(convert_to(id::text, 'UTF8')), now() from unnest($3::uuid[]) as id`,
    [workspaceId, connectionId, all],
  );
  await pool.query(
    `insert into events (id, workspace_id, callback_id, type, occurred_at, dedupe_key, data)
     select id, $1, id, 'call.callStarted', now(), 'fact ' || id, '{}' from unnest($2::uuid[]) as id`,
    [workspaceId, all],
  );
  await pool.query(
    `insert into deliveries (id, workspace_id, webhook_id, event_id, event_key, status, body, job_id)
     select id, $1, $1, id, 'k', 'pending', 'body of ' || id, $3 from unnest($2::uuid[]) as id`,
    [workspaceId, all, jobId],
  );
  await pool.query(
    `insert into attempts (delivery_id, number, workspace_id, started_at, duration_ms, timings, request_headers,
       response_body)
     select id, 1, $1, now(), 1, '{}', '{}', 'ok' from unnest($2::uuid[]) as id`,
    [workspaceId, all],
  );
}

async function rowsIn(table: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from ${table}`,
  );
  return rows[0]?.count ?? -1;
}

describe("a database from before there were partitions", () => {
  it.each(["callbacks", "events", "deliveries", "attempts"])("keeps its %s", async (table) => {
    expect(await rowsIn(table)).toBe(ROWS + 1);
    expect(await rowsIn(`${table}_first`)).toBe(ROWS);
    // Whose clock was ahead.
    expect(await rowsIn(`${table}_default`)).toBe(1);
  });

  it("knows again what it had seen", async () => {
    const [id = ""] = ids;
    const { rows } = await pool.query<{ digest: Buffer }>(
      "select digest from callbacks where id = $1",
      [id],
    );
    const repeated = sampleCallback({ workspaceId, connectionId, digest: rows[0]?.digest ?? null });
    const fresh = sampleCallback({ workspaceId, connectionId });
    const stored = await insertCallbacks(queryOn(pool), [repeated, fresh]);
    expect([...stored]).toEqual([fresh.id]);

    const [known] = await findEvents(queryOn(pool), [{ workspaceId, dedupeKey: `fact ${id}` }]);
    expect(known?.id).toBe(id);
    const event = { id: newId(), workspaceId, type: "call.callStarted", data: {} } as never;
    const again = { event, dedupeKey: `fact ${id}`, callbackId: null, isWanted: false };
    expect([...(await insertEvents(queryOn(pool), [again]))]).toEqual([]);
  });

  it("still has the bytes of its callbacks and the bodies of its deliveries", async () => {
    const [, id = ""] = ids;
    const callback = await findCallback(queryOn(pool), { workspaceId, callbackId: id });
    expect(String(callback?.body)).toBe(`bytes of ${id}`);
    expect(callback?.bodyRemovedAt).toBeNull();
    const [claimed] = await claimDeliveries(queryOn(pool), [{ id: jobId, deliveryId: id }], jobId);
    expect(claimed?.body).toBe(`body of ${id}`);
  });

  it("counts on in its numbers", async () => {
    const { rows } = await pool.query<{ numbers: number; rows: number }>(
      `select count(distinct number)::int as numbers, count(*)::int as rows
       from (select number from callbacks union all select number from deliveries) as n`,
    );
    expect(rows[0]?.numbers).toBe(rows[0]?.rows);
  });
});

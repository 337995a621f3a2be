import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createIds } from "#src/composition/new-ids.ts";
import type { CanonicalEvent } from "#src/core/catalog.ts";
import { createIngestTransact } from "#src/db/ingest-store.ts";
import { createPool } from "#src/db/pool.ts";

import { createTransaction } from "#src/db/transact.ts";
import type { NewEvent } from "#src/pipeline/ports.ts";
import { createLab, type Lab } from "../support/engine.ts";

const newId = createIds();

let lab: Lab;
let pool: pg.Pool;
let workspaceId: string;

beforeAll(async () => {
  lab = await createLab();
  pool = createPool({ connectionString: lab.connectionString, max: 2, onError: () => undefined });
  ({ workspaceId } = await lab.tenant());
});

afterAll(async () => {
  await pool.end();
  await lab[Symbol.asyncDispose]();
});

function eventOf(dedupeKey: string): NewEvent {
  const event = {
    ...{ id: newId(), workspaceId, type: "call.callStarted", data: {} },
    ...{ agentId: null, workflowId: null, callId: null, conversationId: null },
    occurredAt: new Date().toISOString(),
  } as unknown as CanonicalEvent;
  return { event, dedupeKey, callbackId: null, isWanted: false };
}

async function storedUnder(dedupeKeys: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from events where workspace_id = $1 and dedupe_key = any($2)",
    [workspaceId, dedupeKeys],
  );
  return rows[0]?.count ?? -1;
}

/** Ingest's transactions as they are, and how often their work ran. */
function openIngest() {
  const runs: string[][] = [];
  const transact = createIngestTransact({
    transaction: createTransaction(pool),
    newId,
    jobs: null as never,
    configs: null as never,
  });
  async function store(events: readonly NewEvent[]): Promise<readonly string[]> {
    return transact(async (unit) => {
      const fresh = [...(await unit.insertEvents(events))];
      runs.push(fresh);
      return fresh;
    });
  }
  return { store, runs };
}

it("events that are new, as nearly all are, are stored in one run", async () => {
  const { store, runs } = openIngest();
  const keys = [randomUUID(), randomUUID()];
  const events = keys.map(eventOf);
  expect(await store(events)).toEqual(events.map(({ event }) => event.id));
  expect(runs).toHaveLength(1);
  expect(await storedUnder(keys)).toBe(2);
});

it("where one is known after all, the transaction runs again, and only the others are told of as new", async () => {
  const { store, runs } = openIngest();
  const [known, unknown] = [randomUUID(), randomUUID()];
  await store([eventOf(known)]);
  const fresh = eventOf(unknown);
  expect(await store([eventOf(known), fresh])).toEqual([fresh.event.id]);
  expect(runs).toHaveLength(3);
  expect(await storedUnder([known, unknown])).toBe(2);
  // Where events repeat they go on repeating: the next transactions ask at once.
  expect(await store([eventOf(known)])).toEqual([]);
  expect(runs).toHaveLength(4);
});

it("one that is told twice in a transaction is stored once", async () => {
  const { store } = openIngest();
  const key = randomUUID();
  expect(await store([eventOf(key), eventOf(key)])).toHaveLength(1);
  expect(await storedUnder([key])).toBe(1);
});

it("another failure is not taken for a known event", async () => {
  const { store, runs } = openIngest();
  const { event, ...rest } = eventOf(randomUUID());
  const impossible = { ...rest, event: { ...event, id: "no id" } as CanonicalEvent };
  await expect(store([impossible])).rejects.toMatchObject({ code: "22P02" });
  expect(runs).toHaveLength(1);
});

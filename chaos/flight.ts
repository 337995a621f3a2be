/** What was in flight where a process was disturbed: that alone may go out twice, and each of it once for each time. */
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Gateway } from "./gateway.ts";
import type { Scene } from "./scene.ts";

/** Who was gone before anybody could look: what arrived in so much time before may not have been written down. */
const UNSEEN_MS = 500;
const LOOK_MS = 20;

const HELD = `
  select d.id from deliveries d join owners o on o.id = d.owner_id
  where d.status = 'pending' and o.pid = any($1::int[])`;
// Whoever frees what the dead held passes over rows that are locked.
const KEEP = "select id from owners where pid = $1 for no key update";

/** Ends a process, or stops it, and returns what it held then: nobody frees it before it is counted. */
export async function heldAtEnd(
  scene: Scene,
  gateway: Gateway,
  end: () => Promise<unknown>,
): Promise<ReadonlySet<string>> {
  const client = new pg.Client({ connectionString: scene.connectionString });
  await client.connect();
  try {
    await client.query("begin");
    const isKept = await keep(client, gateway);
    await end();
    const { rows } = await client.query<{ id: string }>(HELD, [[gateway.pid()]]);
    await client.query("commit");
    const held = new Set(rows.map(({ id }) => id));
    const since = performance.now() - UNSEEN_MS;
    note(scene, isKept ? held : new Set([...held, ...arrivedSince(scene, since)]));
    return held;
  } finally {
    await client.end();
  }
}

/** False: it was gone before it had a row, or has none because it does not deliver. */
async function keep(client: pg.Client, gateway: Gateway): Promise<boolean> {
  const deadline = performance.now() + 10_000;
  while (gateway.isUp() && performance.now() < deadline) {
    const { rowCount } = await client.query(KEEP, [gateway.pid()]);
    if (rowCount !== 0) return true;
    await delay(LOOK_MS);
  }
  return false;
}

/** All of them lose what they hold at some moment of this work, or until so long after it. */
export async function disturbed(
  scene: Scene,
  work: () => Promise<unknown>,
  afterMs: number,
): Promise<void> {
  const { ask, gateways } = scene;
  const since = performance.now();
  const held = await ask<{ id: string }>(HELD, [gateways.map((gateway) => gateway.pid())]);
  await work();
  await delay(afterMs);
  note(scene, new Set([...held.map(({ id }) => id), ...arrivedSince(scene, since)]));
}

/** For what is sent without being held any more. */
export function noteArrivedSince(scene: Scene, since: number): void {
  note(scene, new Set(arrivedSince(scene, since)));
}

function arrivedSince({ sink }: Scene, since: number): readonly string[] {
  const first = sink.arrivals.findIndex(({ at }) => at >= since);
  return first === -1 ? [] : sink.arrivals.slice(first).map(({ id }) => id);
}

function note({ figures }: Scene, ids: ReadonlySet<string>): void {
  for (const id of ids) figures.inFlight.set(id, (figures.inFlight.get(id) ?? 0) + 1);
}

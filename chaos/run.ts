import { setTimeout as delay } from "node:timers/promises";
import { countDoubled } from "./doubles.ts";
import { FAULTS, UPGRADE } from "./faults.ts";
import { PRESENT } from "./gateway.ts";
import { findBroken, type Outcome } from "./invariants.ts";
import { type Sent, startLoad } from "./load.ts";
import type { Ask } from "./postgres.ts";
import { type Random, randomFrom } from "./random.ts";
import type { Figures, Scene } from "./scene.ts";
import { setStage } from "./stage.ts";

export type RunOptions = {
  readonly seed: number;
  readonly seconds: number;
  /** Null: all. */
  readonly only: readonly string[] | null;
  /** Another checkout, with its dependencies: the run begins with gateways of that. */
  readonly old: string | null;
  /** Goes on until each of the faults has happened, also when the time is over. */
  readonly isOnceAround: boolean;
  readonly settleSeconds: number;
  say(text: string): void;
};

export type RunReport = Omit<Figures, "broken" | "inFlight" | "bodiesTaken"> & {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly sent: number;
  readonly accepted: number;
  /** Answered with 503. */
  readonly putOff: number;
  readonly arrivals: number;
  readonly duplicates: number;
  /** What was in flight where processes were disturbed: the most that there may be of them. */
  readonly mayDouble: number;
  readonly largestFloodBytes: number;
  readonly settleMs: number;
  readonly broken: readonly string[];
};

/** One run: everything up, load and faults, then rest, then the ledgers against the database. */
export async function run(options: RunOptions): Promise<RunReport> {
  const { seed, old, say, settleSeconds } = options;
  await using stack = new AsyncDisposableStack();
  const random = randomFrom(seed);
  const schedule = scheduleOf(random, options);
  const version = schedule.includes(UPGRADE) ? (old ?? PRESENT) : PRESENT;
  const scene = await setStage({ seed, random, schedule, version, old, say }, stack);
  const { ask, gateways, tenants, sink } = scene;
  const load = startLoad(
    tenants,
    gateways.filter(({ role }) => role !== "worker"),
  );
  const faults = await hurt(scene, schedule, options);
  await load.stop();
  for (const gateway of gateways) if (!gateway.isUp()) await gateway.start();
  const since = performance.now();
  await settled(ask, settleSeconds);
  const settleMs = performance.now() - since;
  const outcome: Outcome = { ...scene, sent: load.sent };
  const broken = await findBroken(outcome);
  if (broken.length > 0) tellComplaints(scene);
  const { inFlight, bodiesTaken: _, ...told } = scene.figures;
  return {
    ...{ ...told, broken, seed, faults, settleMs },
    ...countsOf(load.sent),
    arrivals: sink.arrivals.length,
    duplicates: await countDoubled(outcome),
    mayDouble: [...inFlight.values()].reduce((sum, count) => sum + count, 0),
    largestFloodBytes: sink.largestFlood(),
  };
}

function tellComplaints({ gateways, say }: Scene): void {
  for (const { role, said } of gateways) {
    const complaints = said().filter((line) => line.startsWith("{"));
    say([`${role} complained of:`, ...complaints].join("\n"));
  }
}

type Schedule = readonly [string, ...string[]];

/** Told before it begins, the same for the same seed. */
function scheduleOf(random: Random, { only, old }: RunOptions): Schedule {
  const names = Object.keys(FAULTS).filter((name) => only === null || only.includes(name));
  const order = names.map((name) => ({ name, at: random.next() }));
  const byChance = order.toSorted((a, b) => a.at - b.at).map(({ name }) => name);
  // What the run begins with is of another version: the rest is asked of this one.
  const [first, ...others] =
    old !== null && byChance.includes(UPGRADE)
      ? [UPGRADE, ...byChance.filter((name) => name !== UPGRADE)]
      : byChance;
  if (first === undefined)
    throw new Error(`there is no such fault; there are ${Object.keys(FAULTS).join(", ")}`);
  return [first, ...others];
}

async function hurt(
  scene: Scene,
  schedule: Schedule,
  { seconds, isOnceAround, say }: RunOptions,
): Promise<readonly string[]> {
  say(`schedule, again from the front when it is through: ${schedule.join(", ")}`);
  const until = performance.now() + seconds * 1000;
  const least = isOnceAround ? schedule.length : 0;
  const done: string[] = [];
  while (performance.now() < until || done.length < least) {
    await delay(scene.random.between(200, 1_500));
    const name = schedule[done.length % schedule.length] ?? schedule[0];
    say(`fault: ${name}`);
    await FAULTS[name]?.(scene);
    done.push(name);
  }
  return done;
}

/** What can be done is done: no job is due, or becomes so within the next seconds. */
async function settled(ask: Ask, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    const [row] = await ask<{ pending: number }>(
      `select count(*)::int as pending from deliveries d where d.status = 'pending' and not exists (
         select from circuits c where c.webhook_id = d.webhook_id and c.opened_at is not null)
       and (d.owner_id is not null or d.next_attempt_at is null or d.next_attempt_at < now() + interval '10 seconds')`,
    );
    if (row?.pending === 0) return;
    await delay(250);
  }
}

function countsOf(sent: readonly Sent[]) {
  const accepted = sent.filter(({ status }) => status >= 200 && status < 300).length;
  const putOff = sent.filter(({ status }) => status === 503).length;
  return { sent: sent.length, accepted, putOff };
}

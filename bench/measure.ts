import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { clockMs } from "./clock.ts";
import { type Cost, startMeter } from "./cost.ts";
import type { Pace, Sent } from "./load/plan.ts";
import { type Reconciled, reconcile } from "./reconcile.ts";
import type { Instruments } from "./stand/instruments.ts";
import type { System } from "./stand/system.ts";
import { type Quantiles, quantilesOf } from "./statistics.ts";

export type Measured = Reconciled & {
  /** From the first callback until the last was delivered and recorded. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly acceptMs: Quantiles;
  readonly tenantMs: Quantiles;
  /** How late the generator itself was. */
  readonly lateMs: Quantiles;
  readonly cost: Cost;
};

/** Nothing more comes when nothing came for so long: longer than any of the retries that a lost answer leads to. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 20;

/** Puts load on a system, waits until it is through with it, and accounts for every callback. */
export async function measure(
  instruments: Instruments,
  system: System,
  pace: Pace,
): Promise<Measured> {
  const stop = await startMeter(system, instruments);
  const { run, sent } = await send(instruments, system, pace);
  const arrived = await awaitArrivals(instruments, run, expectedOf(system, sent));
  const isRecorded = await awaitRecords(system);
  const endedAt = isRecorded ? clockMs() : arrived;
  const cost = await stop();
  const reconciled = await account(instruments, system, { run, sent });
  const seconds = (endedAt - (sent.startedAt[0] ?? endedAt)) / 1_000;
  return {
    ...reconciled,
    seconds,
    eventsPerSecond: reconciled.accepted / seconds,
    deliveriesPerSecond: reconciled.delivered / seconds,
    acceptMs: quantilesOf(acceptTimes(sent)),
    tenantMs: quantilesOf(reconciled.endToEndMs),
    lateMs: quantilesOf(sent.lateMs),
    cost,
  };
}

export type Run = { readonly run: string; readonly sent: Sent };

export async function send(
  { generator }: Instruments,
  { routes }: System,
  pace: Pace,
): Promise<Run> {
  const run = randomBytes(4).toString("hex");
  const targets = routes.map(({ target }) => target);
  return { run, sent: await generator.ask("run", { run, targets, pace }) };
}

/** How many different arrivals there are to be. */
export function expectedOf({ routes }: System, { statuses }: Sent): number {
  return statuses.reduce((sum, status, number) => {
    const isAccepted = status >= 200 && status < 300;
    return isAccepted ? sum + (routes[number % routes.length]?.hooks.length ?? 0) : sum;
  }, 0);
}

/** Resolves when all that is expected has come, or nothing more comes; with the time of that. */
export async function awaitArrivals(
  { sink }: Instruments,
  run: string,
  expected: number,
): Promise<number> {
  let last = { count: -1, at: clockMs() };
  for (;;) {
    const { arrivals, distinct } = await sink.ask("progress", run);
    const now = clockMs();
    if (distinct >= expected) return now;
    if (arrivals > last.count) last = { count: arrivals, at: now };
    if (now - last.at > PATIENCE_MS) return last.at;
    await delay(PAUSE_MS);
  }
}

/** Resolves with true when everything is written down; with false when nothing is recorded, or it does not end. */
export async function awaitRecords({ records }: System): Promise<boolean> {
  if (records === null) return false;
  let last = { count: Number.POSITIVE_INFINITY, at: clockMs() };
  for (;;) {
    const count = await records.countUnfinished();
    if (count === 0) return true;
    const now = clockMs();
    if (count < last.count) last = { count, at: now };
    if (now - last.at > PATIENCE_MS) return false;
    await delay(PAUSE_MS);
  }
}

/** Compares the ledgers. The sink forgets the run. */
export async function account(
  { sink }: Instruments,
  { routes, records }: System,
  { run, sent }: Run,
): Promise<Reconciled> {
  const arrivals = await sink.ask("take", run);
  const recorded = records && { run: await records.database.record(run), hookOf: records.hookOf };
  return reconcile({ routes, sent, arrivals, recorded });
}

function acceptTimes({ startedAt, answeredAt, statuses }: Sent): Float64Array {
  return answeredAt
    .map((at, number) => at - (startedAt[number] ?? at))
    .filter((_, number) => statuses[number] !== 0);
}

/** Until the code is compiled and the connections are open. */
export async function warmUp(instruments: Instruments, system: System, pace: Pace): Promise<void> {
  const { run, sent } = await send(instruments, system, pace);
  await awaitArrivals(instruments, run, expectedOf(system, sent));
  await awaitRecords(system);
  await instruments.sink.ask("take", run);
}

import type { Sent } from "./load/plan.ts";
import type { Arrivals } from "./sink/ledger.ts";
import type { RecordedRun } from "./stand/record.ts";
import type { Route } from "./stand/tenants.ts";

/** What became of each callback of a run: counts over the ledgers of generator and sink and over the database. */
export type Reconciled = {
  readonly sent: number;
  /** Answered with a 2xx. */
  readonly accepted: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Pairs of an accepted callback and an endpoint that was to get it. */
  readonly expected: number;
  /** Of these, what the endpoint got. */
  readonly delivered: number;
  readonly lost: number;
  /** Arrivals beyond the first of a pair. */
  readonly duplicated: number;
  /** Arrivals at an endpoint that was not to get them, or of callbacks that were never sent. */
  readonly strayed: number;
  /** Of the expected, what the database does not hold as one callback with one delivered delivery; null: not looked at. */
  readonly unrecorded: number | null;
  /** Time from when each delivered callback was due to its first arrival at each endpoint. */
  readonly endToEndMs: Float64Array;
  /** Of the shared clock; NaN when nothing arrived. */
  readonly firstArrivalAt: number;
};

export type Ledgers = {
  readonly routes: readonly Route[];
  readonly sent: Sent;
  readonly arrivals: Arrivals;
  /** Null: nothing is recorded, or not where we can look. */
  readonly recorded: {
    readonly run: RecordedRun;
    readonly hookOf: ReadonlyMap<string, number>;
  } | null;
};

export function reconcile({ routes, sent, arrivals, recorded }: Ledgers): Reconciled {
  const { statuses } = sent;
  const isAccepted = (number: number) => isSuccess(statuses[number] ?? 0);
  const hooksOf = (number: number) => routes[number % routes.length]?.hooks ?? [];
  const accepted = [...statuses.keys()].filter(isAccepted);
  const expected = accepted.flatMap((number) => hooksOf(number).map((hook) => pair(number, hook)));
  const firstAt = firstArrivals(arrivals);
  const invited = [...firstAt.keys()].filter((key) => {
    const { number, hook } = parts(key);
    return number < statuses.length && hooksOf(number).includes(hook);
  });
  const delivered = expected.filter((key) => firstAt.has(key));
  const endToEnd = invited.map(
    (key) => (firstAt.get(key) ?? 0) - (sent.startedAt[parts(key).number] ?? 0),
  );
  return {
    sent: statuses.length,
    accepted: accepted.length,
    refused: statuses.filter((status) => status !== 0 && !isSuccess(status)).length,
    unanswered: statuses.filter((status) => status === 0).length,
    expected: expected.length,
    delivered: delivered.length,
    lost: expected.length - delivered.length,
    duplicated: arrivals.numbers.length - firstAt.size,
    strayed: firstAt.size - invited.length,
    unrecorded: recorded && expected.length - countRecorded(expected, recorded),
    endToEndMs: Float64Array.from(endToEnd),
    firstArrivalAt: arrivals.at[0] ?? Number.NaN,
  };
}

/** Expected pairs of which the database holds one callback and one delivery that was delivered. */
function countRecorded(
  expected: readonly number[],
  { run, hookOf }: NonNullable<Ledgers["recorded"]>,
): number {
  const callbacks = new Map<number, number>();
  for (const number of run.callbacks) callbacks.set(number, (callbacks.get(number) ?? 0) + 1);
  const deliveries = new Map<number, "delivered" | "otherwise">();
  for (const { number, webhookId, status } of run.deliveries) {
    const key = pair(number, hookOf.get(webhookId) ?? NO_HOOK);
    const isOnce = status === "delivered" && !deliveries.has(key);
    deliveries.set(key, isOnce ? "delivered" : "otherwise");
  }
  return expected.filter(
    (key) => callbacks.get(parts(key).number) === 1 && deliveries.get(key) === "delivered",
  ).length;
}

/** By pair, the time of its first arrival. */
function firstArrivals({ numbers, hooks, at }: Arrivals): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const [index, number] of numbers.entries()) {
    const key = pair(number, hooks[index] ?? NO_HOOK);
    if (!first.has(key)) first.set(key, at[index] ?? Number.NaN);
  }
  return first;
}

const HOOKS = 2 ** 16;
const NO_HOOK = HOOKS - 1;

function pair(number: number, hook: number): number {
  return number * HOOKS + hook;
}

function parts(key: number): { readonly number: number; readonly hook: number } {
  return { number: Math.floor(key / HOOKS), hook: key % HOOKS };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

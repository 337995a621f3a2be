import type { ErrorClass } from "./delivery.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const STATS_PERIODS = ["1h", "24h", "7d", "30d"] as const;
export type StatsPeriod = (typeof STATS_PERIODS)[number];

/** Rows that are kept: of five minutes for a day, of an hour for as long as everything else. */
export type RowMinutes = 5 | 60;

type Plan = {
  readonly bucketMs: number;
  readonly buckets: number;
  readonly rowMinutes: RowMinutes;
};

const PLANS = {
  "1h": { bucketMs: 5 * MINUTE_MS, buckets: 12, rowMinutes: 5 },
  "24h": { bucketMs: 15 * MINUTE_MS, buckets: 96, rowMinutes: 5 },
  "7d": { bucketMs: HOUR_MS, buckets: 168, rowMinutes: 60 },
  "30d": { bucketMs: 6 * HOUR_MS, buckets: 120, rowMinutes: 60 },
} as const satisfies Record<StatsPeriod, Plan>;

export type Window = {
  /** The beginning of the first bucket. */
  readonly from: Date;
  readonly to: Date;
  readonly bucketSeconds: number;
  readonly rowMinutes: RowMinutes;
  /** The beginnings of the buckets; the last one is under way. */
  readonly starts: readonly Date[];
};

/** What a chart of a period shows as of now. Buckets begin at whole multiples of their length in UTC. */
export function windowOf(period: StatsPeriod, now: Date): Window {
  return planned(PLANS[period], now);
}

/** The last day by the hour, the one that is under way included. */
export function dayByHours(now: Date): Window {
  return planned({ bucketMs: HOUR_MS, buckets: 24, rowMinutes: 60 }, now);
}

function planned({ bucketMs, buckets, rowMinutes }: Plan, now: Date): Window {
  const last = Math.floor(now.getTime() / bucketMs) * bucketMs;
  const first = last - (buckets - 1) * bucketMs;
  const starts = Array.from({ length: buckets }, (_, index) => new Date(first + index * bucketMs));
  return { from: new Date(first), to: now, bucketSeconds: bucketMs / 1000, rowMinutes, starts };
}

const FIVE_MINUTES_MS = 5 * MINUTE_MS;

/** The beginning of the five minutes in which a time lies; both in ms since the epoch. */
export function fiveMinutesOf(time: number): number {
  return Math.floor(time / FIVE_MINUTES_MS) * FIVE_MINUTES_MS;
}

/** What deliveries came to within some time. */
export type DeliveryTally = {
  readonly delivered: number;
  readonly failed: number;
  readonly suppressed: number;
  readonly attempts: number;
  readonly failedAttempts: number;
  /** Failed attempts, at the positions of ERROR_POSITIONS. */
  readonly errors: readonly number[];
  /** Delivered ones, at the positions of latencySlot. */
  readonly latency: readonly number[];
};

export const NO_DELIVERIES: DeliveryTally = {
  delivered: 0,
  failed: 0,
  suppressed: 0,
  attempts: 0,
  failedAttempts: 0,
  errors: [],
  latency: [],
};

export function addDeliveries(a: DeliveryTally, b: DeliveryTally): DeliveryTally {
  return {
    delivered: a.delivered + b.delivered,
    failed: a.failed + b.failed,
    suppressed: a.suppressed + b.suppressed,
    attempts: a.attempts + b.attempts,
    failedAttempts: a.failedAttempts + b.failedAttempts,
    errors: addAll(a.errors, b.errors),
    latency: addAll(a.latency, b.latency),
  };
}

export const CALLBACK_ENDS = ["accepted", "duplicate", "unreadable", "rejected"] as const;
export type CallbackTally = Readonly<Record<(typeof CALLBACK_ENDS)[number], number>>;

export const NO_CALLBACKS: CallbackTally = {
  accepted: 0,
  duplicate: 0,
  unreadable: 0,
  rejected: 0,
};

export function addCallbacks(a: CallbackTally, b: CallbackTally): CallbackTally {
  return {
    accepted: a.accepted + b.accepted,
    duplicate: a.duplicate + b.duplicate,
    unreadable: a.unreadable + b.unreadable,
    rejected: a.rejected + b.rejected,
  };
}

/** Positions that a shorter list does not have count nothing. */
function addAll(a: readonly number[], b: readonly number[]): readonly number[] {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.map((count, index) => count + (shorter[index] ?? 0));
}

/** Where failed attempts of a class are counted. Rows keep these positions: they are added to and never changed. */
export const ERROR_POSITIONS = {
  dns_error: 0,
  connection_refused: 1,
  connection_reset: 2,
  connect_timeout: 3,
  tls_error: 4,
  timeout: 5,
  blocked_target: 6,
  invalid_response: 7,
  redirect: 8,
  http_error: 9,
  gone: 10,
  network_error: 11,
  internal_error: 12,
} as const satisfies Record<ErrorClass, number>;

/** The most frequent first. */
export function errorsIn(
  counts: readonly number[],
): readonly { readonly errorClass: ErrorClass; readonly count: number }[] {
  const classes = Object.entries(ERROR_POSITIONS) as [ErrorClass, number][];
  return classes
    .map(([errorClass, position]) => ({ errorClass, count: counts[position] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

const SLOTS_PER_DOUBLING = 4;
const DOUBLINGS = 26;

/**
 * Where latencies end that are counted together, in ms: each whole number up to 8, then four for each doubling, up to
 * 18 hours. Rows keep the positions: the bounds are never changed.
 */
export const LATENCY_BOUNDS: readonly number[] = [
  ...new Set(
    Array.from({ length: SLOTS_PER_DOUBLING * DOUBLINGS + 1 }, (_, step) =>
      Math.round(2 ** (step / SLOTS_PER_DOUBLING)),
    ),
  ),
];

/** The position at which a latency is counted; the last one has no end. */
export function latencySlot(milliseconds: number): number {
  let [low, high] = [0, LATENCY_BOUNDS.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (milliseconds < (LATENCY_BOUNDS[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The latency that a share of the deliveries did not exceed, in ms; null of none. Exact below 8 ms; above it the answer
 * and the truth lie between the same two bounds, which are 19 % apart.
 */
export function latencyQuantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(share * total, 1);
  let before = 0;
  for (const [slot, count] of counts.entries()) {
    if (before + count >= rank) return within(slot, (rank - before) / count);
    before += count;
  }
  return LATENCY_BOUNDS.at(-1) ?? null;
}

/** As if those that are counted together were spread evenly. */
function within(slot: number, share: number): number {
  const least = LATENCY_BOUNDS[slot - 1] ?? 0;
  const most = (LATENCY_BOUNDS[slot] ?? least + 1) - 1;
  return Math.round(least + share * (most - least));
}

/** A webhook's limit, and how long nothing more may go out to it: what was promised before takes until then. */
export type SendRate = { readonly perSecond: number; readonly waitMs: number };

/**
 * Turns are given out so far ahead: enough to send evenly between two looks, and little enough that a change of the limit
 * is felt at once.
 */
export const AHEAD_MS = 200;

const CLOCK_STEP_MS = 1;

/** More turns are asked for when so much of that is left. */
const LEAST_AHEAD_MS = AHEAD_MS / 2;

/** When the next turns are, in milliseconds from now; no more than `most` of them. */
export function turnsOf(rate: SendRate, most: number): readonly number[] {
  const first = waitUnder(rate);
  const count = Math.min(turnsWithin(rate.perSecond, AHEAD_MS - first), most);
  return Array.from({ length: count }, (_, index) => first + index * intervalMs(rate.perSecond));
}

/** Until then nothing goes out after so many turns were taken. */
export function waitAfter(rate: SendRate, turns: number): number {
  return waitUnder(rate) + turns * intervalMs(rate.perSecond);
}

/** How long asking for more turns would get none, or hardly any. */
export function untilWorthAsking(waitMs: number): number {
  return Math.max(waitMs - LEAST_AHEAD_MS, 0);
}

/** The most that can be had at once. */
export function mostTurns(perSecond: number): number {
  return turnsWithin(perSecond, AHEAD_MS);
}

/** A wait that is longer than any under this limit is of a lower one, and does not hold up what goes by this. */
function waitUnder({ perSecond, waitMs }: SendRate): number {
  const longest = AHEAD_MS + intervalMs(perSecond) + CLOCK_STEP_MS;
  return waitMs < 0 || waitMs > longest ? 0 : waitMs;
}

function turnsWithin(perSecond: number, spanMs: number): number {
  return spanMs < 0 ? 0 : Math.floor(spanMs / intervalMs(perSecond)) + 1;
}

function intervalMs(perSecond: number): number {
  return 1_000 / perSecond;
}

import { firstIdAt } from "#src/core/ids.ts";
import { pause } from "./pause.ts";
import type { Batch } from "./retention-ports.ts";

/** Between two batches, as a multiple of what the last one took: two thirds of the time belong to everybody else. */
const PAUSE_SHARE = 2;
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 2_000;

/** Below all ids. */
export const FIRST_ID = firstIdAt(new Date(0));

/** Does the next few rows after an id. */
export type NextBatch = (after: string) => Promise<Batch | null>;

export type Swept = {
  readonly count: number;
  /** What remains is left to the process that is at it, or to the next run. */
  readonly isLeft: boolean;
};

/** Batch by batch, until none is left or the signal aborts. */
export async function repeat(next: NextBatch, signal?: AbortSignal): Promise<Swept> {
  let count = 0;
  let after = FIRST_ID;
  while (!signal?.aborted) {
    const startedAt = performance.now();
    const batch = await next(after);
    if (batch === null) return { count, isLeft: true };
    count += batch.count;
    if (batch.last === null) return { count, isLeft: false };
    after = batch.last;
    await pauseAfter(startedAt, signal);
  }
  return { count, isLeft: true };
}

/** What began at a time of performance.now() has done a batch. */
export function pauseAfter(startedAt: number, signal?: AbortSignal): Promise<void> {
  const tookMs = performance.now() - startedAt;
  const pauseMs = Math.min(Math.max(tookMs * PAUSE_SHARE, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  return pause(pauseMs, signal);
}

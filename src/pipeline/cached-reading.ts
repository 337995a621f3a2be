import { pause } from "./pause.ts";
import type { Reading } from "./probe-ports.ts";

export type ReadingOptions = {
  /** An answer, a failure too, stands for so long: whoever asks often costs nothing. */
  readonly ttlMs: number;
  /** Nobody waits longer. */
  readonly deadlineMs: number;
};

type Running<T> = { readonly startedAt: number; readonly result: Promise<T | null> };

/** Reads at most once at a time, whatever hangs, and not again while the last answer is fresh. */
export function cachedReading<T>(
  read: () => Promise<T>,
  { ttlMs, deadlineMs }: ReadingOptions,
): Reading<T> {
  let known: { readonly value: T | null; readonly until: number } | null = null;
  let running: Running<T> | null = null;

  async function load(): Promise<T | null> {
    let value: T | null = null;
    try {
      value = await read();
    } catch {
      // Why is for the log of whoever reads; here it counts that there is no answer.
    }
    known = { value, until: performance.now() + ttlMs };
    running = null;
    return value;
  }

  return async () => {
    if (known !== null && performance.now() < known.until) return known.value;
    running ??= { startedAt: performance.now(), result: load() };
    const left = running.startedAt + deadlineMs - performance.now();
    const given = new AbortController();
    const tooLate = pause(Math.max(left, 0), given.signal).then(() => null);
    try {
      return await Promise.race([running.result, tooLate]);
    } finally {
      given.abort();
    }
  };
}

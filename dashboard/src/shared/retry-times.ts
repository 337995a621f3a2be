import type { RetryPolicy } from "#sdk/schema.ts";

/** Waits between the attempts, in seconds. */
export function waitsOf(policy: NonNullable<RetryPolicy>): readonly number[] {
  const { maxAttempts, initialDelay, maxDelay, backoffFactor } = policy;
  return Array.from({ length: maxAttempts - 1 }, (_, index) =>
    Math.min(initialDelay * backoffFactor ** index, maxDelay),
  );
}

/** When each attempt is made, in seconds after the first one. */
export function timesOf(waits: readonly number[]): readonly number[] {
  const times = [0];
  for (const wait of waits) times.push((times.at(-1) ?? 0) + wait);
  return times;
}

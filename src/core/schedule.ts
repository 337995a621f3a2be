/** Delays between the end of one attempt and the start of the next; attempts in all = delays + 1. */
export type RetryPolicy = {
  readonly delaysMs: readonly number[];
  /** Share of each delay by which it may vary, both ways: 0.1 is ±10 %. */
  readonly jitter: number;
  /** The delays are the least that receivers were told: jitter only lengthens them. */
  readonly isNeverEarly?: true;
};

export type NextStep = { readonly kind: "retry"; readonly at: Date } | { readonly kind: "give-up" };

/** No receiver may ask for more than a day (`Retry-After`). */
export const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The example schedule of Standard Webhooks 1.0: ten attempts, the first at once, over some 75 hours. */
export const STANDARD_WEBHOOKS_SCHEDULE: RetryPolicy = {
  delaysMs: [
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
  ],
  jitter: 0.05,
  isNeverEarly: true,
};

export type Finished = {
  /** Attempts made so far under this schedule, the one just finished included. */
  readonly attempt: number;
  readonly now: Date;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** From `Retry-After`; null where none was given or it does not count. */
  readonly retryAfterMs: number | null;
};

/** When to try again, or to stop. A receiver's `Retry-After` only ever lengthens the wait. */
export function nextStep(policy: RetryPolicy, finished: Finished): NextStep {
  const delayMs = policy.delaysMs[finished.attempt - 1];
  if (delayMs === undefined) return { kind: "give-up" };
  const shift = policy.isNeverEarly ? finished.random : 2 * finished.random - 1;
  const jittered = delayMs * (1 + policy.jitter * shift);
  const waitMs = Math.min(Math.max(jittered, finished.retryAfterMs ?? 0), LONGEST_WAIT_MS);
  return { kind: "retry", at: new Date(finished.now.getTime() + Math.round(waitMs)) };
}

/** A schedule in the words of the 11Wire document. Seconds. */
export type Backoff = {
  readonly maxAttempts: number;
  readonly initialDelay: number;
  readonly maxDelay: number;
  readonly backoffFactor: number;
};

export function exponential(backoff: Backoff, jitter: number): RetryPolicy {
  const delaysMs = Array.from({ length: Math.max(backoff.maxAttempts - 1, 0) }, (_, index) =>
    Math.round(
      Math.min(backoff.initialDelay * backoff.backoffFactor ** index, backoff.maxDelay) * 1000,
    ),
  );
  // Whoever wrote down a delay meant the least of it.
  return { delaysMs, jitter, isNeverEarly: true };
}

import { FIRST_ATTEMPTS, type QueueName, RETRIES } from "./jobs.ts";
import type { QueueState, Reading } from "./probe-ports.ts";

export type ReadinessDependencies = {
  readonly missingMigrations: Reading<readonly string[]>;
  readonly queues: Reading<readonly QueueState[]>;
  /** A job that has been due for longer means that deliveries do not keep up; null: that is not looked at. */
  readonly maxJobAgeMs: number | null;
};

export type Readiness = {
  /** In words; null: the process can do its work. */
  whyNotReady(): Promise<string | null>;
  /** From now on it is not. */
  stopping(): void;
};

/** Those that hold what every endpoint waits for; what waits for one endpoint alone may wait long. */
const COMMON_QUEUES: ReadonlySet<QueueName> = new Set([FIRST_ATTEMPTS, RETRIES]);

export function createReadiness({
  missingMigrations,
  queues,
  maxJobAgeMs,
}: ReadinessDependencies): Readiness {
  let isStopping = false;
  return {
    stopping() {
      isStopping = true;
    },
    async whyNotReady() {
      if (isStopping) return "the process is shutting down";
      const [missing, states] = await Promise.all([missingMigrations(), queues()]);
      if (missing === null) return "the database does not answer";
      if (missing.length > 0) return migrationsReason(missing);
      // Where the queues cannot be counted in time, the database answers nevertheless.
      return maxJobAgeMs === null || states === null ? null : queueReason(states, maxJobAgeMs);
    },
  };
}

function migrationsReason(missing: readonly string[]): string {
  const first = missing[0] ?? "";
  const rest = missing.length === 1 ? "" : ` and ${missing.length - 1} more`;
  return `the database lacks the migration ${first}${rest}: run \`switchhook migrate\``;
}

function queueReason(states: readonly QueueState[], maxJobAgeMs: number): string | null {
  const late = states
    .filter(({ queue, oldestDueMs }) => COMMON_QUEUES.has(queue) && oldestDueMs > maxJobAgeMs)
    .toSorted((a, b) => b.oldestDueMs - a.oldestDueMs)[0];
  if (late === undefined) return null;
  const age = Math.floor(late.oldestDueMs / 1000);
  return `the oldest due job of the queue ${late.queue} has waited for ${age} s, the limit is ${maxJobAgeMs / 1000} s`;
}

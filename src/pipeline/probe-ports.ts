import type { QueueName } from "./jobs.ts";

export type QueueState = {
  readonly queue: QueueName;
  /** Jobs that are due and wait to be taken; counted no further than a bound. */
  readonly due: number;
  /** How long the one that waits longest has been due; 0 when none is. */
  readonly oldestDueMs: number;
};

/** Looks at the database from outside of the work, on connections of its own: a busy pool is not a dead database. */
export type Probe = {
  /** Names of migrations that the code has and the database has not. */
  missingMigrations(): Promise<readonly string[]>;
  queues(): Promise<readonly QueueState[]>;
};

/** Null: it could not be read in time. */
export type Reading<T> = () => Promise<T | null>;

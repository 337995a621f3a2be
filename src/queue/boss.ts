import { type Db, PgBoss } from "pg-boss";
import { LEASE_SECONDS } from "#src/pipeline/jobs.ts";

export const QUEUE_OPTIONS = {
  policy: "standard",
  // A table of its own, kept small and analysed apart from other queues.
  partition: true,
  expireInSeconds: LEASE_SECONDS,
  // These retries are for our crashes alone; the tenant's schedule is the next job, made by us.
  retryLimit: 20,
  retryDelay: 0,
  retentionSeconds: 60 * 24 * 60 * 60,
  deleteAfterSeconds: 60 * 60,
} as const;

export type BossOptions = {
  readonly db: Db;
  readonly onError: (error: Error) => void;
};

/** The job queue on our own connections. Its schema is there already (install.ts). */
export function createBoss({ db, onError }: BossOptions): PgBoss {
  const boss = new PgBoss({
    db,
    migrate: false,
    createSchema: false,
    schedule: false,
    superviseIntervalSeconds: 60,
  });
  boss.on("error", onError);
  return boss;
}

import sql from "sql-template-tag";
import type { Log } from "#src/pipeline/ports.ts";
import type { Query } from "./sql.ts";

/** Clocks that are set by the same servers differ by less; and a look cannot tell better than it takes. */
const TOLERATED_MS = 1_000;
const LONGEST_LOOK_MS = 500;
const EVERY_MS = 5_000;

export type DatabaseClockOptions = {
  readonly query: Query;
  readonly log: Log;
  readonly now?: () => number;
  /** Goes on evenly, whatever the clock is set to. */
  readonly elapsed?: () => number;
};

/**
 * By how much this process's clock is behind the database's. Jobs are due by the database's clock: times that were reckoned
 * by another one would make a retry come minutes late, or all of them at once.
 */
export type DatabaseClock = AsyncDisposable & {
  /** 0 while the clocks agree. Known at once when this process's clock is set, as it is kept by time elapsed. */
  skewMs(): number;
  /** Compares the clocks. */
  look(): Promise<void>;
  start(): void;
};

export function createDatabaseClock({
  query,
  log,
  now = Date.now,
  elapsed = () => performance.now(),
}: DatabaseClockOptions): DatabaseClock {
  /** The database's clock when `elapsed` was 0. */
  let beginning: number | null = null;
  let isOff = false;
  let timer: NodeJS.Timeout | undefined;

  function skewMs(): number {
    if (beginning === null) return 0;
    const skew = Math.round(beginning + elapsed() - now());
    return Math.abs(skew) < TOLERATED_MS ? 0 : skew;
  }

  async function look(): Promise<void> {
    const askedAt = elapsed();
    const [row] = await query<{ now: number }>(sql`
      select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`);
    const tookMs = elapsed() - askedAt;
    if (row === undefined || tookMs > LONGEST_LOOK_MS) return;
    beginning = row.now - askedAt - tookMs / 2;
    const skew = skewMs();
    if (skew !== 0 && !isOff) {
      log.warn("this process's clock and the database's differ: retries go by the latter", {
        skewMs: skew,
      });
    }
    isOff = skew !== 0;
  }

  return {
    skewMs,
    look,
    start() {
      timer = setInterval(() => {
        look().catch((error: unknown) =>
          log.warn("the database's clock could not be read", { error: String(error) }),
        );
      }, EVERY_MS).unref();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
    },
  };
}

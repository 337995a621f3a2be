import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Log } from "#src/pipeline/ports.ts";
import type { Allowance, RateLimit } from "#src/pipeline/rate-limit-ports.ts";

export type RateLimitOptions = {
  /** Requests in a window. */
  readonly quota: number;
  readonly windowSeconds: number;
};

type Take = (key: string) => Promise<Allowance>;

export type SharedRateLimitOptions = RateLimitOptions & {
  /** A request waits no longer for Redis than this. */
  readonly patienceMs?: number;
};

/** Counts in this process alone. */
export function createMemoryRateLimit({ quota, windowSeconds }: RateLimitOptions): RateLimit {
  const limiter = new RateLimiterMemory({ points: quota, duration: windowSeconds });
  return { quota, windowSeconds, take: takeFrom(limiter) };
}

const PATIENCE_MS = 15;
/** After Redis failed or was too slow, so long nobody waits for it. */
const PAUSE_MS = 1_000;

/**
 * Counts in Redis, for all processes that share it. While Redis is away each process counts for itself: nobody waits, and
 * nobody is refused for it.
 */
export function createRedisRateLimit(
  { patienceMs = PATIENCE_MS, ...options }: SharedRateLimitOptions,
  redis: Redis,
  log: Log,
): RateLimit {
  const alone = createMemoryRateLimit(options);
  const takeShared = takeFrom(
    new RateLimiterRedis({
      storeClient: redis,
      points: options.quota,
      duration: options.windowSeconds,
      keyPrefix: "switchhook:rate",
    }),
  );
  const trust = { isLost: false, pauseUntil: 0 };
  return {
    ...alone,
    async take(key) {
      if (redis.status !== "ready" || performance.now() < trust.pauseUntil) return alone.take(key);
      const taken = await inTime(takeShared(key), patienceMs);
      if (taken === null) {
        if (!trust.isLost) log.warn("Redis fails or is slow: requests are counted by process");
        trust.isLost = true;
        trust.pauseUntil = performance.now() + PAUSE_MS;
        return alone.take(key);
      }
      if (trust.isLost) log.info("requests are counted in Redis again");
      trust.isLost = false;
      return taken;
    },
  };
}

/** Null when it fails, or is not there in time. */
async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  // A busy process sees its timers before what has arrived meanwhile: that is let in first.
  const timer = setTimeout(() => setImmediate(() => late.resolve(null)), patienceMs);
  try {
    return await Promise.race([work, late.promise]);
  } catch {
    return null; // The caller does without, and says so in the log.
  } finally {
    clearTimeout(timer);
  }
}

function takeFrom(limiter: RateLimiterMemory | RateLimiterRedis): Take {
  return async (key) => {
    try {
      return toAllowance(await limiter.consume(key), true);
    } catch (rejected) {
      // The limiter rejects with what is left where the limit is reached, and with an Error where the store failed.
      if (rejected instanceof RateLimiterRes) return toAllowance(rejected, false);
      throw rejected;
    }
  };
}

function toAllowance(
  { remainingPoints, msBeforeNext }: RateLimiterRes,
  isAllowed: boolean,
): Allowance {
  const resetSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return { isAllowed, remaining: isAllowed ? remainingPoints : 0, resetSeconds };
}

import { Redis } from "ioredis";
import type { Log } from "#src/pipeline/ports.ts";

const CONNECT_TIMEOUT_MS = 500;
const LONGEST_PAUSE_MS = 2_000;

export type RedisConnection = AsyncDisposable & { readonly redis: Redis };
/** Of all that a process keeps in Redis; null where there is none. */
export type SharedRedis = Redis | null;

/**
 * Connects in the background and again whenever the connection is lost. While there is none, commands fail at once:
 * whoever uses it has to do without.
 */
export function openRedis(url: string, log: Log): RedisConnection {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    // What was under way when the connection broke has been decided otherwise by now.
    autoResendUnfulfilledCommands: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(times * 50, LONGEST_PAUSE_MS),
  });
  const seen = { isAway: false };
  redis.on("error", (error: Error) => {
    // Told once, not at each attempt to connect again.
    if (!seen.isAway) log.warn("Redis is away", { error: error.message || error.name });
    seen.isAway = true;
  });
  redis.on("ready", () => {
    if (seen.isAway) log.info("Redis is back");
    seen.isAway = false;
  });
  return {
    redis,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}

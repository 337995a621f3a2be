import type { Config } from "#src/config.ts";
import type { Log } from "#src/pipeline/ports.ts";
import type { RateLimit } from "#src/pipeline/rate-limit-ports.ts";
import { type CursorSigner, createCursorSigner } from "#src/security/signed-cursors.ts";
import { createMemoryRateLimit, createRedisRateLimit } from "#src/shared-state/rate-limits.ts";
import type { SharedRedis } from "#src/shared-state/redis.ts";

export type TenantEdgeOptions = {
  readonly config: Config;
  readonly encryptionKeys: readonly Uint8Array[];
  readonly redis: SharedRedis;
  readonly log: Log;
};

/** What stands in front of all interfaces of tenants. */
export type TenantEdge = { readonly rateLimit: RateLimit; readonly cursors: CursorSigner };

export function createTenantEdge({
  config,
  encryptionKeys,
  redis,
  log,
}: TenantEdgeOptions): TenantEdge {
  const limit = { quota: config.rateLimit.perMinute, windowSeconds: 60 };
  return {
    rateLimit:
      redis === null ? createMemoryRateLimit(limit) : createRedisRateLimit(limit, redis, log),
    cursors: createCursorSigner(encryptionKeys),
  };
}

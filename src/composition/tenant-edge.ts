import type { Config } from "#src/config.ts";
import type { Log } from "#src/pipeline/ports.ts";
import type { RateLimit } from "#src/pipeline/rate-limit-ports.ts";
import { type CursorSigner, createCursorSigner } from "#src/security/signed-cursors.ts";
import { createMemoryRateLimit, createRedisRateLimit } from "#src/shared-state/rate-limits.ts";
import { openRedis } from "#src/shared-state/redis.ts";

export type TenantEdgeOptions = {
  readonly config: Config;
  readonly encryptionKeys: readonly Uint8Array[];
  readonly log: Log;
};

/** What stands in front of all interfaces of tenants. */
export type TenantEdge = { readonly rateLimit: RateLimit; readonly cursors: CursorSigner };

export function createTenantEdge(
  { config, encryptionKeys, log }: TenantEdgeOptions,
  stack: AsyncDisposableStack,
): TenantEdge {
  const limit = { quota: config.rateLimit.perMinute, windowSeconds: 60 };
  const { url } = config.redis;
  // A worker answers no tenant.
  const isShared = url !== null && config.role !== "worker";
  return {
    rateLimit: isShared
      ? createRedisRateLimit(limit, stack.use(openRedis(url, log)).redis, log)
      : createMemoryRateLimit(limit),
    cursors: createCursorSigner(encryptionKeys),
  };
}

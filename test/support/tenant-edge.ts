import { createCursorSigner } from "#src/security/signed-cursors.ts";
import { createMemoryRateLimit } from "#src/shared-state/rate-limits.ts";

/** What stands in front of the tenant API, with a limit that no test comes near. */
export function createTestEdge() {
  return {
    rateLimit: createMemoryRateLimit({ quota: 1_000_000, windowSeconds: 60 }),
    cursors: createCursorSigner([new Uint8Array(32).fill(5)]),
  };
}

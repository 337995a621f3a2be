import { createLiveTail } from "#src/pipeline/live-tail.ts";
import { createCursorSigner } from "#src/security/signed-cursors.ts";
import { createLiveHub } from "#src/shared-state/live-hub.ts";
import { createMemoryRateLimit } from "#src/shared-state/rate-limits.ts";

/** What stands in front of the tenant API, with a limit that no test comes near. */
export function createTestEdge() {
  return {
    rateLimit: createMemoryRateLimit({ quota: 1_000_000, windowSeconds: 60 }),
    cursors: createCursorSigner([new Uint8Array(32).fill(5)]),
    live: createLiveTail({ bus: createLiveHub() }),
    console: {
      publicUrl: () => "https://hooks.example.com",
      sessions: { principal: async () => null, holds: async () => false },
    },
  };
}

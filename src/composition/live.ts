import type { Config } from "#src/config.ts";
import { createLiveTail, type LiveTail } from "#src/pipeline/live-tail.ts";
import type { LiveBus } from "#src/pipeline/live-tail-ports.ts";
import type { Log } from "#src/pipeline/ports.ts";
import { createLiveHub } from "#src/shared-state/live-hub.ts";
import { createSharedLiveBus } from "#src/shared-state/live-redis.ts";
import { openRedis, type SharedRedis } from "#src/shared-state/redis.ts";

export type Live = { readonly bus: LiveBus; readonly tail: LiveTail };

export type LiveOptions = {
  readonly config: Pick<Config, "redis">;
  readonly redis: SharedRedis;
  readonly newId: () => string;
};

/** The other connection to the same Redis says it. */
const QUIET: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What happens, for whoever watches: in this process, with Redis in all that share it. */
export function createLive(
  { config, redis, newId }: LiveOptions,
  stack: AsyncDisposableStack,
): Live {
  const bus = busOf({ config, redis, newId }, stack);
  return { bus, tail: createLiveTail({ bus }) };
}

function busOf({ config, redis, newId }: LiveOptions, stack: AsyncDisposableStack): LiveBus {
  const { url } = config.redis;
  if (url === null || redis === null) return createLiveHub();
  const { redis: subscriber } = stack.use(openRedis(url, QUIET));
  return stack.use(createSharedLiveBus({ redis, subscriber, processId: newId() }));
}

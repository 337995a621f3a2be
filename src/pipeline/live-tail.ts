import { fail, ok, type Result } from "#src/core/result.ts";
import type { LiveBus } from "./live-tail-ports.ts";
import {
  type LiveRequest,
  type LiveStream,
  type LiveStreamTimes,
  openLiveStream,
} from "./live-tail-stream.ts";

/** In this process: each holds a connection, and up to 500 items that its reader has not taken. */
export const MOST_STREAMS = 20;

export type LiveTail = {
  open(request: LiveRequest): Result<LiveStream, "too-many" | "stopping">;
  /** Ends all streams, and opens none any more. */
  stop(): void;
};

export type LiveTailDependencies = {
  readonly bus: LiveBus;
  readonly times?: Partial<LiveStreamTimes>;
};

/** What happens in a workspace, as it happens. */
export function createLiveTail({ bus, times = {} }: LiveTailDependencies): LiveTail {
  const streams = new Map<string, Set<LiveStream>>();
  let isStopping = false;

  function leave(workspaceId: string, stream: LiveStream): void {
    const own = streams.get(workspaceId);
    own?.delete(stream);
    if (own?.size === 0) streams.delete(workspaceId);
  }

  return {
    open(request) {
      if (isStopping) return fail("stopping");
      const { workspaceId } = request;
      const own = streams.get(workspaceId) ?? new Set();
      if (own.size >= MOST_STREAMS) return fail("too-many");
      const stream = openLiveStream({
        ...request,
        bus,
        times,
        onEnd: () => leave(workspaceId, stream),
      });
      streams.set(workspaceId, own.add(stream));
      return ok(stream);
    },
    stop() {
      isStopping = true;
      for (const stream of [...streams.values()].flatMap((own) => [...own])) stream.close();
    },
  };
}

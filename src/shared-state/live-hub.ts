import type { LiveBus, LiveItem, LiveWatcher } from "#src/pipeline/live-tail-ports.ts";

export type LiveHub = LiveBus & {
  /** Workspaces that somebody watches here. */
  watched(): readonly string[];
  missed(workspaceId: string, count: number): void;
};

export type LiveHubEvents = {
  /** The first watcher of a workspace has come. */
  readonly onFirst?: (workspaceId: string) => void;
  /** The last one has gone. */
  readonly onLast?: (workspaceId: string) => void;
};

/** The watchers of this process. */
export function createLiveHub({ onFirst, onLast }: LiveHubEvents = {}): LiveHub {
  const watchers = new Map<string, Set<LiveWatcher>>();
  return {
    hasWatchers: () => watchers.size > 0,
    isWatched: (workspaceId) => watchers.has(workspaceId),
    watched: () => [...watchers.keys()],
    publish(workspaceId, items: readonly LiveItem[]) {
      for (const watcher of watchers.get(workspaceId) ?? []) watcher.receive(items);
    },
    missed(workspaceId, count) {
      for (const watcher of watchers.get(workspaceId) ?? []) watcher.missed(count);
    },
    watch(workspaceId, watcher) {
      const own = watchers.get(workspaceId) ?? new Set();
      own.add(watcher);
      watchers.set(workspaceId, own);
      if (own.size === 1) onFirst?.(workspaceId);
      return () => {
        if (!own.delete(watcher) || own.size > 0) return;
        watchers.delete(workspaceId);
        onLast?.(workspaceId);
      };
    },
  };
}

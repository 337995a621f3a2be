export const LIVE_KINDS = ["event", "delivery", "callback"] as const;
export type LiveKind = (typeof LIVE_KINDS)[number];

/** What happened, in the short form of a list's row; JSON, since another process may tell of it. */
export type LiveItem = {
  readonly kind: LiveKind;
  readonly data: { readonly id: string } & Readonly<Record<string, unknown>>;
};

export type LiveWatcher = {
  receive(items: readonly LiveItem[]): void;
  /** So many could not be brought here. */
  missed(count: number): void;
};

/** Brings what happens in whichever process to whoever watches. Nothing of it throws, waits, or is kept. */
export type LiveBus = {
  /** Somebody watches some workspace. */
  hasWatchers(): boolean;
  isWatched(workspaceId: string): boolean;
  publish(workspaceId: string, items: readonly LiveItem[]): void;
  /** Returns what ends it. */
  watch(workspaceId: string, watcher: LiveWatcher): () => void;
};

export const NOBODY_WATCHES: LiveBus = {
  hasWatchers: () => false,
  isWatched: () => false,
  publish: () => undefined,
  watch: () => () => undefined,
};

import type { Log, StoredCallback } from "./ports.ts";

export type RejectionStore = {
  /** `count`: how many it stands for, with those like it that were not recorded. */
  insert(callback: StoredCallback, count: number): Promise<void>;
  /** Keeps the newest `keep` of the callback's connection, or of its provider where no connection is known. */
  trim(callback: StoredCallback, keep: number): Promise<void>;
};

/** Kept per connection, and how many of them a minute may add: what an attacker can fill is bounded by both. */
const KEPT = 1_000;
const PER_MINUTE = 120;
const TRIM_EVERY = 50;
const MAX_SCOPES = 10_000;

/** `carried`: dropped in the window before, to be counted with what is recorded next. */
type Window = { startedAt: number; recorded: number; dropped: number; carried: number };

/** Records refused requests within bounds. A refusal that cannot be recorded is still a refusal: it never throws. */
export function createRejectionRecorder(
  store: RejectionStore,
  log: Log,
  now: () => Date,
): (callback: StoredCallback) => Promise<void> {
  const windows = new Map<string, Window>();

  function windowOf(callback: StoredCallback): Window {
    const key = `${callback.provider} ${callback.connectionId}`;
    const at = now().getTime();
    const known = windows.get(key);
    if (known !== undefined && at - known.startedAt < 60_000) return known;
    if (known !== undefined && known.dropped > 0) {
      log.warn("rejections were not recorded, too many in a minute", {
        provider: callback.provider,
        connectionId: callback.connectionId,
        count: known.dropped,
      });
    }
    if (windows.size >= MAX_SCOPES) windows.clear();
    const fresh = { startedAt: at, recorded: 0, dropped: 0, carried: known?.dropped ?? 0 };
    windows.set(key, fresh);
    return fresh;
  }

  return async (callback) => {
    const window = windowOf(callback);
    if (window.recorded >= PER_MINUTE) {
      window.dropped++;
      return;
    }
    window.recorded++;
    try {
      const count = 1 + window.carried;
      window.carried = 0;
      await store.insert(callback, count);
      if (window.recorded % TRIM_EVERY === 1) await store.trim(callback, KEPT);
    } catch (error) {
      log.error("rejection could not be recorded", {
        provider: callback.provider,
        reason: callback.reason,
        error: String(error),
      });
    }
  };
}

/** Alarms this close together ring as one. */
const BUCKET_MS = 20;
/** What is further off is left to polling. */
const HORIZON_MS = 60_000;

export type Alarms = {
  setAt(time: Date): void;
  clear(): void;
};

/** Rings when a retry that this process has scheduled comes due, so that it need not wait for the next poll. */
export function createAlarms(ring: () => void): Alarms {
  const timers = new Map<number, NodeJS.Timeout>();
  return {
    setAt(time) {
      const bucket = Math.ceil(time.getTime() / BUCKET_MS);
      const waitMs = bucket * BUCKET_MS - Date.now();
      if (waitMs > HORIZON_MS || timers.has(bucket)) return;
      const timer = setTimeout(
        () => {
          timers.delete(bucket);
          ring();
        },
        Math.max(0, waitMs),
      );
      timers.set(bucket, timer.unref());
    },
    clear() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

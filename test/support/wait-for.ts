import { setTimeout as delay } from "node:timers/promises";

export type WaitOptions = {
  readonly timeoutMs?: number;
  /** What is waited for, for the message when it does not come. */
  readonly what?: string;
};

const PAUSE_MS = 15;

/** Asks `probe` again and again until it answers something truthy, and gives that answer. */
export async function waitFor<T>(
  probe: () => Promise<T | null | undefined | false>,
  { timeoutMs = 10_000, what = "a condition" }: WaitOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() >= deadline) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    }
    await delay(PAUSE_MS);
  }
}

import { setTimeout as delay } from "node:timers/promises";
import { reasonOf } from "./cluster-error.ts";
import type { Running } from "./launch.ts";

export type Supervised = { stop(): Promise<void> };

export type SuperviseOptions = {
  readonly first: Running;
  /** Starts it again in the same place, under the same port. */
  readonly relaunch: (signal: AbortSignal) => Promise<Running>;
  readonly log: (message: string) => void;
};

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Keeps PostgreSQL running until it is stopped: whatever ends it, it comes back under the same address. */
export function supervise({ first, relaunch, log }: SuperviseOptions): Supervised {
  const stopping = new AbortController();
  let running: Running | null = first;

  async function keepRunning(): Promise<void> {
    while (running !== null) {
      const { how } = await running.ended;
      if (stopping.signal.aborted) return;
      log(`PostgreSQL ended unexpectedly (${how}); starting it again`);
      running = await startAgain();
    }
  }

  async function startAgain(): Promise<Running | null> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await relaunch(stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return null;
        log(`PostgreSQL could not be started again: ${reasonOf(error)}`);
      }
      await pause(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return null;
    }
  }

  const kept = keepRunning();
  return {
    stop: async () => {
      stopping.abort();
      await running?.stop();
      await kept;
    },
  };
}

/** Ends early when aborted; does not keep the process alive. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal, ref: false });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

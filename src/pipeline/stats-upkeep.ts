import type { Retention } from "#src/core/retention.ts";
import { pause } from "./pause.ts";
import type { Log } from "./ports.ts";
import type { StatsAges, StatsUpkeep } from "./stats-ports.ts";

const EVERY_MS = 60_000;
/** Between two steps: the rest of the time belongs to everybody else. */
const STEP_PAUSE_MS = 20;
/** The chart of a day reads rows of five minutes; the one of its first quarter of an hour began before. */
const FINE_ROWS_MS = 25 * 60 * 60 * 1000;

export type StatsUpkeepDependencies = {
  readonly store: StatsUpkeep;
  readonly retention: Pick<Retention, "everythingMs">;
  readonly now: () => Date;
  readonly log: Log;
};

/** Keeps what is read for charts small, whoever wrote it. Any number of processes may: one does it at a time. */
export function createStatsUpkeep(dependencies: StatsUpkeepDependencies) {
  const stopping = new AbortController();
  const { signal } = stopping;
  let loop = Promise.resolve();

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await keepStats(dependencies, signal);
      } catch (error) {
        dependencies.log.error("counts could not be put together, trying again", {
          error: String(error),
        });
      }
      await pause(EVERY_MS, signal);
    }
  }

  return {
    start(): void {
      loop = run();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort();
      await loop;
    },
  };
}

/** One run. It ends early when told to stop, and when it finds another process at it. */
export async function keepStats(
  { store, retention, now }: Omit<StatsUpkeepDependencies, "log">,
  signal?: AbortSignal,
): Promise<void> {
  const at = now().getTime();
  const before: StatsAges = {
    5: new Date(at - FINE_ROWS_MS),
    60: new Date(at - retention.everythingMs),
  };
  await repeat(() => store.fold(), signal);
  await repeat(() => store.forget(before), signal);
}

async function repeat(step: () => Promise<number | null>, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && ((await step()) ?? 0) > 0) await pause(STEP_PAUSE_MS, signal);
}

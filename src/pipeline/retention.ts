import { pause } from "./pause.ts";
import { type RetentionDependencies, stepsOf } from "./retention-steps.ts";

const EVERY_MS = 10 * 60 * 1000;
/** What a gateway starts with is to be its callers'. */
const FIRST_AFTER_MS = 60 * 1000;

/** How many of what were deleted; nothing of what there was none. */
export type Deleted = Readonly<Record<string, number>>;

export type RetentionTimes = { readonly firstAfterMs: number; readonly everyMs: number };

/** Makes room in the background for what comes, and deletes what has been kept long enough. */
export function createRetention(
  dependencies: RetentionDependencies,
  { firstAfterMs, everyMs }: RetentionTimes = { firstAfterMs: FIRST_AFTER_MS, everyMs: EVERY_MS },
) {
  const stopping = new AbortController();
  const { signal } = stopping;
  let loop = Promise.resolve();

  async function run(): Promise<void> {
    await pause(firstAfterMs, signal);
    while (!signal.aborted) {
      try {
        await deleteOld(dependencies, signal);
      } catch (error) {
        dependencies.log.error("old rows could not be deleted, trying again", {
          error: String(error),
        });
      }
      await pause(everyMs, signal);
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
export async function deleteOld(
  dependencies: RetentionDependencies,
  signal?: AbortSignal,
): Promise<Deleted> {
  const { store, log, now } = dependencies;
  const startedAt = now();
  const made = await store.makePartitions(startedAt);
  if (made.length > 0) log.info("made partitions", { partitions: made.join(" ") });
  const deleted: Record<string, number> = {};
  for (const [name, run] of stepsOf(dependencies, startedAt)) {
    const { count, isLeft } = await run(signal);
    if (count > 0) deleted[name] = count;
    if (isLeft) break;
  }
  if (Object.keys(deleted).length > 0) {
    log.info("deleted what was kept long enough", {
      ...deleted,
      durationMs: now().getTime() - startedAt.getTime(),
    });
  }
  return deleted;
}

import { firstIdAt } from "#src/core/ids.ts";
import type { Retention } from "#src/core/retention.ts";
import { pause } from "./pause.ts";
import type { Log } from "./ports.ts";
import type { Batch, RetentionStore, StoredFile, SweptTable } from "./retention-ports.ts";

const EVERY_MS = 10 * 60 * 1000;
/** What a gateway starts with is to be its callers'. */
const FIRST_AFTER_MS = 60 * 1000;
/** Between two batches, as a multiple of what the last one took: two thirds of the time belong to everybody else. */
const PAUSE_SHARE = 2;
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 2_000;
const FIRST_ID = firstIdAt(new Date(0));

export type RetentionDependencies = {
  readonly store: RetentionStore;
  readonly removeFile: (path: string) => Promise<void>;
  /** Rows and files of recordings that were stored before a time; returns how many. */
  readonly deleteMediaBefore: (time: Date) => Promise<number>;
  readonly retention: Retention;
  readonly now: () => Date;
  readonly log: Log;
};

/** How many of what were deleted; nothing of what there was none. */
export type Deleted = Readonly<Record<string, number>>;

export type RetentionTimes = { readonly firstAfterMs: number; readonly everyMs: number };

/** Deletes in the background what has been kept long enough. */
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
  const { log, now } = dependencies;
  const startedAt = now();
  const deleted: Record<string, number> = {};
  for (const [name, next] of stepsOf(dependencies, startedAt)) {
    const { count, isLeft } = await repeat(next, signal);
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

/** Does the next few rows after an id. */
type NextBatch = (after: string) => Promise<Batch | null>;

/**
 * In the order in which rows hold on to each other: an event stays as long as a delivery of it or its call, a callback as
 * long as an event of it or the call that it speaks of.
 */
function stepsOf(
  dependencies: RetentionDependencies,
  startedAt: Date,
): readonly (readonly [name: string, next: NextBatch])[] {
  const { store, retention, deleteMediaBefore } = dependencies;
  const before = new Date(startedAt.getTime() - retention.everythingMs);
  const mediaBefore = new Date(startedAt.getTime() - retention.mediaMs);
  const rowsOf =
    (table: SweptTable): NextBatch =>
    (after) =>
      store.deleteRows(table, { after, before });
  return [
    ["recordings", () => hideRecordings(dependencies, mediaBefore)],
    ["bodies", (after) => removeBodies(dependencies, { after, before: mediaBefore })],
    ["deliveries", rowsOf("deliveries")],
    ["calls", rowsOf("calls")],
    ["events", rowsOf("events")],
    ["callbacks", rowsOf("callbacks")],
    ["conversations", () => store.deleteConversations(before)],
    ["idempotencyKeys", () => store.deleteIdempotencyKeys(startedAt)],
    ["media", async () => ({ count: await deleteMediaBefore(before), last: null })],
  ];
}

type Swept = {
  readonly count: number;
  /** What remains is left to the process that is at it, or to the next run. */
  readonly isLeft: boolean;
};

async function repeat(next: NextBatch, signal?: AbortSignal): Promise<Swept> {
  let count = 0;
  let after = FIRST_ID;
  while (!signal?.aborted) {
    const startedAt = performance.now();
    const batch = await next(after);
    if (batch === null) return { count, isLeft: true };
    count += batch.count;
    if (batch.last === null) return { count, isLeft: false };
    after = batch.last;
    await pause(pauseAfter(performance.now() - startedAt), signal);
  }
  return { count, isLeft: true };
}

function pauseAfter(tookMs: number): number {
  return Math.min(Math.max(tookMs * PAUSE_SHARE, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}

/** Links to them say from now on that they were deleted. */
async function hideRecordings(
  { store, removeFile }: RetentionDependencies,
  before: Date,
): Promise<Batch | null> {
  const hidden = await store.hideRecordings(before);
  // What a crash leaves here is no longer shown, and goes with its row.
  await removeAll(removeFile, hidden);
  return batchOf(hidden);
}

async function removeBodies(
  { store, removeFile }: RetentionDependencies,
  range: { readonly after: string; readonly before: Date },
): Promise<Batch | null> {
  const bodies = await store.findBodies(range);
  // Files first: what a crash leaves here has a row by which the next run finds it again.
  await removeAll(removeFile, bodies);
  await store.markBodiesRemoved(bodies.map(({ id }) => id));
  return batchOf(bodies);
}

async function removeAll(
  removeFile: RetentionDependencies["removeFile"],
  files: readonly StoredFile[],
): Promise<void> {
  for (const { path } of files) await removeFile(path);
}

function batchOf(files: readonly StoredFile[]): Batch {
  return { count: files.length, last: files.at(-1)?.id ?? null };
}

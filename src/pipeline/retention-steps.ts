import { partitionWidthMs, type Retention } from "#src/core/retention.ts";
import type { Log } from "./ports.ts";
import { type NextBatch, repeat, type Swept } from "./retention-pace.ts";
import { dropOldPartitions } from "./retention-partitions.ts";
import type {
  Batch,
  ClearedTable,
  KeyTable,
  OldRange,
  PartitionedTable,
  RetentionStore,
  StoredFile,
  SweptTable,
} from "./retention-ports.ts";

export type RetentionDependencies = {
  readonly store: RetentionStore;
  readonly removeFile: (path: string) => Promise<void>;
  /** Rows and files of recordings that were stored before a time; returns how many. */
  readonly deleteMediaBefore: (time: Date) => Promise<number>;
  readonly retention: Retention;
  readonly now: () => Date;
  readonly log: Log;
};

export type Step = readonly [name: string, run: (signal?: AbortSignal) => Promise<Swept>];

/**
 * In the order in which things hold on to each other: an event stays as long as a delivery of it waits or its call is there,
 * a callback as long as such an event or the call that it speaks of; and files go before the rows that name them.
 */
export function stepsOf(dependencies: RetentionDependencies, startedAt: Date): readonly Step[] {
  const { store, retention, deleteMediaBefore } = dependencies;
  const ago = (ms: number) => new Date(startedAt.getTime() - ms);
  const before = ago(retention.everythingMs);
  const bodiesBefore = ago(retention.bodyMs);
  const filesBefore = ago(Math.min(retention.mediaMs, retention.bodyMs));
  const dropped = (name: string, table: PartitionedTable, time: Date): Step => [
    `${name}Partitions`,
    (signal) => dropOldPartitions(dependencies, table, time, signal),
  ];
  const swept = (name: string, next: NextBatch): Step => [name, (signal) => repeat(next, signal)];
  const rows = (table: SweptTable, time: Date): NextBatch => {
    return (after) => store.deleteRows(table, { after, before: time });
  };
  return [
    swept("recordings", () => hideRecordings(dependencies, ago(retention.mediaMs))),
    swept("bodies", (after) => removeBodies(dependencies, { after, before: filesBefore })),
    dropped("deliveryBody", "delivery_bodies", bodiesBefore),
    swept("deliveryBodies", rows("delivery_bodies", bodiesBefore)),
    dropped("attemptBody", "attempt_bodies", bodiesBefore),
    swept("attemptBodies", rows("attempt_bodies", bodiesBefore)),
    dropped("callbackBody", "callback_bodies", bodiesBefore),
    swept("callbackBodies", rows("callback_bodies", bodiesBefore)),
    ...CLEARED.map((table) => clearing(dependencies, table, bodiesBefore)),
    dropped("delivery", "deliveries", before),
    dropped("attempt", "attempts", before),
    swept("deliveries", rows("deliveries", before)),
    swept("calls", rows("calls", before)),
    dropped("event", "events", before),
    swept("events", rows("events", before)),
    dropped("callback", "callbacks", before),
    swept("callbacks", rows("callbacks", before)),
    swept("conversations", () => store.deleteConversations(before)),
    swept("recoveries", () => store.deleteRecoveries(before)),
    swept("idempotencyKeys", () => store.deleteIdempotencyKeys(startedAt)),
    swept("media", async () => ({ count: await deleteMediaBefore(before), last: null })),
    ...KEYS.map((table) => forgetting(dependencies, table, before)),
  ];
}

const CLEARED = ["deliveries", "attempts", "callbacks", "rejections"] as const;

/** Bodies in rows. Where all of a row goes at the same time, there is nothing to be done before. */
function clearing(dependencies: RetentionDependencies, table: ClearedTable, before: Date): Step {
  const { store, retention } = dependencies;
  const name = `bodiesIn${table.charAt(0).toUpperCase()}${table.slice(1)}`;
  if (retention.bodyMs === retention.everythingMs) {
    return [name, async () => ({ count: 0, isLeft: false })];
  }
  const widthMs = partitionWidthMs(retention.bodyMs);
  return onceInA(widthMs, { store, name, before }, (until, signal) =>
    repeat((after) => store.clearBodies(table, { after, before: until }), signal),
  );
}

const KEYS = ["callback_keys", "event_keys"] as const;

function forgetting(dependencies: RetentionDependencies, table: KeyTable, before: Date): Step {
  const { store, retention } = dependencies;
  const name = table === "event_keys" ? "eventKeys" : "callbackKeys";
  const widthMs = partitionWidthMs(retention.everythingMs);
  return onceInA(widthMs, { store, name, before }, (until, signal) => {
    let part = 0;
    return repeat(() => store.deleteKeys(table, { part: part++, before: until }), signal);
  });
}

type Task = { readonly store: RetentionStore; readonly name: string; readonly before: Date };

/** For what reads a whole table: done up to the last whole width before a time, once. */
function onceInA(
  widthMs: number,
  { store, name, before }: Task,
  work: (until: Date, signal?: AbortSignal) => Promise<Swept>,
): Step {
  const until = new Date(Math.floor(before.getTime() / widthMs) * widthMs);
  return [
    name,
    async (signal) => {
      if ((await store.doneUntil(name)) >= until) return { count: 0, isLeft: false };
      const swept = await work(until, signal);
      if (!swept.isLeft) await store.noteDone(name, until);
      return swept;
    },
  ];
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
  range: OldRange,
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

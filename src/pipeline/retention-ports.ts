/** Tables of which old rows are deleted one by one, where they are in none of the partitions that are dropped as a whole. */
export type SweptTable =
  | "deliveries"
  | "calls"
  | "events"
  | "callbacks"
  | "delivery_bodies"
  | "attempt_bodies"
  | "callback_bodies";

/** Tables whose partitions are dropped when all in them is old. */
export type PartitionedTable = Exclude<SweptTable, "calls"> | "attempts";

/** Tables with bodies in their rows, from before bodies had tables of their own. */
export type ClearedTable = "callbacks" | "deliveries" | "attempts" | "rejections";

/** Tables that tell what was seen before. */
export type KeyTable = "callback_keys" | "event_keys";

/** A few rows were looked at, and as many of them dealt with as nothing holds on to. */
export type Batch = {
  readonly count: number;
  /** The last row looked at; null when there is none left. */
  readonly last: string | null;
};

export type StoredFile = {
  readonly id: string;
  /** Relative to the media directory. */
  readonly path: string;
};

/** Rows with an id after `after` that were made before `before`. */
export type OldRange = { readonly after: string; readonly before: Date };

export type OldPartition = { readonly table: PartitionedTable; readonly name: string };

/** A part of a partition was read; `ids`: what of it must stay. */
export type Held = Batch & { readonly ids: readonly string[] };

/** Each call is one short transaction. Null: another process is deleting at the moment. */
export type RetentionStore = PartitionStore & {
  /**
   * Deliveries that ended, with their attempts; calls that nothing is awaited of; events without deliveries and calls;
   * callbacks without events, calls and files; bodies, but for those of deliveries that wait.
   */
  deleteRows(table: SweptTable, range: OldRange): Promise<Batch | null>;
  /** Removes bodies from rows, but for those of deliveries that wait. */
  clearBodies(table: ClearedTable, range: OldRange): Promise<Batch | null>;
  /** Reads a part of the table, from the one after `part` on, and deletes the keys of what was made before. */
  deleteKeys(
    table: KeyTable,
    range: { readonly part: number; readonly before: Date },
  ): Promise<Batch | null>;
  /** Those that ended before. */
  deleteConversations(before: Date): Promise<Batch | null>;
  /** Those that ended before. */
  deleteRecoveries(before: Date): Promise<Batch | null>;
  /** Those that expired by now. */
  deleteIdempotencyKeys(now: Date): Promise<Batch | null>;
  /** Marks recordings as deleted. */
  hideRecordings(before: Date): Promise<readonly StoredFile[]>;
  /** Bodies of callbacks that are files, but for those of which a delivery is still waiting. */
  findBodies(range: OldRange): Promise<readonly StoredFile[]>;
  markBodiesRemoved(ids: readonly string[]): Promise<void>;
  /** Up to when a task has done its work. */
  doneUntil(task: string): Promise<Date>;
  noteDone(task: string, until: Date): Promise<void>;
};

export type PartitionStore = {
  /** Those of the present and of what comes next; returns the names of those that were missing. */
  makePartitions(now: Date): Promise<readonly string[]>;
  /** Those of a table in which all was made before, oldest first. */
  oldPartitions(table: PartitionedTable, before: Date): Promise<readonly OldPartition[]>;
  /** What of the partition must outlive it, after an id. */
  heldIn(partition: OldPartition, after: string): Promise<Held | null>;
  /** But for the rows with these ids. `busy`: its tables were in use whenever it was tried. */
  dropPartition(
    partition: OldPartition,
    kept: readonly string[],
  ): Promise<"dropped" | "busy" | null>;
};

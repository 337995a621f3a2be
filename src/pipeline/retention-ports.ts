/** Tables whose ids are in order of time. */
export type SweptTable = "deliveries" | "calls" | "events" | "callbacks";

/** A few rows were looked at, and as many of them deleted as nothing holds on to. */
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

/** Each call is one short transaction. Null: another process is deleting at the moment. */
export type RetentionStore = {
  /**
   * Deliveries that ended, with their attempts; calls that nothing is awaited of; events without deliveries and calls;
   * callbacks without events, calls and files.
   */
  deleteRows(table: SweptTable, range: OldRange): Promise<Batch | null>;
  /** Those that ended before. */
  deleteConversations(before: Date): Promise<Batch | null>;
  /** Those that expired by now. */
  deleteIdempotencyKeys(now: Date): Promise<Batch | null>;
  /** Marks recordings as deleted. */
  hideRecordings(before: Date): Promise<readonly StoredFile[]>;
  /** Bodies of callbacks that are files, but for those of which a delivery is still waiting. */
  findBodies(range: OldRange): Promise<readonly StoredFile[]>;
  markBodiesRemoved(ids: readonly string[]): Promise<void>;
};

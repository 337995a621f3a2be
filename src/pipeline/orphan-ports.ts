/** Where a run of the reconciler goes on; null: at the beginning. */
export type OrphanPlace = {
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly afterId: string;
};

/** What one step looked at and found; `next` is null at the end. */
export type OrphanStep<Next> = {
  readonly looked: number;
  /** Ids, the first few: for whoever reads the log. */
  readonly found: readonly string[];
  readonly count: number;
  readonly next: Next | null;
};

export type OrphanSearch<Next> = {
  readonly after: Next | null;
  /** Older than that, so that nothing that is on its way is taken for lost. */
  readonly olderThanMs: number;
  /** Only look. */
  readonly dryRun: boolean;
};

/**
 * What should never be: deliveries that are pending and have no job, and jobs that no delivery stands for. All that writes one
 * writes the other in the same transaction, so this finds what a fault, a restored backup or a hand at the tables
 * left behind. A step is one transaction; null: another process is at it.
 */
export type OrphanStore = {
  /** Pending deliveries without a live job, that wait for no other: they are given one that is due. */
  repairDeliveries(search: OrphanSearch<OrphanPlace>): Promise<OrphanStep<OrphanPlace> | null>;
  /** Jobs of deliveries that are gone, that have ended or that have another job: they are removed. */
  removeJobs(search: OrphanSearch<string>): Promise<OrphanStep<string> | null>;
};

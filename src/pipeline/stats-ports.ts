import type { CallbackTally, DeliveryTally, RowMinutes, Window } from "#src/core/stats.ts";

/** What callbacks of a connection came to. Null: of no connection, which is what the workspace published itself. */
export type CallbackCount = {
  readonly workspaceId: string;
  readonly provider: string;
  readonly connectionId: string | null;
  readonly tally: CallbackTally;
};

/** Of which deliveries: of a workspace, or of one webhook of it. */
export type DeliveryScope = { readonly workspaceId: string; readonly webhookId: string | null };
export type CallbackScope = { readonly workspaceId: string; readonly connectionId: string | null };

/** Counts of one bucket of a window; buckets in which nothing happened are left out. */
export type DeliveryBucket = { readonly at: Date; readonly tally: DeliveryTally };
export type CallbackBucket = {
  readonly at: Date;
  readonly provider: string;
  readonly tally: CallbackTally;
};

export type Waiting = {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly eventKey: string;
  readonly createdAt: Date;
  readonly nextAttemptAt: Date | null;
};

export type LastFailure = {
  readonly deliveryId: string;
  readonly at: Date;
  readonly errorClass: string | null;
  readonly responseStatus: number | null;
};

export type WebhookCounts = {
  readonly webhookId: string;
  readonly pending: number;
  readonly lastFailure: LastFailure | null;
  /** Those in which something happened. */
  readonly buckets: readonly {
    readonly at: Date;
    readonly delivered: number;
    readonly failed: number;
  }[];
};

export type StatsReads = {
  hasWebhook(ref: { readonly workspaceId: string; readonly webhookId: string }): Promise<boolean>;
  deliveries(scope: DeliveryScope, window: Window): Promise<readonly DeliveryBucket[]>;
  pending(scope: DeliveryScope): Promise<number>;
  oldestWaiting(scope: DeliveryScope): Promise<Waiting | null>;
  callbacks(scope: CallbackScope, window: Window): Promise<readonly CallbackBucket[]>;
  /** The newest webhooks of a workspace, so many at most. */
  webhooks(workspaceId: string, window: Window, limit: number): Promise<readonly WebhookCounts[]>;
};

/** Rows that are older go: those of five minutes, and those of an hour. */
export type StatsAges = Readonly<Record<RowMinutes, Date>>;

export type StatsUpkeep = {
  /** Adds some of the rows whose time is over to those that are kept; how many there were. Null: another process does. */
  fold(): Promise<number | null>;
  /** Deletes some of the rows that are kept no longer; how many. */
  forget(before: StatsAges): Promise<number | null>;
};

import type { RECOVERY_FIELDS } from "#src/core/filter-fields.ts";
import type { ListQuery, Page } from "#src/core/list-query.ts";
import type { RecoverableStatus, RecoveryState } from "#src/core/recovery.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { AttemptResult } from "./ports.ts";
import type { WebhookRef } from "./tenant-ports.ts";

/** A webhook that is to be tried out. */
export type TestTarget = {
  readonly webhook: Webhook;
  /** The agent of the sample, where the webhook is limited to agents. */
  readonly agent: { readonly id: string; readonly name: string } | null;
};

export type TestStore = {
  /** Null when it is not there; `unreadable` when its secrets cannot be opened. */
  find(ref: WebhookRef): Promise<TestTarget | "unreadable" | null>;
  /** Keeps the attempt as a delivery that has ended, which moves no counter and is nobody's event. */
  record(result: AttemptResult): Promise<void>;
};

/** Which deliveries of a webhook are to be sent again: made from `since` on and before `until`. */
export type RecoveryScope = {
  readonly since: Date;
  /** Null: now. */
  readonly until: Date | null;
  readonly statuses: readonly RecoverableStatus[];
};

export type RecoveryView = {
  readonly id: string;
  readonly webhookId: string;
  readonly since: Date;
  readonly until: Date;
  readonly statuses: readonly RecoverableStatus[];
  readonly state: RecoveryState;
  /** Deliveries that matched when it was asked for. */
  readonly total: number;
  readonly requeued: number;
  /** What was delivered, or sent again by somebody else, before its turn came. */
  readonly skipped: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
};
export type RecoveryRef = WebhookRef & { readonly recoveryId: string };
export type RecoveryQuery = ListQuery<keyof typeof RECOVERY_FIELDS>;

/** Everything is looked up within its workspace; what is not there is null. */
export type RecoveryStore = {
  count(ref: WebhookRef, scope: RecoveryScope): Promise<number | null>;
  start(
    ref: WebhookRef,
    recovery: RecoveryScope & { readonly id: string },
  ): Promise<RecoveryView | "inactive" | null>;
  find(ref: RecoveryRef): Promise<RecoveryView | null>;
  list(ref: WebhookRef, query: RecoveryQuery): Promise<Page<RecoveryView> | null>;
  /** Stops it where it is running; as it is then. */
  cancel(ref: RecoveryRef): Promise<RecoveryView | null>;
};

export type RecoveryPace = {
  /** Deliveries of one step. */
  readonly step: number;
  /** While so many retries are due and wait, a step is no larger than `slowStep`. */
  readonly crowd: number;
  readonly slowStep: number;
};

/**
 * One step of a running recovery that no other process has in hand, in one transaction: of a process that dies in the
 * middle nothing stays, and any other takes the step. False when there is none.
 */
export type AdvanceRecovery = (pace: RecoveryPace) => Promise<boolean>;

import { RECOVERY_FIELDS } from "#src/core/filter-fields.ts";
import { type Issue, issue } from "#src/core/issue.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { ok, type Result } from "#src/core/result.ts";
import { conflict, invalid, NOT_FOUND } from "./refusals.ts";
import type { ReadRefusal, Refusal, WebhookRef } from "./tenant-ports.ts";
import type {
  RecoveryRef,
  RecoveryScope,
  RecoveryStore,
  RecoveryView,
} from "./webhook-operation-ports.ts";
import type { Listed } from "./webhooks.ts";

export type Recoveries = {
  /** How many deliveries there are to recover. */
  count(ref: WebhookRef, scope: RecoveryScope): Promise<Result<number, Refusal>>;
  /** Has them sent again, bit by bit. */
  start(ref: WebhookRef, scope: RecoveryScope): Promise<Result<RecoveryView, Refusal>>;
  get(ref: RecoveryRef): Promise<Result<RecoveryView, ReadRefusal>>;
  list(ref: WebhookRef, query: RawListQuery): Promise<Result<Listed<RecoveryView>, ReadRefusal>>;
  /** What was queued by then is sent. */
  cancel(ref: RecoveryRef): Promise<Result<RecoveryView, Refusal>>;
};

export type RecoveryPorts = {
  readonly store: RecoveryStore;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly now: () => Date;
};

export function createRecoveries({ store, newId, now }: RecoveryPorts): Recoveries {
  return {
    async count(ref, scope) {
      const issues = checkPeriod(scope, now());
      if (issues.length > 0) return invalid(...issues);
      const count = await store.count(ref, scope);
      return count === null ? NOT_FOUND : ok(count);
    },
    async start(ref, scope) {
      const issues = checkPeriod(scope, now());
      if (issues.length > 0) return invalid(...issues);
      const started = await store.start(ref, { ...scope, id: newId() });
      if (started === null) return NOT_FOUND;
      if (started !== "inactive") return ok(started);
      return conflict("this webhook is inactive; switch it on first, or nothing could be sent");
    },
    async get(ref) {
      const recovery = await store.find(ref);
      return recovery === null ? NOT_FOUND : ok(recovery);
    },
    async list(ref, raw) {
      const query = readListQuery(raw, RECOVERY_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      const rows = await store.list(ref, query.value);
      return rows === null ? NOT_FOUND : ok({ ...rows, page, limit });
    },
    async cancel(ref) {
      const recovery = await store.cancel(ref);
      if (recovery === null) return NOT_FOUND;
      return recovery.state === "completed"
        ? conflict("this recovery has completed; there is nothing to cancel")
        : ok(recovery);
    },
  };
}

function checkPeriod({ since, until }: RecoveryScope, now: Date): readonly Issue[] {
  if (since > now) return [issue("since", "must not be in the future")];
  if (until === null) return [];
  if (until > now) return [issue("until", "must not be in the future; leave it out for now")];
  return until > since ? [] : [issue("until", "must be after since")];
}

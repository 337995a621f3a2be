import { type DialectId, subscribableKeys } from "#src/core/catalog.ts";
import { SUBSCRIPTION_FIELDS } from "#src/core/filter-fields.ts";
import { issue } from "#src/core/issue.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import { conflict, invalid, NOT_FOUND } from "./refusals.ts";
import type {
  ReadRefusal,
  Refusal,
  SubscriptionRef,
  SubscriptionStore,
  SubscriptionView,
  WebhookRef,
} from "./tenant-ports.ts";
import type { Listed } from "./webhooks.ts";

export type SubscriptionPorts = {
  readonly store: SubscriptionStore;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly now: () => Date;
};

export type SubscriptionInput = { readonly eventKey: string; readonly isActive: boolean };

export type Subscriptions = {
  create(ref: WebhookRef, input: SubscriptionInput): Promise<Result<SubscriptionView, Refusal>>;
  get(ref: SubscriptionRef): Promise<Result<SubscriptionView, ReadRefusal>>;
  list(
    ref: WebhookRef,
    query: RawListQuery,
  ): Promise<Result<Listed<SubscriptionView>, ReadRefusal>>;
  update(
    ref: SubscriptionRef,
    input: { readonly [Field in keyof SubscriptionInput]?: SubscriptionInput[Field] | undefined },
  ): Promise<Result<SubscriptionView, Refusal>>;
  remove(ref: SubscriptionRef): Promise<Result<void, Refusal>>;
};

export function createSubscriptions({ store, newId, now }: SubscriptionPorts): Subscriptions {
  return {
    async create(ref, input) {
      const created = await store.insert({ ...ref, ...input, id: newId(), at: now() }, (dialect) =>
        allow(dialect, input.eventKey),
      );
      if (created.ok) return created;
      if (created.reason !== "duplicate") return fail(created.reason);
      return conflict(`this webhook is subscribed to ${input.eventKey} already`);
    },
    async get(ref) {
      return found(await store.find(ref));
    },
    async list(ref, raw) {
      const query = readListQuery(raw, SUBSCRIPTION_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      const rows = await store.list(ref, query.value);
      return rows === null ? NOT_FOUND : ok({ ...rows, page, limit });
    },
    async update(ref, { eventKey, isActive }) {
      const current = await store.find(ref);
      if (current === null) return NOT_FOUND;
      if (eventKey !== undefined && eventKey !== current.eventKey) {
        return invalid(issue("eventKey", "cannot be changed; make another subscription for it"));
      }
      if (isActive === undefined) return ok(current);
      return found(await store.setActive(ref, { isActive, at: now() }));
    },
    async remove(ref) {
      return (await store.remove(ref)) ? ok() : NOT_FOUND;
    },
  };
}

function found(subscription: SubscriptionView | null): Result<SubscriptionView, ReadRefusal> {
  return subscription === null ? NOT_FOUND : ok(subscription);
}

function allow(dialect: DialectId, eventKey: string): Result<void, Refusal> {
  const known = subscribableKeys(dialect);
  if (known.includes(eventKey)) return ok();
  return invalid(issue("eventKey", `is not an event of ${dialect}; there are ${known.join(", ")}`));
}

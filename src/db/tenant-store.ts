import { fail, ok } from "#src/core/result.ts";
import type { CallReads } from "#src/pipeline/call-ports.ts";
import type {
  DeliveryReads,
  SubscriptionRef,
  SubscriptionStore,
  WebhookRef,
  WebhookStore,
} from "#src/pipeline/tenant-ports.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import { findCall, listCalls } from "./read-models/calls.ts";
import {
  findAnyDelivery,
  findDelivery,
  listAllDeliveries,
  listDeliveries,
} from "./read-models/deliveries.ts";
import { findAnyDeliveryDetail, findDeliveryDetail } from "./read-models/delivery-details.ts";
import { findSubscription, listSubscriptions } from "./read-models/subscriptions.ts";
import { callTimeline, conversationTimeline } from "./read-models/timeline.ts";
import { hasWebhook } from "./read-models/webhooks.ts";
import {
  deleteSubscription,
  insertSubscription,
  lockDialect,
  setSubscriptionActive,
} from "./repositories/subscriptions.ts";
import { raiseRevision } from "./repositories/webhooks.ts";
import { announceConfigChange, lockWorkspace } from "./repositories/workspaces.ts";
import { preparedOn, type Query } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";
import { createWebhookStore } from "./webhook-store.ts";

export type TenantStore = {
  readonly webhooks: WebhookStore;
  readonly subscriptions: SubscriptionStore;
  readonly deliveries: DeliveryReads;
  readonly calls: CallReads;
};

export type TenantDatabase = {
  /** For statements with a constant text. */
  readonly query: Query;
  /** For lists, whose text varies. */
  readonly listQuery: Query;
  readonly transaction: RunTransaction;
  /** Seals secrets and custom headers. */
  readonly box: SecretBox;
  /** UUIDv7. */
  readonly newId: () => string;
};

/** What the tenant API needs of PostgreSQL. */
export function createTenantStore(database: TenantDatabase): TenantStore {
  return {
    webhooks: createWebhookStore(database),
    subscriptions: subscriptionStore(database),
    deliveries: deliveryReads(database),
    calls: callReads(database),
  };
}

/** False when it was not there. */
async function removing(query: Query, ref: SubscriptionRef): Promise<boolean> {
  await lockWorkspace(query, ref.workspaceId);
  const removed = await deleteSubscription(query, ref);
  if (removed) await announceChange(query, ref, new Date());
  return removed;
}

/** What is subscribed to is part of what is seen of the webhook, and of what events are matched against. */
async function announceChange(query: Query, ref: WebhookRef, at: Date): Promise<void> {
  await raiseRevision(query, ref.webhookId, at);
  await announceConfigChange(query, ref.workspaceId);
}

function subscriptionStore({
  query: read,
  listQuery,
  transaction,
}: TenantDatabase): SubscriptionStore {
  return {
    find: (ref) => findSubscription(read, ref),
    list: async (ref, list) =>
      (await hasWebhook(read, ref)) ? listSubscriptions(listQuery, ref, list) : null,
    insert: (subscription, allow) =>
      transaction(async (client) => {
        const query = preparedOn(client);
        await lockWorkspace(query, subscription.workspaceId);
        const dialect = await lockDialect(query, subscription);
        if (dialect === null) return fail({ kind: "not-found" });
        const allowed = allow(dialect);
        if (!allowed.ok) return allowed;
        if ((await insertSubscription(query, subscription)) === "duplicate") {
          return fail("duplicate");
        }
        await announceChange(query, subscription, subscription.at);
        const { id, webhookId, eventKey, isActive, at } = subscription;
        return ok({ id, webhookId, eventKey, isActive, createdAt: at, updatedAt: at });
      }),
    setActive: (ref, active) =>
      transaction(async (client) => {
        const query = preparedOn(client);
        await lockWorkspace(query, ref.workspaceId);
        if (!(await setSubscriptionActive(query, ref, active))) return null;
        await announceChange(query, ref, active.at);
        return findSubscription(query, ref);
      }),
    remove: (ref) => transaction((client) => removing(preparedOn(client), ref)),
  };
}

function deliveryReads({ query: read, listQuery }: TenantDatabase): DeliveryReads {
  return {
    find: (ref) => findDelivery(read, ref),
    detail: (ref) => findDeliveryDetail(read, ref),
    list: async (ref, list) =>
      (await hasWebhook(read, ref)) ? listDeliveries(listQuery, ref, list) : null,
    findAny: (ref) => findAnyDelivery(read, ref),
    detailOfAny: (ref) => findAnyDeliveryDetail(read, ref),
    listAll: (workspaceId, list) => listAllDeliveries(listQuery, workspaceId, list),
  };
}

function callReads({ query, listQuery }: TenantDatabase): CallReads {
  return {
    find: (ref) => findCall(query, ref),
    list: (workspaceId, list) => listCalls(listQuery, workspaceId, list),
    callTimeline: (workspaceId, callId) => callTimeline(query, workspaceId, callId),
    conversationTimeline: (ref) => conversationTimeline(query, ref),
  };
}

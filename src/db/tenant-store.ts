import { fail, ok } from "#src/core/result.ts";
import type { CallReads } from "#src/pipeline/call-ports.ts";
import type {
  Authenticate,
  DeliveryReads,
  SubscriptionStore,
  WebhookRef,
  WebhookStore,
  WebhookView,
} from "#src/pipeline/tenant-ports.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import { findCall, listCalls } from "./read-models/calls.ts";
import { findDelivery, findDeliveryDetail, listDeliveries } from "./read-models/deliveries.ts";
import { findSubscription, listSubscriptions } from "./read-models/subscriptions.ts";
import { callTimeline, conversationTimeline } from "./read-models/timeline.ts";
import { findWebhook, hasWebhook, listWebhooks } from "./read-models/webhooks.ts";
import { useApiKey } from "./repositories/api-keys.ts";
import {
  deleteSubscription,
  insertSubscription,
  lockDialect,
  selectEventKeys,
  setSubscriptionActive,
} from "./repositories/subscriptions.ts";
import {
  deleteWebhook,
  insertWebhook,
  isAgentOf,
  lockWebhook,
  updateWebhook,
} from "./repositories/webhooks.ts";
import { announceConfigChange } from "./repositories/workspaces.ts";
import { preparedOn, type Query } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

export type TenantStore = {
  readonly authenticate: Authenticate;
  readonly webhooks: WebhookStore;
  readonly subscriptions: SubscriptionStore;
  readonly deliveries: DeliveryReads;
  readonly calls: CallReads;
};

type Database = {
  /** For statements with a constant text. */
  readonly query: Query;
  /** For lists, whose text varies. */
  readonly listQuery: Query;
  readonly transaction: RunTransaction;
  /** Seals secrets and custom headers. */
  readonly box: SecretBox;
};

/** What the tenant API needs of PostgreSQL. */
export function createTenantStore(database: Database): TenantStore {
  return {
    authenticate: (credential) => useApiKey(database.query, credential),
    webhooks: webhookStore(database),
    subscriptions: subscriptionStore(database),
    deliveries: deliveryReads(database),
    calls: callReads(database),
  };
}

function webhookStore({ query: read, listQuery, transaction, box }: Database): WebhookStore {
  return {
    find: (ref) => findWebhook(read, box, ref),
    list: (workspaceId, list) => listWebhooks(listQuery, box, { ...list, workspaceId }),
    insert: (webhook) =>
      transaction(async (client) => {
        const query = preparedOn(client);
        const { id: webhookId, workspaceId, agentId } = webhook;
        if (agentId !== null && !(await isAgentOf(query, workspaceId, agentId))) {
          return fail("unknown-agent");
        }
        await insertWebhook(query, box, webhook);
        await announceConfigChange(query, workspaceId);
        return ok(await written(query, box, { workspaceId, webhookId }));
      }),
    update: (ref, decide) =>
      transaction(async (client) => {
        const query = preparedOn(client);
        const webhook = (await lockWebhook(query, ref)) && (await findWebhook(query, box, ref));
        if (!webhook) return fail({ kind: "not-found" });
        const current = { ...webhook, eventKeys: await selectEventKeys(query, ref.webhookId) };
        const decided = decide(current);
        if (!decided.ok) return decided;
        const { agentId = null } = decided.value;
        if (agentId !== null && !(await isAgentOf(query, ref.workspaceId, agentId))) {
          return fail("unknown-agent");
        }
        await updateWebhook(query, box, current, decided.value);
        await announceConfigChange(query, ref.workspaceId);
        return ok(await written(query, box, ref));
      }),
    remove: (ref) => transaction((client) => removing(preparedOn(client), ref, deleteWebhook)),
  };
}

async function written(query: Query, box: SecretBox, ref: WebhookRef): Promise<WebhookView> {
  const webhook = await findWebhook(query, box, ref);
  if (webhook === null) throw new Error("a webhook is not there right after it was written");
  return webhook;
}

async function removing<Ref extends WebhookRef>(
  query: Query,
  ref: Ref,
  remove: (query: Query, ref: Ref) => Promise<boolean>,
): Promise<boolean> {
  const removed = await remove(query, ref);
  if (removed) await announceConfigChange(query, ref.workspaceId);
  return removed;
}

function subscriptionStore({ query: read, listQuery, transaction }: Database): SubscriptionStore {
  return {
    find: (ref) => findSubscription(read, ref),
    list: async (ref, list) =>
      (await hasWebhook(read, ref)) ? listSubscriptions(listQuery, ref, list) : null,
    insert: (subscription, allow) =>
      transaction(async (client) => {
        const query = preparedOn(client);
        const dialect = await lockDialect(query, subscription);
        if (dialect === null) return fail({ kind: "not-found" });
        const allowed = allow(dialect);
        if (!allowed.ok) return allowed;
        if ((await insertSubscription(query, subscription)) === "duplicate") {
          return fail("duplicate");
        }
        await announceConfigChange(query, subscription.workspaceId);
        const { id, webhookId, eventKey, isActive, at } = subscription;
        return ok({ id, webhookId, eventKey, isActive, createdAt: at, updatedAt: at });
      }),
    setActive: (ref, active) =>
      transaction(async (client) => {
        const query = preparedOn(client);
        if (!(await setSubscriptionActive(query, ref, active))) return null;
        await announceConfigChange(query, ref.workspaceId);
        return findSubscription(query, ref);
      }),
    remove: (ref) => transaction((client) => removing(preparedOn(client), ref, deleteSubscription)),
  };
}

function deliveryReads({ query: read, listQuery }: Database): DeliveryReads {
  return {
    find: (ref) => findDelivery(read, ref),
    detail: (ref) => findDeliveryDetail(read, ref),
    list: async (ref, list) =>
      (await hasWebhook(read, ref)) ? listDeliveries(listQuery, ref, list) : null,
  };
}

function callReads({ query, listQuery }: Database): CallReads {
  return {
    find: (ref) => findCall(query, ref),
    list: (workspaceId, list) => listCalls(listQuery, workspaceId, list),
    callTimeline: (workspaceId, callId) => callTimeline(query, workspaceId, callId),
    conversationTimeline: (ref) => conversationTimeline(query, ref),
  };
}

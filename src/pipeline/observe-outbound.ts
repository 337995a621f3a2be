import type { DispatchStore } from "./dispatch-ports.ts";
import type { Metrics } from "./metrics-ports.ts";
import type { HealthUnit, TellNews } from "./notice-ports.ts";
import { countEvents, tellingOfEvents } from "./observe-inbound.ts";
import type { AttemptResult, NewEvent, Outgoing } from "./ports.ts";
import type { RetentionStore } from "./retention-ports.ts";
import type { Tracing } from "./tracing-ports.ts";

/** Counts attempts once they are written: what a crash takes away is made, and counted, again. */
export function observeDispatchStore(store: DispatchStore, metrics: Metrics): DispatchStore {
  return {
    ...store,
    async settle(settlements) {
      const disowned = await store.settle(settlements);
      const others = new Set(disowned);
      const results = settlements.map(({ result }) => result);
      metrics.settled(
        others.size === 0
          ? results
          : results.filter(({ outgoing }) => !others.has(outgoing.deliveryId)),
      );
      return disowned;
    },
    async freeDeadOwners() {
      const count = await store.freeDeadOwners();
      if (count > 0) metrics.freed(count);
      return count;
    },
  };
}

export type Attempt = (outgoing: Outgoing, newSpanId?: () => string) => Promise<AttemptResult>;

/** A span for each attempt; the tenant is told its id, so that what follows there hangs below it. */
export function observeAttempts(
  attempt: Attempt,
  tracing: Tracing | null,
): (outgoing: Outgoing) => Promise<AttemptResult> {
  if (tracing === null) return (outgoing) => attempt(outgoing);
  return (outgoing) => {
    const { eventId, eventKey } = outgoing;
    return tracing.attempt({ eventId, eventKey, fields: fieldsOf(outgoing) }, async (span) => {
      const result = await attempt(outgoing, () => span.id);
      const status = result.response?.status;
      if (status !== undefined) span.set({ "http.response.status_code": status });
      if (result.errorClass !== null) {
        span.set({ "error.type": result.errorClass });
        span.fail(result.errorClass);
      }
      span.set({ "switchhook.delivery.step": result.step.kind });
      return result;
    });
  };
}

function fieldsOf({ deliveryId, eventId, webhook, workspaceId, attempt }: Outgoing) {
  return {
    "switchhook.workspace.id": workspaceId,
    "switchhook.webhook.id": webhook.id,
    "switchhook.event.id": eventId,
    "switchhook.delivery.id": deliveryId,
    "switchhook.attempt": attempt,
    "http.request.method": webhook.method,
    // The rest of the URL may hold a tenant's credentials.
    "server.address": URL.canParse(webhook.url) ? new URL(webhook.url).hostname : "",
  };
}

/** Counted as they are told, inside of a transaction that has yet to commit: one that fails is rare, and told again. */
export function observeTellNews(tell: TellNews, metrics: Metrics): TellNews {
  return async (unit, news) => {
    const events: NewEvent[] = [];
    const insertEvents = tellingOfEvents(unit, (fresh) => void events.push(...fresh));
    await tell({ ...unit, insertEvents }, news);
    countEvents(events, metrics);
    for (const { reason } of news.disabled) metrics.deactivated(reason, 1);
  };
}

type HealthTransact = <T>(work: (unit: HealthUnit) => Promise<T>) => Promise<T>;

export function observeHealth(transact: HealthTransact, metrics: Metrics): HealthTransact {
  return async (work) => {
    let events: NewEvent[] = [];
    let deactivated: Parameters<Metrics["deactivated"]>[] = [];
    const done = await transact((unit) => {
      events = [];
      deactivated = [];
      const insertEvents = tellingOfEvents(unit.ingest, (fresh) => void events.push(...fresh));
      return work({
        ...unit,
        ingest: { ...unit.ingest, insertEvents },
        async deactivate(ids, reason) {
          await unit.deactivate(ids, reason);
          deactivated.push([reason, ids.length]);
        },
      });
    });
    countEvents(events, metrics);
    for (const [reason, count] of deactivated) metrics.deactivated(reason, count);
    return done;
  };
}

export function observeRetention(store: RetentionStore, metrics: Metrics): RetentionStore {
  function counted<T extends { readonly count: number } | null>(kind: string, batch: T): T {
    if (batch !== null && batch.count > 0) metrics.deleted(kind, batch.count);
    return batch;
  }
  return {
    ...store,
    deleteRows: async (table, range) => counted(table, await store.deleteRows(table, range)),
    deleteConversations: async (before) =>
      counted("conversations", await store.deleteConversations(before)),
    deleteRecoveries: async (before) => counted("recoveries", await store.deleteRecoveries(before)),
    deleteKeys: async (table, range) => counted(table, await store.deleteKeys(table, range)),
    async dropPartition(partition, kept) {
      const outcome = await store.dropPartition(partition, kept);
      if (outcome === "dropped") metrics.deleted("partitions", 1);
      return outcome;
    },
    deleteIdempotencyKeys: async (now) =>
      counted("idempotency_keys", await store.deleteIdempotencyKeys(now)),
    async hideRecordings(before) {
      const hidden = await store.hideRecordings(before);
      counted("recordings", { count: hidden.length });
      return hidden;
    },
    async markBodiesRemoved(ids) {
      await store.markBodiesRemoved(ids);
      counted("callback_bodies", { count: ids.length });
    },
  };
}

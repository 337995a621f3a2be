import type { DispatchStore } from "./dispatch-ports.ts";
import type { Ingest, IngestItem } from "./ingest.ts";
import type { LiveBus, LiveItem } from "./live-tail-ports.ts";
import type { HealthUnit, TellNews } from "./notice-ports.ts";
import { tellingOfEvents } from "./observe-inbound.ts";
import type { AttemptResult, NewEvent, StoredCallback } from "./ports.ts";
import type { ReservedTransact } from "./reserved.ts";
import type { TestStore } from "./webhook-operation-ports.ts";

/*
 * Put around what stores: each tells of what it stored once that is committed, and while nobody watches hands the work
 * on as it came.
 */

/** Callbacks, duplicates included; a replay is no new one. */
export function tellCallbacks(ingest: Ingest, live: LiveBus): Ingest {
  async function telling(item: IngestItem): ReturnType<Ingest> {
    const outcome = await ingest(item);
    if (!item.isRetold) tellCallback(live, item.callback, outcome.duplicate);
    return outcome;
  }
  return (item) => (live.isWatched(item.callback.workspaceId) ? telling(item) : ingest(item));
}

/** Nobody is told of one that is nobody's. */
export function tellCallback(live: LiveBus, callback: StoredCallback, isDuplicate = false): void {
  const { workspaceId } = callback;
  if (workspaceId === null || !live.isWatched(workspaceId)) return;
  live.publish(workspaceId, [callbackItem(callback, isDuplicate)]);
}

/** Events of callbacks, of publications, and of time that passes. */
export function tellEvents(transact: ReservedTransact, live: LiveBus): ReservedTransact {
  return async (work) => {
    if (!live.hasWatchers()) return transact(work);
    let events: NewEvent[] = [];
    const done = await transact((unit) => {
      // A transaction that is run again tells once.
      events = [];
      const insertEvents = tellingOfEvents(unit, (fresh) => void events.push(...fresh));
      return work({ ...unit, insertEvents });
    });
    publishEvents(live, events);
    return done;
  };
}

type HealthTransact = <T>(work: (unit: HealthUnit) => Promise<T>) => Promise<T>;

/** What the gateway itself has to say of webhooks that do nothing but fail. */
export function tellHealth(transact: HealthTransact, live: LiveBus): HealthTransact {
  return async (work) => {
    if (!live.hasWatchers()) return transact(work);
    let events: NewEvent[] = [];
    const done = await transact((unit) => {
      events = [];
      const insertEvents = tellingOfEvents(unit.ingest, (fresh) => void events.push(...fresh));
      return work({ ...unit, ingest: { ...unit.ingest, insertEvents } });
    });
    publishEvents(live, events);
    return done;
  };
}

export type SettledNews = {
  readonly tell: TellNews;
  readonly publish: (store: DispatchStore) => DispatchStore;
};

/** Attempts, and the notices that are made in the same transactions. Batches of results are written one by one. */
export function tellSettled(tell: TellNews, live: LiveBus, now: () => Date): SettledNews {
  let events: NewEvent[] = [];
  return {
    tell(unit, news) {
      if (!live.hasWatchers()) return tell(unit, news);
      const insertEvents = tellingOfEvents(unit, (fresh) => void events.push(...fresh));
      return tell({ ...unit, insertEvents }, news);
    },
    publish: (store) => ({
      ...store,
      async settle(settlements) {
        if (!live.hasWatchers()) return store.settle(settlements);
        events = [];
        const disowned = await store.settle(settlements);
        const results = settlements
          .map(({ result }) => result)
          .filter(({ outgoing }) => !disowned.includes(outgoing.deliveryId));
        publishAttempts(live, results, now());
        publishEvents(live, events);
        return disowned;
      },
    }),
  };
}

/** Tests that tenants send. */
export function tellTests(store: TestStore, live: LiveBus, now: () => Date): TestStore {
  return {
    ...store,
    async record(result) {
      await store.record(result);
      publishAttempts(live, [result], now());
    },
  };
}

function publishEvents(live: LiveBus, events: readonly NewEvent[]): void {
  const createdAt = new Date().toISOString();
  publishAll(live, events, ({ event }) => ({
    workspaceId: event.workspaceId,
    item: { kind: "event", data: eventData(event, createdAt) },
  }));
}

function publishAttempts(live: LiveBus, results: readonly AttemptResult[], at: Date): void {
  publishAll(live, results, (result) => ({
    workspaceId: result.outgoing.workspaceId,
    item: { kind: "delivery", data: deliveryData(result, at) },
  }));
}

type Addressed = { readonly workspaceId: string; readonly item: LiveItem };

function publishAll<T>(live: LiveBus, all: readonly T[], address: (one: T) => Addressed): void {
  const items = all.map(address).filter(({ workspaceId }) => live.isWatched(workspaceId));
  for (const [workspaceId, own] of Map.groupBy(items, (item) => item.workspaceId)) {
    live.publish(
      workspaceId,
      own.map(({ item }) => item),
    );
  }
}

function eventData(event: NewEvent["event"], createdAt: string): LiveItem["data"] {
  const { id, type, occurredAt, agentId, callId, conversationId } = event;
  return { id, type, occurredAt, createdAt, agentId, callId, conversationId };
}

const STATUS_AFTER = {
  delivered: "delivered",
  retry: "pending",
  failed: "failed",
} as const satisfies Record<AttemptResult["step"]["kind"], string>;

function deliveryData({ outgoing, response, errorClass, step }: AttemptResult, at: Date) {
  return {
    id: outgoing.deliveryId,
    webhookId: outgoing.webhook.id,
    eventId: outgoing.eventId,
    eventKey: outgoing.eventKey,
    status: STATUS_AFTER[step.kind],
    attempts: outgoing.attempt,
    responseStatus: response?.status ?? null,
    errorClass,
    updatedAt: at.toISOString(),
  };
}

function callbackItem(callback: StoredCallback, duplicate: boolean): LiveItem {
  const { id, provider, connectionId, type, verdict, reason, receivedAt } = callback;
  const at = receivedAt.toISOString();
  return {
    kind: "callback",
    data: { id, provider, connectionId, type, verdict, reason, receivedAt: at, duplicate },
  };
}

import type { Ingest, IngestItem } from "./ingest.ts";
import { type Metrics, noMetrics } from "./metrics-ports.ts";
import type { IngestUnit, NewEvent } from "./ports.ts";
import type { Receive } from "./receive.ts";
import type { ReservedTransact } from "./reserved.ts";
import type { Tracing } from "./tracing-ports.ts";

/** Who is told of the work. The work itself knows nothing of them: they are put around it. */
export type Observers = {
  readonly metrics: Metrics;
  /** Null where nobody collects spans, so that they cost nothing. */
  readonly tracing: Tracing | null;
};

export const UNOBSERVED: Observers = { metrics: noMetrics, tracing: null };

/** Counts what is refused or fails; what is stored is counted where that is known (observeIngest). */
export function observeReceive(receive: Receive, { metrics, tracing }: Observers): Receive {
  async function counted(arrival: Parameters<Receive>[0]): ReturnType<Receive> {
    const provider = arrival.provider.id;
    try {
      const received = await receive(arrival);
      if (received.kind === "rejected") metrics.callback(provider, "rejected", received.reason);
      if (received.kind === "unknown-connection")
        metrics.callback(provider, "rejected", received.kind);
      return received;
    } catch (error) {
      metrics.callback(provider, "failed");
      throw error;
    }
  }
  if (tracing === null) return counted;
  return (arrival) =>
    tracing.callback(arrival.provider.id, async (span) => {
      const received = await counted(arrival);
      span.set({ "switchhook.callback.outcome": received.kind });
      if (received.kind === "rejected") span.fail(received.reason);
      return received;
    });
}

/** Whatever is stored comes through here: callbacks, what tenants publish, and replays, which are no new callbacks. */
export function observeIngest(ingest: Ingest, { metrics, tracing }: Observers): Ingest {
  async function counted(item: IngestItem): ReturnType<Ingest> {
    const outcome = await ingest(item);
    const { provider, verdict } = item.callback;
    if (!item.isRetold) metrics.callback(provider, outcome.duplicate ? "duplicate" : verdict);
    return outcome;
  }
  if (tracing === null) return counted;
  return (item) =>
    tracing.ingest(item.callback.id, async (span) => {
      const outcome = await counted(item);
      span.set({
        "switchhook.callback.id": item.callback.id,
        "switchhook.callback.duplicate": outcome.duplicate,
        "switchhook.events": outcome.eventIds.length,
      });
      return outcome;
    });
}

type Tally = { callbacks: number; suppressed: number; readonly events: NewEvent[] };

/** Counts what transactions of ingest store, once it is stored. */
export function observeTransact(
  transact: ReservedTransact,
  { metrics, tracing }: Observers,
): ReservedTransact {
  return async (work) => {
    const startedAt = performance.now();
    let tally = newTally();
    const done = await transact((unit) => {
      // A transaction that is run again counts once.
      tally = newTally();
      return work(tallying(unit, tally));
    });
    const { callbacks, events, suppressed } = tally;
    // Others look for what is due, and mostly find nothing.
    if (callbacks > 0) metrics.committed({ callbacks, durationMs: performance.now() - startedAt });
    if (suppressed > 0) metrics.suppressed(suppressed);
    countEvents(events, metrics);
    if (tracing !== null && events.length > 0) {
      tracing.stored(
        events.map(({ event: { id, type }, callbackId }) => ({ id, type, callbackId })),
      );
    }
    return done;
  };
}

function newTally(): Tally {
  return { callbacks: 0, suppressed: 0, events: [] };
}

function tallying(unit: IngestUnit, tally: Tally): IngestUnit {
  return {
    ...unit,
    insertCallbacks(callbacks) {
      tally.callbacks += callbacks.length;
      return unit.insertCallbacks(callbacks);
    },
    insertEvents: tellingOfEvents(unit, (events) => void tally.events.push(...events)),
    insertDeliveries(deliveries) {
      for (const { status } of deliveries) if (status === "suppressed") tally.suppressed++;
      return unit.insertDeliveries(deliveries);
    },
  };
}

/** `insertEvents` that tells which of them were new. */
export function tellingOfEvents(
  unit: Pick<IngestUnit, "insertEvents">,
  tell: (fresh: readonly NewEvent[]) => void,
): IngestUnit["insertEvents"] {
  return async (events) => {
    const fresh = await unit.insertEvents(events);
    tell(fresh.size === events.length ? events : events.filter(({ event }) => fresh.has(event.id)));
    return fresh;
  };
}

export function countEvents(events: readonly NewEvent[], metrics: Metrics): void {
  const [first] = events;
  if (first === undefined) return;
  if (events.length === 1) {
    metrics.stored(first.event.type, 1);
    return;
  }
  const counts = new Map<string, number>();
  for (const { event } of events) counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
  for (const [type, count] of counts) metrics.stored(type, count);
}

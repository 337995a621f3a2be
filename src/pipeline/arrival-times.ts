import type { IngestItem } from "./ingest.ts";
import type { NewEvent, Outgoing } from "./ports.ts";

/** What goes out from memory knows when its callback came in. One that is told again came in long ago. */
export function withArrivalTimes(
  leased: readonly Outgoing[],
  events: readonly NewEvent[],
  items: readonly IngestItem[],
): readonly Outgoing[] {
  if (leased.length === 0) return leased;
  const times = new Map<string | null, Date>();
  for (const { callback, isRetold } of items) {
    if (!isRetold) times.set(callback.id, callback.receivedAt);
  }
  const callbackIds = new Map(events.map(({ event, callbackId }) => [event.id, callbackId]));
  return leased.map((outgoing) => {
    const receivedAt = times.get(callbackIds.get(outgoing.eventId) ?? null);
    return receivedAt === undefined ? outgoing : { ...outgoing, receivedAt };
  });
}

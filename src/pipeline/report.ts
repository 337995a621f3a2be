import type { OwnedDraft } from "./emit.ts";
import type { EventKey, IngestUnit, KnownEvent, NewDelivery, NewEvent } from "./ports.ts";

/** An event that a callback tells, stored by it or known before. */
export type ToldEvent = Omit<KnownEvent, "workspaceId"> & {
  readonly isNew: boolean;
  /** How many deliveries came of it now. */
  readonly deliveries: number;
};

export type Reports = ReadonlyMap<string, readonly ToldEvent[]>;

type Emitted = {
  readonly drafts: readonly OwnedDraft[];
  readonly events: readonly NewEvent[];
  readonly deliveries: readonly NewDelivery[];
};

/** What the callbacks tell, by their ids, in the order told. What one tells twice is new the first time. */
export async function reportOn(
  unit: Pick<IngestUnit, "findEvents">,
  callbackIds: ReadonlySet<string>,
  { drafts, events, deliveries }: Emitted,
): Promise<Reports> {
  const told = drafts.filter(
    ({ callbackId }) => callbackId !== null && callbackIds.has(callbackId),
  );
  if (told.length === 0) return new Map();
  const fresh = new Map(events.map((event) => [nameOf(keyOf(event)), event]));
  const keys = told.map(({ workspaceId, draft: { dedupeKey } }) => ({ workspaceId, dedupeKey }));
  const known = await lookUp(
    unit,
    keys.filter((key) => !fresh.has(nameOf(key))),
  );
  const reports = new Map<string, ToldEvent[]>();
  const seen = new Set<string>();
  for (const { workspaceId, callbackId, draft } of told) {
    const name = nameOf({ workspaceId, dedupeKey: draft.dedupeKey });
    const own = fresh.get(name);
    const isNew = own?.callbackId === callbackId && !seen.has(name);
    seen.add(name);
    const event = own?.event ?? known.get(name);
    if (event === undefined) throw new Error("an event is neither new nor known");
    const { id, type, occurredAt } = event;
    const count = isNew ? deliveries.filter(({ eventId }) => eventId === id).length : 0;
    const report = { dedupeKey: draft.dedupeKey, id, type, occurredAt, isNew, deliveries: count };
    reports.set(`${callbackId}`, [...(reports.get(`${callbackId}`) ?? []), report]);
  }
  return reports;
}

function keyOf({ event, dedupeKey }: NewEvent): EventKey {
  return { workspaceId: event.workspaceId, dedupeKey };
}

function nameOf({ workspaceId, dedupeKey }: EventKey): string {
  return `${workspaceId} ${dedupeKey}`;
}

async function lookUp(
  unit: Pick<IngestUnit, "findEvents">,
  keys: readonly EventKey[],
): Promise<ReadonlyMap<string, KnownEvent>> {
  const found = keys.length === 0 ? [] : await unit.findEvents(keys);
  return new Map(found.map((event) => [nameOf(event), event]));
}

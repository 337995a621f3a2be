import { EVENT_TYPES } from "#src/core/catalog.ts";
import { EVENT_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { ok, type Result } from "#src/core/result.ts";
import type { EventDetail, EventReads, EventRef, EventRow } from "./history-ports.ts";
import type { Publish } from "./publish.ts";
import type { RedeliverEvents } from "./redeliver-events.ts";
import { conflict, invalid, NOT_FOUND } from "./refusals.ts";
import type { ReadRefusal, Refusal } from "./tenant-ports.ts";
import type { Listed } from "./webhooks.ts";

export type Events = {
  readonly publish: Publish;
  get(ref: EventRef): Promise<Result<EventDetail, ReadRefusal>>;
  list(workspaceId: string, query: RawListQuery): Promise<Result<Listed<EventRow>, ReadRefusal>>;
  /** How many deliveries were made of it. */
  replay(ref: EventRef): Promise<Result<number, Refusal>>;
};

export function createEvents(ports: {
  readonly publish: Publish;
  readonly reads: EventReads;
  readonly redeliver: RedeliverEvents;
}): Events {
  const { publish, reads, redeliver } = ports;
  return {
    publish,
    async get(ref) {
      const event = await reads.find(ref);
      return event === null ? NOT_FOUND : ok(event);
    },
    async list(workspaceId, raw) {
      const query = readListQuery(raw, EVENT_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      return ok({ ...(await reads.list(workspaceId, query.value)), page, limit });
    },
    async replay({ workspaceId, eventId }) {
      const [event] = await reads.stored(workspaceId, [eventId]);
      if (event === undefined) return NOT_FOUND;
      if (!EVENT_TYPES.includes(event.type)) {
        return conflict(`the catalog has no ${event.type} any more`);
      }
      return ok(await redeliver(workspaceId, [event]));
    },
  };
}

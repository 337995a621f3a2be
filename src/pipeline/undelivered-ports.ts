import type { UNDELIVERED_FIELDS } from "#src/core/filter-fields.ts";
import type { ListQuery, Page } from "#src/core/list-query.ts";
import type { UndeliveredReason } from "#src/core/undelivered.ts";
import type { EventView } from "./history-ports.ts";
import type { DeliveryView } from "./tenant-ports.ts";

/** A delivery that ended without success, or an event that no webhook wanted. */
export type UndeliveredView = {
  /** Of the delivery, or of the event. */
  readonly id: string;
  readonly reason: UndeliveredReason;
  readonly at: Date;
  /** In words; null where nothing more is known. */
  readonly detail: string | null;
  readonly webhookId: string | null;
  readonly eventId: string;
  /** Null when it is kept no longer. */
  readonly event: EventView | null;
  readonly delivery: DeliveryView | null;
};

export type UndeliveredQuery = ListQuery<keyof typeof UNDELIVERED_FIELDS>;
export type ListUndelivered = (
  workspaceId: string,
  query: UndeliveredQuery,
) => Promise<Page<UndeliveredView>>;

import { payloadOf } from "#src/core/callback-payload.ts";
import { ok, type Result } from "#src/core/result.ts";
import { deliveryStatusesOf, STATUS_OF_DELIVERY } from "#src/core/wire-record.ts";
import type { Callbacks } from "./callbacks.ts";
import type { Deliveries } from "./deliveries.ts";
import { conflict, NOT_FOUND } from "./refusals.ts";
import type { ReadRefusal, Refusal } from "./tenant-ports.ts";
import type {
  InboundRecord,
  NumberedRef,
  OutboundRecord,
  RecordQuery,
  WireReads,
  WireRecord,
} from "./wire-ports.ts";

/** `payload`: of a callback whatever its size, with long texts left out. */
export type RecordDetail = OutboundRecord | (InboundRecord & { readonly payload: unknown });

export type RecordPage = {
  readonly records: readonly WireRecord[];
  readonly total: number;
  readonly page: number;
  readonly limit: number;
};

/** What was received and what is sent to webhooks of the 11Wire dialect, as one history. */
export type WireEvents = {
  list(workspaceId: string, query: RecordQuery): Promise<RecordPage>;
  get(ref: NumberedRef): Promise<Result<RecordDetail, ReadRefusal>>;
  /** Schedules a delivery that failed anew; the record as it is then. */
  retry(ref: NumberedRef): Promise<Result<OutboundRecord, Refusal>>;
};

export type WireEventPorts = {
  readonly reads: Pick<WireReads, "record" | "records">;
  readonly callbacks: Pick<Callbacks, "show">;
  readonly deliveries: Pick<Deliveries, "retry">;
};

export function createWireEvents(ports: WireEventPorts): WireEvents {
  const { reads } = ports;
  return {
    async list(workspaceId, query) {
      const { items, total } = await reads.records(workspaceId, query);
      return { records: items, total, page: query.page, limit: query.limit };
    },
    async get(ref) {
      const record = await reads.record(ref);
      if (record === null) return NOT_FOUND;
      if (record.direction === "outbound") return ok(record);
      return ok({ ...record, payload: await wholePayload(ports, ref, record) });
    },
    retry: (ref) => retry(ports, ref),
  };
}

async function wholePayload(
  { callbacks }: WireEventPorts,
  { workspaceId }: NumberedRef,
  { content, callbackId, bodyBytes }: InboundRecord,
): Promise<unknown> {
  if (content !== null) return payloadOf(content);
  const shown = await callbacks.show({ workspaceId, callbackId }, ({ body, ...callback }) =>
    body === null ? null : payloadOf({ ...callback, body }),
  );
  return (shown.ok ? shown.value : null) ?? { omitted: true, bytes: bodyBytes };
}

async function retry(
  { reads, deliveries }: WireEventPorts,
  numbered: NumberedRef,
): Promise<Result<OutboundRecord, Refusal>> {
  const record = await reads.record(numbered);
  if (record === null) return NOT_FOUND;
  if (record.direction === "inbound") {
    return conflict("This event was received; only outbound events can be retried.");
  }
  const status = STATUS_OF_DELIVERY[record.status];
  if (status !== "failed") {
    return conflict(`This event is ${status}; only failed ones can be retried.`);
  }
  const { workspaceId } = numbered;
  const { deliveryId, webhook } = record;
  // It would be suppressed at once, and the answer is to say what becomes of it.
  if (!webhook.isActive) {
    return conflict("The webhook of this event is inactive; set it to active first.");
  }
  const ref = { workspaceId, webhookId: webhook.id, deliveryId };
  // Somebody else may have asked for the same since it was read.
  const retried = await deliveries.retry(ref, deliveryStatusesOf("failed"));
  if (!retried.ok) return retried;
  // As it was when it was queued: by now it may be under way, or delivered.
  const { updatedAt } = retried.value;
  return ok({ ...record, status: "pending", reason: null, updatedAt });
}

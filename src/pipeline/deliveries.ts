import type { DeliveryStatus } from "#src/core/delivery.ts";
import { DELIVERY_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { ok, type Result } from "#src/core/result.ts";
import type { Redeliver } from "./ports.ts";
import { conflict, invalid, NOT_FOUND } from "./refusals.ts";
import type {
  DeliveryDetail,
  DeliveryReads,
  DeliveryRef,
  DeliveryView,
  ReadRefusal,
  Refusal,
  WebhookRef,
} from "./tenant-ports.ts";
import type { Listed } from "./webhooks.ts";

export type Deliveries = {
  get(ref: DeliveryRef): Promise<Result<DeliveryDetail, ReadRefusal>>;
  list(ref: WebhookRef, query: RawListQuery): Promise<Result<Listed<DeliveryView>, ReadRefusal>>;
  /** Schedules it anew; the delivery as it is then. `from`: what it has to be for that; left out, whatever became of it. */
  retry(ref: DeliveryRef, from?: readonly DeliveryStatus[]): Promise<Result<DeliveryView, Refusal>>;
};

type NotScheduled = Extract<Awaited<ReturnType<Redeliver>>, { readonly ok: false }>["reason"];

export function createDeliveries(ports: {
  readonly reads: DeliveryReads;
  readonly redeliver: Redeliver;
}): Deliveries {
  const { reads, redeliver } = ports;
  return {
    async get(ref) {
      const delivery = await reads.detail(ref);
      return delivery === null ? NOT_FOUND : ok(delivery);
    },
    async list(ref, raw) {
      const query = readListQuery(raw, DELIVERY_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      const rows = await reads.list(ref, query.value);
      return rows === null ? NOT_FOUND : ok({ ...rows, page, limit });
    },
    async retry(ref, from) {
      // Of a deleted webhook nothing is sent any more.
      if ((await reads.find(ref)) === null) return NOT_FOUND;
      const scheduled = await redeliver(ref, from);
      if (!scheduled.ok) return refusalOf(scheduled.reason);
      const delivery = await reads.find(ref);
      return delivery === null ? NOT_FOUND : ok(delivery);
    },
  };
}

function refusalOf(reason: NotScheduled): Result<never, Refusal> {
  if (reason === "not-found") return NOT_FOUND;
  if (reason === "test") return conflict("this was a test, which is sent once; send another one");
  if (reason === "other-status") return conflict("this delivery is no longer what it was");
  return conflict("this delivery is under way; it can be retried once it has ended");
}

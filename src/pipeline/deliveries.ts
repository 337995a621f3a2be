import type { DeliveryStatus } from "#src/core/delivery.ts";
import { ALL_DELIVERY_FIELDS, DELIVERY_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { ok, type Result } from "#src/core/result.ts";
import type { Redeliver } from "./ports.ts";
import { conflict, invalid, NOT_FOUND } from "./refusals.ts";
import type {
  AnyDeliveryRef,
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
  /** Of whichever webhook, those that are deleted included: what was sent to them is history. */
  readonly all: {
    get(ref: AnyDeliveryRef): Promise<Result<DeliveryDetail, ReadRefusal>>;
    list(
      workspaceId: string,
      query: RawListQuery,
    ): Promise<Result<Listed<DeliveryView>, ReadRefusal>>;
    retry(ref: AnyDeliveryRef): Promise<Result<DeliveryView, Refusal>>;
  };
};

type NotScheduled = Extract<Awaited<ReturnType<Redeliver>>, { readonly ok: false }>["reason"];

type DeliveryPorts = { readonly reads: DeliveryReads; readonly redeliver: Redeliver };

export function createDeliveries(ports: DeliveryPorts): Deliveries {
  const { reads } = ports;
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
      return retry(ports, ref, from);
    },
    all: {
      async get(ref) {
        const delivery = await reads.detailOfAny(ref);
        return delivery === null ? NOT_FOUND : ok(delivery);
      },
      async list(workspaceId, raw) {
        const query = readListQuery(raw, ALL_DELIVERY_FIELDS);
        if (!query.ok) return invalid(...query.reason);
        const { page, limit } = query.value;
        return ok({ ...(await reads.listAll(workspaceId, query.value)), page, limit });
      },
      async retry({ workspaceId, deliveryId }) {
        const known = await reads.findAny({ workspaceId, deliveryId });
        if (known === null) return NOT_FOUND;
        const ref = { workspaceId, deliveryId, webhookId: known.webhookId };
        if ((await reads.find(ref)) === null) {
          return conflict("its webhook was deleted; nothing is sent to it any more");
        }
        return retry(ports, ref);
      },
    },
  };
}

async function retry(
  { reads, redeliver }: DeliveryPorts,
  ref: DeliveryRef,
  from?: readonly DeliveryStatus[],
): Promise<Result<DeliveryView, Refusal>> {
  const scheduled = await redeliver(ref, from);
  if (!scheduled.ok) return refusalOf(scheduled.reason);
  const delivery = await reads.find(ref);
  return delivery === null ? NOT_FOUND : ok(delivery);
}

function refusalOf(reason: NotScheduled): Result<never, Refusal> {
  if (reason === "not-found") return NOT_FOUND;
  if (reason === "test") return conflict("this was a test, which is sent once; send another one");
  if (reason === "no-body") {
    return conflict("its body had been kept long enough and was removed: there is nothing to send");
  }
  if (reason === "blocked") return conflict("this delivery waits for the one in `blockedBy`");
  if (reason === "other-status") return conflict("this delivery is no longer what it was");
  return conflict("this delivery is under way; it can be retried once it has ended");
}

import { ok, type Result } from "#src/core/result.ts";
import type { SkipDelivery } from "./ordering-ports.ts";
import { conflict, NOT_FOUND } from "./refusals.ts";
import type {
  AnyDeliveryRef,
  DeliveryReads,
  DeliveryRef,
  DeliveryView,
  Refusal,
} from "./tenant-ports.ts";

export type SkipPorts = {
  readonly reads: Pick<DeliveryReads, "find" | "findAny">;
  readonly skip: SkipDelivery;
};

/** Gives up deliveries that wait, by hand; returns each as it is then. */
export type Skips = {
  one(ref: DeliveryRef): Promise<Result<DeliveryView, Refusal>>;
  /** Of whichever webhook. */
  any(ref: AnyDeliveryRef): Promise<Result<DeliveryView, Refusal>>;
};

export function createSkips(ports: SkipPorts): Skips {
  const { reads } = ports;
  return {
    one: async (ref) => ((await reads.find(ref)) === null ? NOT_FOUND : skip(ports, ref)),
    async any({ workspaceId, deliveryId }) {
      const known = await reads.findAny({ workspaceId, deliveryId });
      if (known === null) return NOT_FOUND;
      const ref = { workspaceId, deliveryId, webhookId: known.webhookId };
      if ((await reads.find(ref)) !== null) return skip(ports, ref);
      return conflict("its webhook was deleted; nothing is sent to it any more");
    },
  };
}

async function skip(
  { reads, skip: giveUp }: SkipPorts,
  ref: DeliveryRef,
): Promise<Result<DeliveryView, Refusal>> {
  const skipped = await giveUp(ref);
  if (!skipped.ok) return refusalOf(skipped.reason);
  const delivery = await reads.find(ref);
  return delivery === null ? NOT_FOUND : ok(delivery);
}

function refusalOf(reason: "not-found" | "ended" | "in-flight"): Result<never, Refusal> {
  if (reason === "not-found") return NOT_FOUND;
  if (reason === "ended") return conflict("this delivery has ended; there is nothing to skip");
  return conflict("an attempt is under way; this delivery can be skipped once that has failed");
}

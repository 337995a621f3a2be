import type { Result } from "#src/core/result.ts";
import type { DeliveryRef } from "./tenant-ports.ts";

/** A delivery of a webhook with an order, and what it has in common with those that it waits for. */
export type OrderedDelivery = {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly key: string;
};

/** Gives a pending delivery up; what waits for it goes on. */
export type SkipDelivery = (
  ref: DeliveryRef,
) => Promise<Result<void, "not-found" | "ended" | "in-flight">>;

/**
 * Looks at so many keys, in their order and from this one on, whether those that wait there wait for something: it is
 * the settling of each head that releases the next, and this is the second net. Returns where to go on; null at the end.
 */
export type SweepOrders = (after: OrderCursor | null, limit: number) => Promise<Swept>;
export type OrderCursor = { readonly webhookId: string; readonly key: string };
export type Swept = { readonly released: number; readonly last: OrderCursor | null };

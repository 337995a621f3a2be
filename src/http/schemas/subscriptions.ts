import { z } from "@hono/zod-openapi";
import type { SubscriptionView } from "#src/pipeline/tenant-ports.ts";
import { Time } from "./common.ts";

const EventKey = z.string().min(1).max(200).openapi({ example: "call.callEnded" });

export const CreateSubscription = z
  .object({ eventKey: EventKey, isActive: z.boolean().default(true) })
  .openapi("CreateSubscription");
export const UpdateSubscription = z
  .object({ eventKey: EventKey.optional(), isActive: z.boolean().optional() })
  .openapi("UpdateSubscription");

export const Subscription = z
  .object({
    id: z.uuid(),
    eventKey: z.string(),
    isActive: z.boolean(),
    webhookId: z.uuid(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("Subscription");
export type Subscription = z.infer<typeof Subscription>;

export function subscriptionBody(view: SubscriptionView): Subscription {
  return {
    id: view.id,
    eventKey: view.eventKey,
    isActive: view.isActive,
    webhookId: view.webhookId,
    createdAt: view.createdAt.toISOString(),
    updatedAt: view.updatedAt.toISOString(),
  };
}

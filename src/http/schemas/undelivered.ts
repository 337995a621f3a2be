import { z } from "@hono/zod-openapi";
import { UNDELIVERED_REASONS } from "#src/core/undelivered.ts";
import type { UndeliveredView } from "#src/pipeline/undelivered-ports.ts";
import { Time } from "./common.ts";
import { Delivery, deliveryBody } from "./deliveries.ts";
import { Event, eventBody } from "./events.ts";

export const Undelivered = z
  .object({
    id: z.uuid().openapi({ description: "Of the delivery; of the event where there is none." }),
    reason: z.enum(UNDELIVERED_REASONS).openapi({
      description:
        "`exhausted`: given up after the last attempt. `suppressed`: its owner had switched the webhook off, or deleted it. `blocked`: deliveries may not go to that address. `deactivated`: the gateway switched the webhook off. `no_match`: no webhook wanted the event.",
    }),
    detail: z.string().nullable().openapi({ description: "In words, as far as more is known." }),
    at: Time.openapi({ description: "When that was certain." }),
    webhookId: z.uuid().nullable(),
    eventId: z.uuid(),
    event: z
      .union([Event, z.null()])
      .openapi({ description: "Null when the event is kept no longer." }),
    delivery: z.union([Delivery, z.null()]).openapi({ description: "Null for `no_match`." }),
  })
  .openapi("Undelivered");
export type Undelivered = z.infer<typeof Undelivered>;

export function undeliveredBody(view: UndeliveredView): Undelivered {
  const { id, reason, detail, webhookId, eventId, event, delivery } = view;
  return {
    ...{ id, reason, detail, webhookId, eventId },
    at: view.at.toISOString(),
    event: event && eventBody(event),
    delivery: delivery && deliveryBody(delivery),
  };
}

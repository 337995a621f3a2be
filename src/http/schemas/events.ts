import { z } from "@hono/zod-openapi";
import { DELIVERY_STATUSES } from "#src/core/delivery.ts";
import { LONGEST_BATCH, Publication } from "#src/core/publication.ts";
import type { EventDetail, EventRow, EventView } from "#src/pipeline/history-ports.ts";
import { Time } from "./common.ts";

// A schema of its own: those made in the core know nothing of OpenAPI.
export const PublishEvent = Publication.extend({}).openapi("PublishEvent", {
  description:
    "`type` is a key of the event catalog, `data` what the catalog says of it; fields that may be null can be left out. `id` names the fact: what is published twice under one id is stored once.",
  example: {
    type: "contact.created",
    id: "contact-48213",
    data: { contactId: 48_213, name: "Lucía Hernández", phoneNumber: "+525538808448" },
  },
});

/** Counted before they are looked at. */
const Batch = z
  .array(z.unknown())
  .min(1)
  .max(LONGEST_BATCH)
  .pipe(z.array(PublishEvent))
  .openapi({
    type: "array",
    items: { $ref: "#/components/schemas/PublishEvent" },
    minItems: 1,
    maxItems: LONGEST_BATCH,
  });

export const PublishEvents = z.object({ events: Batch }).openapi("PublishEvents");

export const PublishedEvent = z
  .object({
    id: z.uuid(),
    type: z.string(),
    occurredAt: Time,
    duplicate: z.boolean().openapi({
      description: "The publisher's id was used before; this is the event of that time.",
    }),
  })
  .openapi("PublishedEvent");

export const PublishedEvents = z
  .object({ data: z.array(PublishedEvent) })
  .openapi("PublishedEvents");

export const IdempotencyHeader = z.object({
  "Idempotency-Key": z.string().optional().openapi({
    description:
      "1 to 255 visible characters, quoted or bare. For 24 hours the same key with the same body is answered as the first time (`Idempotency-Replayed: true`), with another body by 422. What is under way is waited for.",
  }),
});

export const Event = z
  .object({
    id: z.uuid(),
    type: z.string(),
    occurredAt: Time,
    agentId: z.uuid().nullable(),
    workflowId: z.string().nullable(),
    callId: z.string().nullable(),
    conversationId: z.string().nullable(),
    callbackId: z.uuid().nullable().openapi({ description: "The callback that told it." }),
    createdAt: Time,
  })
  .openapi("Event");
export type Event = z.infer<typeof Event>;

const Count = z.int();
const COUNTS = { pending: Count, delivered: Count, failed: Count, suppressed: Count };

export const ListedEvent = Event.extend({
  provider: z.string().nullable().openapi({
    description:
      "Whose callback told it, `platform` of what was published; null where time alone decided, and where retention has removed the callback.",
  }),
  deliveryCounts: z
    .object(COUNTS)
    .openapi("DeliveryCounts", { description: "How many deliveries it has, by status." }),
}).openapi("ListedEvent");

const EventDelivery = z
  .object({
    id: z.uuid(),
    webhookId: z.uuid(),
    eventKey: z.string(),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.int(),
    createdAt: Time,
  })
  .openapi("EventDelivery");

export const EventWithData = ListedEvent.extend({
  data: z.record(z.string(), z.unknown()),
  deliveries: z.array(EventDelivery).openapi({ description: "Oldest first; 1,000 at most." }),
}).openapi("EventWithData");

export const Redelivered = z
  .object({ deliveries: z.int().openapi({ description: "New deliveries that were made." }) })
  .openapi("Redelivered");

export function eventBody(view: EventView): Event {
  return {
    id: view.id,
    type: view.type,
    occurredAt: view.occurredAt.toISOString(),
    agentId: view.agentId,
    workflowId: view.workflowId,
    callId: view.callId,
    conversationId: view.conversationId,
    callbackId: view.callbackId,
    createdAt: view.createdAt.toISOString(),
  };
}

export function listedEventBody(row: EventRow): z.infer<typeof ListedEvent> {
  const { provider, deliveryCounts } = row;
  return { ...eventBody(row), provider, deliveryCounts };
}

export function eventDetailBody(detail: EventDetail): z.infer<typeof EventWithData> {
  const deliveries = detail.deliveries.map(({ createdAt, ...delivery }) => {
    return { ...delivery, createdAt: createdAt.toISOString() };
  });
  return { ...listedEventBody(detail), data: { ...detail.data }, deliveries };
}

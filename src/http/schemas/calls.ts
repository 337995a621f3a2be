import { z } from "@hono/zod-openapi";
import { CALL_STATUSES } from "#src/core/call-state.ts";
import { CallData } from "#src/core/catalog/call-events.ts";
import { Time } from "./common.ts";

// What the platform attached may be any JSON, whose recursive schema an OpenAPI document cannot hold.
const Attached = z.record(z.string(), z.unknown());

// Its transcript may be long: `transcriptionUrl` leads to it.
export const Call = CallData.omit({ transcript: true })
  .extend({
    metadata: Attached,
    outcomes: Attached,
    id: z.uuid(),
    status: z.enum(CALL_STATUSES),
    agentId: z.uuid().nullable(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("Call");

export const TimelineEntry = z
  .object({
    at: Time,
    kind: z.enum(["callback", "event", "delivery", "attempt"]),
    id: z.string().openapi({ description: "Of an attempt: `deliveryId/number`." }),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi("TimelineEntry");

export const CallStory = z
  .object({ call: Call, timeline: z.array(TimelineEntry) })
  .openapi("CallStory");

export const ConversationStory = z
  .object({ conversationId: z.string(), timeline: z.array(TimelineEntry) })
  .openapi("ConversationStory");

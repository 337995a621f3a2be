import { createRoute, z } from "@hono/zod-openapi";
import { jsonContent } from "#src/http/schemas/common.ts";
import { WireId, wireChanging, wireReading } from "#src/http/schemas/eleven-wire/answers.ts";
import { EventQuery, toRecordQuery } from "#src/http/schemas/eleven-wire/event-query.ts";
import {
  EventList,
  eventListBody,
  OneEvent,
  oneEventBody,
  outboundDetailBody,
  RetryQueued,
} from "#src/http/schemas/eleven-wire/events.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { WireEvents } from "#src/pipeline/wire-events.ts";
import { wireFailed, wireRefused } from "./answer.ts";
import { READ, refOf, TAGS, WRITE } from "./common.ts";

const ONE = "/api/webhooks/events/{id}";
const QUEUED = "Webhook delivery retry queued";
const Path = z.object({ id: WireId });

const list = createRoute({
  method: "get",
  path: "/api/webhooks/events",
  operationId: "listWireEvents",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: EventQuery },
  responses: wireReading({
    200: jsonContent(EventList, "A page of what was received and sent, newest first"),
  }),
});

const get = createRoute({
  method: "get",
  path: ONE,
  operationId: "getWireEvent",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: wireReading({ 200: jsonContent(OneEvent, "The event") }),
});

const retry = createRoute({
  method: "post",
  path: `${ONE}/retry`,
  operationId: "retryWireEvent",
  tags: TAGS,
  description: "Of outbound events that failed.",
  middleware: [WRITE] as const,
  request: { params: Path },
  responses: wireChanging({ 200: jsonContent(RetryQueued, "Queued; the event as it is then") }),
});

/** `/api/webhooks/events` of the 11Wire document. */
export function eventRoutes(events: WireEvents) {
  return tenantRouter(wireFailed)
    .openapi(list, async (c) => {
      const query = toRecordQuery(c.req.valid("query"));
      const page = await events.list(c.get("principal").workspaceId, query);
      return c.json(eventListBody(page), 200);
    })
    .openapi(get, async (c) => {
      const found = await events.get(refOf(c.get("principal"), c.req.valid("param")));
      return found.ok ? c.json(oneEventBody(found.value), 200) : wireRefused(c, found.reason);
    })
    .openapi(retry, async (c) => {
      const retried = await events.retry(refOf(c.get("principal"), c.req.valid("param")));
      if (!retried.ok) return wireRefused(c, retried.reason);
      const event = outboundDetailBody(retried.value);
      return c.json({ success: true as const, message: QUEUED, event }, 200);
    });
}

import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { EVENT_FIELDS } from "#src/core/filter-fields.ts";
import { issue } from "#src/core/issue.ts";
import type { Publication } from "#src/core/publication.ts";
import { parseIdempotencyKey } from "#src/http/idempotency-key.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope, type TenantEnv } from "#src/http/middleware/authenticate.ts";
import { jsonBody } from "#src/http/middleware/json-body.ts";
import { failed, invalidRequest, refused } from "#src/http/problem.ts";
import { parsedTarget, peerAddress, rawHeaders, rawTarget } from "#src/http/raw-request.ts";
import { jsonContent, jsonRequest, listOf, pathId } from "#src/http/schemas/common.ts";
import {
  EventWithData,
  eventDetailBody,
  IdempotencyHeader,
  ListedEvent,
  listedEventBody,
  PublishEvent,
  PublishEvents,
  PublishedEvent,
  PublishedEvents,
  Redelivered,
} from "#src/http/schemas/events.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { changing, problemContent, reading, writing } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Events } from "#src/pipeline/events.ts";
import type { PublishRefusal, PublishRequest } from "#src/pipeline/publish.ts";

const TAGS = ["Events"];
const READ = requireScope("events:read");
const WRITE = requireScope("events:write");
const Path = z.object({ eventId: pathId("evt") });
const KEY_REUSED = { 422: problemContent("The Idempotency-Key came with another body before.") };

/** Its body may be larger than that of other routes. */
export const BATCH_PATH = "/v1/events/batch";

const publish = createRoute({
  method: "post",
  path: "/v1/events",
  operationId: "publishEvent",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { headers: IdempotencyHeader, body: jsonRequest(PublishEvent) },
  responses: writing({ ...KEY_REUSED, 202: jsonContent(PublishedEvent, "Stored") }),
});

const publishBatch = createRoute({
  method: "post",
  path: BATCH_PATH,
  operationId: "publishEvents",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { headers: IdempotencyHeader, body: jsonRequest(PublishEvents) },
  responses: writing({ ...KEY_REUSED, 202: jsonContent(PublishedEvents, "All of them stored") }),
});

const list = createRoute({
  method: "get",
  path: "/v1/events",
  operationId: "listEvents",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: listParameters(EVENT_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(ListedEvent), "A page of events") }),
});

const get = createRoute({
  method: "get",
  path: "/v1/events/{eventId}",
  operationId: "getEvent",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: reading({ 200: jsonContent(EventWithData, "The event") }),
});

const replay = createRoute({
  method: "post",
  path: "/v1/events/{eventId}/replay",
  operationId: "replayEvent",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path },
  responses: changing({
    202: jsonContent(Redelivered, "Sent to the webhooks that want it now, as new deliveries"),
  }),
});

/** `/v1/events`: what a tenant's own platform publishes, and all that happened. */
export function eventRoutes(events: Events) {
  return tenantRouter()
    .openapi(publish, async (c) => {
      const request = await requestOf(c, [c.req.valid("json")]);
      if (request === null) return wrongKey(c);
      const published = await events.publish.one(request);
      if (!published.ok) return notPublished(c, published.reason);
      return c.json(published.value.body, 202, replayedHeaders(published.value));
    })
    .openapi(publishBatch, async (c) => {
      const request = await requestOf(c, c.req.valid("json").events);
      if (request === null) return wrongKey(c);
      const published = await events.publish.batch(request);
      if (!published.ok) return notPublished(c, published.reason);
      const { data } = published.value.body;
      return c.json({ data: [...data] }, 202, replayedHeaders(published.value));
    })
    .openapi(list, async (c) => {
      const page = await events.list(c.get("principal").workspaceId, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, listedEventBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const found = await events.get({ ...c.get("principal"), ...c.req.valid("param") });
      return found.ok ? c.json(eventDetailBody(found.value), 200) : refused(c, found.reason);
    })
    .openapi(replay, async (c) => {
      const made = await events.replay({ ...c.get("principal"), ...c.req.valid("param") });
      return made.ok ? c.json({ deliveries: made.value }, 202) : refused(c, made.reason);
    });
}

/** Null when the Idempotency-Key is none. */
async function requestOf(
  c: Context<TenantEnv>,
  publications: readonly Publication[],
): Promise<PublishRequest | null> {
  const header = c.req.header("Idempotency-Key");
  const key = header === undefined ? null : parseIdempotencyKey(header);
  if (key === undefined) return null;
  return {
    workspaceId: c.get("principal").workspaceId,
    publications,
    idempotencyKey: key,
    target: rawTarget(c) ?? parsedTarget(c),
    rawHeaders: rawHeaders(c),
    headers: c.req.raw.headers,
    peerAddress: peerAddress(c),
    body: new Uint8Array(await c.req.arrayBuffer()),
  };
}

function wrongKey(c: Context) {
  const message = "must have 1 to 255 visible ASCII characters, quoted or bare";
  return invalidRequest(c, [issue("Idempotency-Key", message)]);
}

function notPublished(c: Context, refusal: PublishRefusal) {
  if (refusal.kind !== "key-reused") return refused(c, refusal);
  const detail = "This Idempotency-Key came with another body before. Use a new key.";
  return failed(c, "idempotency-key-reused", { detail });
}

function replayedHeaders({ isReplayed }: { readonly isReplayed: boolean }): Record<string, string> {
  return isReplayed ? { "Idempotency-Replayed": "true" } : {};
}

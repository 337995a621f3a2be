import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { isListed } from "#src/http/content.ts";
import { languageFor } from "#src/http/language.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { notFound } from "#src/http/problem.ts";
import { jsonContent } from "#src/http/schemas/common.ts";
import {
  EventType,
  EventTypeList,
  EventTypeParameters,
  eventTypeBody,
  LanguageParameters,
} from "#src/http/schemas/event-types.ts";
import { reading } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { EventTypes } from "#src/pipeline/event-types.ts";
import { sha256Hex } from "#src/security/hmac.ts";

const TAGS = ["Event types"];
const READ = requireScope("events:read");
const MAX_AGE_SECONDS = 300;
const UNCHANGED = { 304: { description: "What the client has already (`If-None-Match`)" } };

const list = createRoute({
  method: "get",
  path: "/v1/event-types",
  operationId: "listEventTypes",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: EventTypeParameters },
  responses: reading({ ...UNCHANGED, 200: jsonContent(EventTypeList, "The catalog of events") }),
});

const get = createRoute({
  method: "get",
  path: "/v1/event-types/{key}",
  operationId: "getEventType",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: z.object({ key: z.string() }), query: LanguageParameters },
  responses: reading({ ...UNCHANGED, 200: jsonContent(EventType, "An event of the catalog") }),
});

/** `/v1/event-types`: which events there are, and what they look like. */
export function eventTypeRoutes(eventTypes: EventTypes) {
  return tenantRouter()
    .openapi(list, (c) => {
      const { language: asked, ...filter } = c.req.valid("query");
      const language = languageFor(c, asked);
      const data = eventTypes.list(filter).map((view) => eventTypeBody(view, language));
      return hasIt(c, { data }) ? c.body(null, 304) : c.json({ data }, 200);
    })
    .openapi(get, (c) => {
      const view = eventTypes.get(c.req.valid("param").key);
      if (view === null) return notFound(c);
      const body = eventTypeBody(view, languageFor(c, c.req.valid("query").language));
      return hasIt(c, body) ? c.body(null, 304) : c.json(body, 200);
    });
}

/** Sets what caches need, and tells whether the client has the body already. */
function hasIt(c: Context, body: object): boolean {
  const etag = `"${sha256Hex(JSON.stringify(body)).slice(0, 32)}"`;
  c.header("ETag", etag);
  c.header("Cache-Control", `private, max-age=${MAX_AGE_SECONDS}`);
  return isListed(etag, c.req.header("If-None-Match"));
}

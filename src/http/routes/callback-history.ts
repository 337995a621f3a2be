import { createRoute, z } from "@hono/zod-openapi";
import { CALLBACK_FIELDS } from "#src/core/filter-fields.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { refused } from "#src/http/problem.ts";
import {
  Callback,
  CallbackWithBody,
  callbackBody,
  callbackDetailBody,
  Force,
  Replayed,
  replayedBody,
} from "#src/http/schemas/callbacks.ts";
import { jsonContent, listOf, pathId } from "#src/http/schemas/common.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { changing, reading } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Callbacks } from "#src/pipeline/callbacks.ts";

const TAGS = ["Callbacks"];
const READ = requireScope("events:read");
const WRITE = requireScope("events:write");
const Path = z.object({ callbackId: pathId() });

const list = createRoute({
  method: "get",
  path: "/v1/callbacks",
  operationId: "listCallbacks",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: listParameters(CALLBACK_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(Callback), "A page of callbacks") }),
});

const get = createRoute({
  method: "get",
  path: "/v1/callbacks/{callbackId}",
  operationId: "getCallback",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: changing({ 200: jsonContent(CallbackWithBody, "The callback as it was received") }),
});

const replay = createRoute({
  method: "post",
  path: "/v1/callbacks/{callbackId}/replay",
  operationId: "replayCallback",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path, query: Force },
  responses: changing({
    200: jsonContent(Replayed, "What reading it again with today's code led to"),
  }),
});

/** `/v1/callbacks`: what providers sent, byte for byte, and reading it again. */
export function callbackHistoryRoutes(callbacks: Callbacks) {
  return tenantRouter()
    .openapi(list, async (c) => {
      const page = await callbacks.list(c.get("principal").workspaceId, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, callbackBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const shown = await callbacks.show(ref, callbackDetailBody);
      return shown.ok ? c.json(shown.value, 200) : refused(c, shown.reason);
    })
    .openapi(replay, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const replayed = await callbacks.replay(ref, c.req.valid("query").force === "true");
      return replayed.ok ? c.json(replayedBody(replayed.value), 200) : refused(c, replayed.reason);
    });
}

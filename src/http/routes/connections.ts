import { createRoute, z } from "@hono/zod-openapi";
import { CALLBACK_FIELDS, CONNECTION_FIELDS } from "#src/core/filter-fields.ts";
import { etagOf, readIfMatch } from "#src/http/etag.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonBody } from "#src/http/middleware/json-body.ts";
import { invalidRequest, refused } from "#src/http/problem.ts";
import { Callback, callbackBody } from "#src/http/schemas/callbacks.ts";
import { jsonContent, jsonRequest, listOf, pathId } from "#src/http/schemas/common.ts";
import { IfMatch, taggedContent } from "#src/http/schemas/etag.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { changing, reading, writing } from "#src/http/schemas/problem.ts";
import {
  ConnectionBody,
  ConnectionPatchBody,
  connectionBody,
  NewConnectionBody,
  RotateConnectionSecretBody,
} from "#src/http/schemas/provisioning.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Connections } from "#src/pipeline/connections.ts";

const TAGS = ["Connections"];
const READ = requireScope("connections:read");
const WRITE = requireScope("connections:write");
const Path = z.object({ id: pathId() });

const createOne = createRoute({
  method: "post",
  path: "/v1/connections",
  operationId: "createConnection",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { body: jsonRequest(NewConnectionBody) },
  responses: writing({ 201: taggedContent(ConnectionBody, "Created") }),
});

const list = createRoute({
  method: "get",
  path: "/v1/connections",
  operationId: "listConnections",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: listParameters(CONNECTION_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(ConnectionBody), "A page of connections") }),
});

const get = createRoute({
  method: "get",
  path: "/v1/connections/{id}",
  operationId: "getConnection",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: reading({ 200: taggedContent(ConnectionBody, "The connection") }),
});

const update = createRoute({
  method: "patch",
  path: "/v1/connections/{id}",
  operationId: "updateConnection",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: Path, headers: IfMatch, body: jsonRequest(ConnectionPatchBody) },
  responses: writing({ 200: taggedContent(ConnectionBody, "The connection as it is now") }),
});

const remove = createRoute({
  method: "delete",
  path: "/v1/connections/{id}",
  operationId: "deleteConnection",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path, headers: IfMatch },
  responses: changing({ 204: { description: "Deleted; its history stays" } }),
});

const rotate = createRoute({
  method: "post",
  path: "/v1/connections/{id}/secret/rotate",
  operationId: "rotateConnectionSecret",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: Path, headers: IfMatch, body: jsonRequest(RotateConnectionSecretBody) },
  responses: writing({
    200: taggedContent(ConnectionBody, "Callbacks signed with it verify, and with those it kept"),
  }),
});

const retire = createRoute({
  method: "post",
  path: "/v1/connections/{id}/secret/retire",
  operationId: "retireConnectionSecrets",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path, headers: IfMatch },
  responses: changing({
    200: taggedContent(ConnectionBody, "Of several secrets the first alone is valid now"),
  }),
});

const rejections = createRoute({
  method: "get",
  path: "/v1/connections/{id}/rejections",
  operationId: "listConnectionRejections",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path, query: listParameters(CALLBACK_FIELDS) },
  responses: reading({
    200: jsonContent(
      listOf(Callback),
      "A page of callbacks that were refused: of the connection, and those that named none and were for one of the workspace's at that provider",
    ),
  }),
});

/** `/v1/connections`: a workspace's accounts at providers. */
export function connectionRoutes(connections: Connections) {
  return tenantRouter()
    .openapi(createOne, async (c) => {
      const { workspaceId } = c.get("principal");
      const made = await connections.create({ ...c.req.valid("json"), workspaceId });
      if (!made.ok) return refused(c, made.reason);
      const headers = {
        Location: `/v1/connections/${made.value.id}`,
        ETag: etagOf(made.value.revision),
      };
      return c.json(connectionBody(made.value), 201, headers);
    })
    .openapi(list, async (c) => {
      const page = await connections.list(c.get("principal").workspaceId, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, connectionBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const found = await connections.get({ ...c.get("principal"), ...c.req.valid("param") });
      if (!found.ok) return refused(c, found.reason);
      return c.json(connectionBody(found.value), 200, { ETag: etagOf(found.value.revision) });
    })
    .openapi(update, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const updated = await connections.update(ref, c.req.valid("json"), expected.value);
      if (!updated.ok) return refused(c, updated.reason);
      return c.json(connectionBody(updated.value), 200, { ETag: etagOf(updated.value.revision) });
    })
    .openapi(rotate, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const rotated = await connections.rotateSecret(ref, c.req.valid("json"), expected.value);
      if (!rotated.ok) return refused(c, rotated.reason);
      return c.json(connectionBody(rotated.value), 200, { ETag: etagOf(rotated.value.revision) });
    })
    .openapi(retire, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const retired = await connections.retireSecrets(ref, expected.value);
      if (!retired.ok) return refused(c, retired.reason);
      return c.json(connectionBody(retired.value), 200, { ETag: etagOf(retired.value.revision) });
    })
    .openapi(rejections, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const page = await connections.rejections(ref, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, callbackBody) : refused(c, page.reason);
    })
    .openapi(remove, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const removed = await connections.remove(ref, expected.value);
      return removed.ok ? c.body(null, 204) : refused(c, removed.reason);
    });
}

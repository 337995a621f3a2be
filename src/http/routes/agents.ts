import { createRoute, z } from "@hono/zod-openapi";
import { AGENT_FIELDS } from "#src/core/filter-fields.ts";
import { etagOf, readIfMatch } from "#src/http/etag.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonBody } from "#src/http/middleware/json-body.ts";
import { invalidRequest, refused } from "#src/http/problem.ts";
import { jsonContent, jsonRequest, listOf, pathId } from "#src/http/schemas/common.ts";
import { IfMatch, taggedContent } from "#src/http/schemas/etag.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { changing, reading, writing } from "#src/http/schemas/problem.ts";
import {
  AgentBody,
  AgentPatchBody,
  agentBody,
  NewAgentBody,
} from "#src/http/schemas/provisioning.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Agents } from "#src/pipeline/agents.ts";

const TAGS = ["Agents"];
const READ = requireScope("agents:read");
const WRITE = requireScope("agents:write");
const Path = z.object({ id: pathId() });

const createOne = createRoute({
  method: "post",
  path: "/v1/agents",
  operationId: "createAgent",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { body: jsonRequest(NewAgentBody) },
  responses: writing({ 201: taggedContent(AgentBody, "Created") }),
});

const list = createRoute({
  method: "get",
  path: "/v1/agents",
  operationId: "listAgents",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: listParameters(AGENT_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(AgentBody), "A page of agents") }),
});

const get = createRoute({
  method: "get",
  path: "/v1/agents/{id}",
  operationId: "getAgent",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: reading({ 200: taggedContent(AgentBody, "The agent") }),
});

const update = createRoute({
  method: "patch",
  path: "/v1/agents/{id}",
  operationId: "updateAgent",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: Path, headers: IfMatch, body: jsonRequest(AgentPatchBody) },
  responses: writing({ 200: taggedContent(AgentBody, "The agent as it is now") }),
});

const remove = createRoute({
  method: "delete",
  path: "/v1/agents/{id}",
  operationId: "deleteAgent",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path, headers: IfMatch },
  responses: changing({
    204: {
      description: "Deleted, and taken out of the webhooks that are limited to it among others",
    },
  }),
});

/** `/v1/agents`: what calls and messages are about. */
export function agentRoutes(agents: Agents) {
  return tenantRouter()
    .openapi(createOne, async (c) => {
      const { workspaceId } = c.get("principal");
      const made = await agents.create({ ...c.req.valid("json"), workspaceId });
      if (!made.ok) return refused(c, made.reason);
      const headers = {
        Location: `/v1/agents/${made.value.id}`,
        ETag: etagOf(made.value.revision),
      };
      return c.json(agentBody(made.value), 201, headers);
    })
    .openapi(list, async (c) => {
      const page = await agents.list(c.get("principal").workspaceId, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, agentBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const found = await agents.get({ ...c.get("principal"), ...c.req.valid("param") });
      if (!found.ok) return refused(c, found.reason);
      return c.json(agentBody(found.value), 200, { ETag: etagOf(found.value.revision) });
    })
    .openapi(update, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const updated = await agents.update(ref, c.req.valid("json"), expected.value);
      if (!updated.ok) return refused(c, updated.reason);
      return c.json(agentBody(updated.value), 200, { ETag: etagOf(updated.value.revision) });
    })
    .openapi(remove, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const removed = await agents.remove(ref, expected.value);
      return removed.ok ? c.body(null, 204) : refused(c, removed.reason);
    });
}

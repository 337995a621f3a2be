import { createRoute, z } from "@hono/zod-openapi";
import { WORKFLOW_FIELDS } from "#src/core/filter-fields.ts";
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
  NewWorkflowBody,
  WorkflowBody,
  WorkflowPatchBody,
  workflowBody,
} from "#src/http/schemas/workflows.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Workflows } from "#src/pipeline/workflows.ts";

const TAGS = ["Workflows"];
const READ = requireScope("workflows:read");
const WRITE = requireScope("workflows:write");
const Path = z.object({ id: pathId() });

const createOne = createRoute({
  method: "post",
  path: "/v1/workflows",
  operationId: "createWorkflow",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { body: jsonRequest(NewWorkflowBody) },
  responses: writing({ 201: taggedContent(WorkflowBody, "Created") }),
});

const list = createRoute({
  method: "get",
  path: "/v1/workflows",
  operationId: "listWorkflows",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: listParameters(WORKFLOW_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(WorkflowBody), "A page of workflows") }),
});

const get = createRoute({
  method: "get",
  path: "/v1/workflows/{id}",
  operationId: "getWorkflow",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: reading({ 200: taggedContent(WorkflowBody, "The workflow") }),
});

const update = createRoute({
  method: "patch",
  path: "/v1/workflows/{id}",
  operationId: "updateWorkflow",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: Path, headers: IfMatch, body: jsonRequest(WorkflowPatchBody) },
  responses: writing({ 200: taggedContent(WorkflowBody, "The workflow as it is now") }),
});

const remove = createRoute({
  method: "delete",
  path: "/v1/workflows/{id}",
  operationId: "deleteWorkflow",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path, headers: IfMatch },
  responses: changing({
    204: {
      description: "Deleted, and taken out of the webhooks that are limited to it among others",
    },
  }),
});

/** `/v1/workflows`: what the platform's own events are about. */
export function workflowRoutes(workflows: Workflows) {
  return tenantRouter()
    .openapi(createOne, async (c) => {
      const { workspaceId } = c.get("principal");
      const made = await workflows.create({ ...c.req.valid("json"), workspaceId });
      if (!made.ok) return refused(c, made.reason);
      const headers = {
        Location: `/v1/workflows/${made.value.id}`,
        ETag: etagOf(made.value.revision),
      };
      return c.json(workflowBody(made.value), 201, headers);
    })
    .openapi(list, async (c) => {
      const page = await workflows.list(c.get("principal").workspaceId, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, workflowBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const found = await workflows.get({ ...c.get("principal"), ...c.req.valid("param") });
      if (!found.ok) return refused(c, found.reason);
      return c.json(workflowBody(found.value), 200, { ETag: etagOf(found.value.revision) });
    })
    .openapi(update, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const updated = await workflows.update(ref, c.req.valid("json"), expected.value);
      if (!updated.ok) return refused(c, updated.reason);
      return c.json(workflowBody(updated.value), 200, { ETag: etagOf(updated.value.revision) });
    })
    .openapi(remove, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const removed = await workflows.remove(ref, expected.value);
      return removed.ok ? c.body(null, 204) : refused(c, removed.reason);
    });
}

import { createRoute, z } from "@hono/zod-openapi";
import { API_KEY_FIELDS } from "#src/core/filter-fields.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonBody } from "#src/http/middleware/json-body.ts";
import { failed, refused } from "#src/http/problem.ts";
import { KeptApiKeyBody, keptApiKeyBody } from "#src/http/schemas/api-keys.ts";
import { jsonContent, jsonRequest, listOf, pathId } from "#src/http/schemas/common.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { changing, reading, writing } from "#src/http/schemas/problem.ts";
import { ApiKeyBody, apiKeyBody, NewApiKeyBody } from "#src/http/schemas/provisioning.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { ApiKeys } from "#src/pipeline/api-keys.ts";

const TAGS = ["API keys"];
const READ = requireScope("keys:read");
const WRITE = requireScope("keys:write");
const Path = z.object({ id: pathId() });

const createOne = createRoute({
  method: "post",
  path: "/v1/api-keys",
  operationId: "createApiKey",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { body: jsonRequest(NewApiKeyBody) },
  responses: writing({ 201: jsonContent(ApiKeyBody, "Created; the key is shown this once") }),
});

const list = createRoute({
  method: "get",
  path: "/v1/api-keys",
  operationId: "listApiKeys",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: listParameters(API_KEY_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(KeptApiKeyBody), "A page of keys in use") }),
});

const get = createRoute({
  method: "get",
  path: "/v1/api-keys/{id}",
  operationId: "getApiKey",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: Path },
  responses: reading({ 200: jsonContent(KeptApiKeyBody, "What is known of the key") }),
});

const revoke = createRoute({
  method: "delete",
  path: "/v1/api-keys/{id}",
  operationId: "revokeApiKey",
  tags: TAGS,
  middleware: [WRITE] as const,
  request: { params: Path },
  responses: changing({ 204: { description: "Revoked: it opens nothing from now on" } }),
});

/** `/v1/api-keys`: a workspace's own keys. */
export function apiKeyRoutes(apiKeys: ApiKeys) {
  return tenantRouter()
    .openapi(createOne, async (c) => {
      const issued = await apiKeys.create(c.get("principal"), c.req.valid("json"));
      if (issued.ok) {
        const location = `/v1/api-keys/${issued.value.id}`;
        return c.json(apiKeyBody(issued.value), 201, { Location: location });
      }
      const { reason } = issued;
      if (reason.kind !== "beyond-own") return refused(c, reason);
      const detail = `A key cannot be given what its maker may not do: ${reason.scopes.join(", ")}.`;
      return failed(c, "missing-scope", { detail });
    })
    .openapi(list, async (c) => {
      const page = await apiKeys.list(c.get("principal").workspaceId, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, keptApiKeyBody) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const found = await apiKeys.get({ ...c.get("principal"), ...c.req.valid("param") });
      return found.ok ? c.json(keptApiKeyBody(found.value), 200) : refused(c, found.reason);
    })
    .openapi(revoke, async (c) => {
      const revoked = await apiKeys.revoke({ ...c.get("principal"), ...c.req.valid("param") });
      return revoked.ok ? c.body(null, 204) : refused(c, revoked.reason);
    });
}

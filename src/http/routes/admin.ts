import { createRoute, z } from "@hono/zod-openapi";
import { jsonBody, limitBody } from "#src/http/middleware/json-body.ts";
import { requireAdmin } from "#src/http/middleware/require-admin.ts";
import { refused } from "#src/http/problem.ts";
import { jsonContent, jsonRequest, pathId } from "#src/http/schemas/common.ts";
import { writing } from "#src/http/schemas/problem.ts";
import {
  AgentBody,
  ApiKeyBody,
  agentBody,
  apiKeyBody,
  ConnectionBody,
  connectionBody,
  NewAgentBody,
  NewApiKeyBody,
  NewConnectionBody,
  NewWorkspaceBody,
  WorkspaceBody,
  workspaceBody,
} from "#src/http/schemas/provisioning.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Provisioning } from "#src/pipeline/provisioning.ts";
import { type DashboardLinkDependencies, dashboardLinkRoutes } from "./dashboard-links.ts";

export type AdminRoutesDependencies = {
  readonly provisioning: Provisioning;
  readonly console: DashboardLinkDependencies;
  /** Constant-time comparison with ADMIN_TOKEN. */
  readonly isAdminToken: (token: string) => boolean;
};

const TAGS = ["Admin"];
const Path = z.object({ workspaceId: pathId() });

const createWorkspace = createRoute({
  method: "post",
  path: "/admin/workspaces",
  operationId: "createWorkspace",
  tags: TAGS,
  middleware: [jsonBody] as const,
  request: { body: jsonRequest(NewWorkspaceBody) },
  responses: writing({ 201: jsonContent(WorkspaceBody, "Created") }),
});

const createApiKey = createRoute({
  method: "post",
  path: "/admin/workspaces/{workspaceId}/keys",
  operationId: "createWorkspaceApiKey",
  tags: TAGS,
  middleware: [jsonBody] as const,
  request: { params: Path, body: jsonRequest(NewApiKeyBody) },
  responses: writing({ 201: jsonContent(ApiKeyBody, "Created") }),
});

const createConnection = createRoute({
  method: "post",
  path: "/admin/workspaces/{workspaceId}/connections",
  operationId: "createWorkspaceConnection",
  tags: TAGS,
  middleware: [jsonBody] as const,
  request: { params: Path, body: jsonRequest(NewConnectionBody) },
  responses: writing({ 201: jsonContent(ConnectionBody, "Created") }),
});

const createAgent = createRoute({
  method: "post",
  path: "/admin/workspaces/{workspaceId}/agents",
  operationId: "createWorkspaceAgent",
  tags: TAGS,
  middleware: [jsonBody] as const,
  request: { params: Path, body: jsonRequest(NewAgentBody) },
  responses: writing({ 201: jsonContent(AgentBody, "Created") }),
});

/** `/admin`: what an operator makes before a tenant can begin. */
export function adminRoutes({ provisioning, console, isAdminToken }: AdminRoutesDependencies) {
  const app = tenantRouter();
  // Before anything of the request is read.
  app.use("/admin/*", requireAdmin(isAdminToken), limitBody);
  return app
    .route("/", dashboardLinkRoutes(console))
    .openapi(createWorkspace, async (c) => {
      const workspace = await provisioning.createWorkspace(c.req.valid("json"));
      const location = `/admin/workspaces/${workspace.id}`;
      return c.json(workspaceBody(workspace), 201, { Location: location });
    })
    .openapi(createApiKey, async (c) => {
      const { workspaceId } = c.req.valid("param");
      const issued = await provisioning.createApiKey({ ...c.req.valid("json"), workspaceId });
      if (!issued.ok) return refused(c, issued.reason);
      const location = `/admin/workspaces/${workspaceId}/keys/${issued.value.id}`;
      return c.json(apiKeyBody(issued.value), 201, { Location: location });
    })
    .openapi(createConnection, async (c) => {
      const { workspaceId } = c.req.valid("param");
      const made = await provisioning.createConnection({ ...c.req.valid("json"), workspaceId });
      if (!made.ok) return refused(c, made.reason);
      const location = `/admin/workspaces/${workspaceId}/connections/${made.value.id}`;
      return c.json(connectionBody(made.value), 201, { Location: location });
    })
    .openapi(createAgent, async (c) => {
      const { workspaceId } = c.req.valid("param");
      const made = await provisioning.createAgent({ ...c.req.valid("json"), workspaceId });
      if (!made.ok) return refused(c, made.reason);
      const location = `/admin/workspaces/${workspaceId}/agents/${made.value.id}`;
      return c.json(agentBody(made.value), 201, { Location: location });
    });
}

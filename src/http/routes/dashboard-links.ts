import { createRoute, z } from "@hono/zod-openapi";
import type { ConsoleAddress } from "#src/http/console-cookie.ts";
import { optionalJsonBody } from "#src/http/middleware/json-body.ts";
import { refused } from "#src/http/problem.ts";
import { jsonContent, pathId, Time } from "#src/http/schemas/common.ts";
import { writing } from "#src/http/schemas/problem.ts";
import { NewApiKeyBody } from "#src/http/schemas/provisioning.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { ConsoleSessions } from "#src/pipeline/console-sessions.ts";

export type DashboardLinkDependencies = ConsoleAddress & {
  readonly sessions: Pick<ConsoleSessions, "makeLink">;
};

const NewLink = z
  .strictObject({
    scopes: NewApiKeyBody.shape.scopes
      .optional()
      .openapi({ description: "What it lets its user do; everything, unless told." }),
  })
  .openapi("NewDashboardLink");

const Link = z
  .object({
    url: z.url().openapi({
      example: "https://hooks.example.com/dashboard/sign-in#code=gJ3…",
      description: "Shown in this answer only. Signs in to the console once.",
    }),
    expiresAt: Time,
  })
  .openapi("DashboardLink");

const create = createRoute({
  method: "post",
  path: "/admin/workspaces/{workspaceId}/dashboard-links",
  operationId: "createDashboardLink",
  tags: ["Admin"],
  middleware: [optionalJsonBody] as const,
  request: {
    params: z.object({ workspaceId: pathId() }),
    body: { required: false, content: { "application/json": { schema: NewLink } } },
  },
  responses: writing({ 201: jsonContent(Link, "Made") }),
});

/** Addresses by which an operator lets somebody into a workspace's console. Behind the guards of `/admin`. */
export function dashboardLinkRoutes({ sessions, publicUrl }: DashboardLinkDependencies) {
  return tenantRouter().openapi(create, async (c) => {
    const { scopes = ["*"] } = c.req.valid("json") ?? {};
    const { workspaceId } = c.req.valid("param");
    const link = await sessions.makeLink({ workspaceId, scopes });
    if (!link.ok) return refused(c, link.reason);
    const { code, expiresAt } = link.value;
    const url = signInUrlOf(publicUrl(), code);
    return c.json({ url, expiresAt: expiresAt.toISOString() }, 201);
  });
}

/** Behind the `#` it reaches neither a log nor another site. */
export function signInUrlOf(publicUrl: string, code: string): string {
  return `${publicUrl}/dashboard/sign-in#code=${code}`;
}

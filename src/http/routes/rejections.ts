import { createRoute, z } from "@hono/zod-openapi";
import { requireAdmin } from "#src/http/middleware/require-admin.ts";
import { Rejection, rejectionBody } from "#src/http/schemas/callbacks.ts";
import { jsonContent } from "#src/http/schemas/common.ts";
import { reading } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { ListRejections } from "#src/pipeline/history-ports.ts";

export type RejectionRoutesDependencies = {
  readonly rejections: ListRejections;
  /** Constant-time comparison with ADMIN_TOKEN. */
  readonly isAdminToken: (token: string) => boolean;
};

const NEWEST = 100;

const Provider = z
  .string({ error: "must be given once" })
  .max(50)
  .regex(/^[\w-]*$/, { error: "is not the name of a provider" })
  .openapi({ example: "signalwire" });

const list = createRoute({
  method: "get",
  path: "/admin/rejections",
  operationId: "listRejections",
  tags: ["Admin"],
  request: { query: z.object({ provider: Provider.optional() }) },
  responses: reading({
    200: jsonContent(
      z.object({ data: z.array(Rejection) }),
      `The newest ${NEWEST} refused callbacks, those of no known workspace included`,
    ),
  }),
});

/** What was refused, whoever it may have been for: only an operator may see all of it. */
export function rejectionRoutes({ rejections, isAdminToken }: RejectionRoutesDependencies) {
  const app = tenantRouter();
  app.use("/admin/rejections", requireAdmin(isAdminToken));
  return app.openapi(list, async (c) => {
    const { provider } = c.req.valid("query");
    const newest = await rejections(provider || null, NEWEST);
    return c.json({ data: newest.map(rejectionBody) }, 200);
  });
}

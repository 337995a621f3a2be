import { createRoute } from "@hono/zod-openapi";
import { languageFor } from "#src/http/language.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonContent } from "#src/http/schemas/common.ts";
import { LanguageParameters } from "#src/http/schemas/event-types.ts";
import { reading } from "#src/http/schemas/problem.ts";
import { ProviderList, providerBody } from "#src/http/schemas/providers.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { ProviderGuides } from "#src/pipeline/provider-guides.ts";

const list = createRoute({
  method: "get",
  path: "/v1/providers",
  operationId: "listProviders",
  tags: ["Connections"],
  middleware: [requireScope("connections:read")] as const,
  request: { query: LanguageParameters },
  responses: reading({
    200: jsonContent(ProviderList, "The providers, and how an account at each is connected"),
  }),
});

/** `/v1/providers`: what a form for connections needs to know. */
export function providerRoutes(guides: ProviderGuides) {
  return tenantRouter().openapi(list, (c) => {
    const language = languageFor(c, c.req.valid("query").language);
    return c.json({ data: guides.list().map((guide) => providerBody(guide, language)) }, 200);
  });
}

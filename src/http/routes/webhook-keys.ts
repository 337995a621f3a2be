import { createRoute, z } from "@hono/zod-openapi";
import { notFound } from "#src/http/problem.ts";
import { jsonContent, pathId } from "#src/http/schemas/common.ts";
import { problemContent } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import { ed25519Key } from "#src/security/key-set.ts";

/** Long enough to spare verifiers a request per delivery, short enough for a key that is taken back. */
const MAX_AGE_SECONDS = 300;

const WebhookKeys = z
  .object({
    publicKeys: z.array(z.string()).openapi({ description: "`whpk_` and base64." }),
    keys: z
      .array(
        z.object({
          kty: z.literal("OKP"),
          crv: z.literal("Ed25519"),
          x: z.string(),
          kid: z.string(),
          use: z.literal("sig"),
          alg: z.literal("EdDSA"),
        }),
      )
      .openapi({ description: "The same as a JSON Web Key Set." }),
  })
  .openapi("WebhookKeys");

const keys = createRoute({
  method: "get",
  path: "/.well-known/webhook-keys/{webhookId}",
  operationId: "getWebhookKeys",
  tags: ["Webhooks"],
  security: [],
  request: { params: z.object({ webhookId: pathId("wh") }) },
  responses: {
    200: jsonContent(WebhookKeys, "What `v1a` signatures are verified with"),
    404: problemContent("No such webhook, or one without Ed25519 signatures."),
    503: problemContent("The database is away; try again after `Retry-After`."),
  },
});

/** `whpk_…`; null where there is none. */
export type FindPublicKey = (webhookId: string) => Promise<string | null>;

/** Public keys are for everybody: receivers fetch them without a credential. */
export function webhookKeyRoutes(findPublicKey: FindPublicKey) {
  return tenantRouter().openapi(keys, async (c) => {
    const publicKey = await findPublicKey(c.req.valid("param").webhookId);
    if (publicKey === null) return notFound(c);
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Cache-Control", `public, max-age=${MAX_AGE_SECONDS}`);
    return c.json({ publicKeys: [publicKey], keys: [ed25519Key(publicKey)] }, 200);
  });
}

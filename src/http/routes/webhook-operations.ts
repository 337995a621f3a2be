import { createRoute, z } from "@hono/zod-openapi";
import { etagOf, readIfMatch } from "#src/http/etag.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonBody, optionalJsonBody } from "#src/http/middleware/json-body.ts";
import { invalidRequest, refused } from "#src/http/problem.ts";
import { jsonContent, jsonRequest, pathId } from "#src/http/schemas/common.ts";
import { IfMatch, taggedContent } from "#src/http/schemas/etag.ts";
import { writing } from "#src/http/schemas/problem.ts";
import {
  RotatedSecret,
  RotateSecretBody,
  rotatedBody,
  TestResult,
  TestWebhookBody,
  testResultBody,
} from "#src/http/schemas/webhook-operations.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Recoveries } from "#src/pipeline/recoveries.ts";
import type { RotateSecret } from "#src/pipeline/rotate-secret.ts";
import type { TestWebhook } from "#src/pipeline/test-webhook.ts";
import { recoveryRoutes } from "./recoveries.ts";
import { type FindPublicKey, webhookKeyRoutes } from "./webhook-keys.ts";

const TAGS = ["Webhooks"];
const WRITE = requireScope("webhooks:write");
const Path = z.object({ webhookId: pathId("wh") });

const test = createRoute({
  method: "post",
  path: "/v1/webhooks/{webhookId}/test",
  operationId: "testWebhook",
  tags: TAGS,
  middleware: [WRITE, jsonBody] as const,
  request: { params: Path, body: jsonRequest(TestWebhookBody) },
  responses: writing({ 200: jsonContent(TestResult, "Sent once; this is what came back") }),
});

const rotate = createRoute({
  method: "post",
  path: "/v1/webhooks/{webhookId}/secret/rotate",
  operationId: "rotateSecret",
  tags: TAGS,
  middleware: [WRITE, optionalJsonBody] as const,
  request: {
    params: Path,
    headers: IfMatch,
    body: { content: { "application/json": { schema: RotateSecretBody } } },
  },
  responses: writing({ 200: taggedContent(RotatedSecret, "Deliveries are signed with it now") }),
});

export type WebhookOperations = {
  readonly testWebhook: TestWebhook;
  readonly rotateSecret: RotateSecret;
  readonly recoveries: Recoveries;
  readonly findPublicKey: FindPublicKey;
};

/** What can be done with a webhook besides setting it up. */
export function webhookOperationRoutes(operations: WebhookOperations) {
  const { testWebhook, rotateSecret, recoveries, findPublicKey } = operations;
  return tenantRouter()
    .route("/", recoveryRoutes(recoveries))
    .route("/", webhookKeyRoutes(findPublicKey))
    .openapi(test, async (c) => {
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      const { eventKey, payload } = c.req.valid("json");
      // Null stands for what is left out, as in all bodies.
      const tested = await testWebhook(ref, { eventKey, payload: payload ?? undefined });
      return tested.ok ? c.json(testResultBody(tested.value), 200) : refused(c, tested.reason);
    })
    .openapi(rotate, async (c) => {
      const expected = readIfMatch(c);
      if (!expected.ok) return invalidRequest(c, expected.reason);
      const ref = { ...c.get("principal"), ...c.req.valid("param") };
      // A request without a body leaves everything out.
      const { gracePeriodSeconds, secret } = RotateSecretBody.parse(c.req.valid("json"));
      const rotation = { gracePeriodSeconds, secret: secret ?? undefined };
      const rotated = await rotateSecret(ref, rotation, expected.value);
      if (!rotated.ok) return refused(c, rotated.reason);
      const headers = { ETag: etagOf(rotated.value.webhook.revision), "Cache-Control": "no-store" };
      return c.json(rotatedBody(rotated.value), 200, headers);
    });
}

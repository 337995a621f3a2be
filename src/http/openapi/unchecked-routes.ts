import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { TenantEnv } from "#src/http/middleware/authenticate.ts";
import { jsonContent, pathId } from "#src/http/schemas/common.ts";
import { problemContent } from "#src/http/schemas/problem.ts";

const Received = z
  .object({
    success: z.literal(true),
    message: z.string().openapi({ example: "Webhook received and processed" }),
    duplicate: z.literal(true).optional().openapi({ description: "It was received before." }),
  })
  .openapi("CallbackReceived");

const REFUSALS = {
  400: problemContent("The request cannot be read."),
  401: problemContent("The signature is missing, wrong or too old."),
  403: problemContent("The address is not the provider's."),
  404: problemContent("There is no such connection at this provider."),
  413: problemContent("The body is larger than this provider's callbacks are."),
  415: problemContent("The body is encoded."),
  503: problemContent("It could not be stored: send it again after `Retry-After`."),
} as const;

/** What providers ask or tell with GET, the parameters in the URL. */
const ASKING = {
  method: "get" as const,
  tags: ["Provider callbacks"],
  responses: {
    200: {
      description:
        "The challenge, where the verify token is right; what a callback with POST is answered, where the provider also calls back with GET",
      content: { "text/plain": { schema: z.string() }, "application/json": { schema: Received } },
    },
    400: REFUSALS[400],
    401: REFUSALS[401],
    403: problemContent("The verify token is wrong, or the address is not the provider's."),
    404: REFUSALS[404],
    405: problemContent("This provider sends with POST alone."),
    413: REFUSALS[413],
    415: REFUSALS[415],
    503: REFUSALS[503],
  },
};
const Handshake = z.object({
  "hub.mode": z.string().optional().openapi({ example: "subscribe" }),
  "hub.verify_token": z.string().optional(),
  "hub.challenge": z.string().optional(),
});

const State = z.object({ status: z.string() });

/** Routes whose requests no schema checks: the providers' bytes are theirs, and health asks for nothing. */
export function describeUnchecked(
  { openAPIRegistry }: OpenAPIHono<TenantEnv>,
  providers: readonly string[],
): void {
  const Provider = z.enum(providers);
  const callback = {
    method: "post" as const,
    tags: ["Provider callbacks"],
    responses: {
      200: jsonContent(Received, "Committed: what follows from it will be delivered"),
      ...REFUSALS,
    },
  };
  const body = { content: { "application/json": { schema: z.unknown() } } };
  openAPIRegistry.registerPath({
    ...callback,
    path: "/api/webhooks/{provider}/{connectionId}",
    operationId: "receiveCallback",
    summary: "The callback URL of a connection, to be entered at the provider",
    request: { params: z.object({ provider: Provider, connectionId: pathId() }), body },
  });
  openAPIRegistry.registerPath({
    ...callback,
    path: "/api/webhooks/{provider}",
    operationId: "receiveUnaddressedCallback",
    summary: "The connection is found by the ids in the payload",
    request: { params: z.object({ provider: Provider }), body },
  });
  openAPIRegistry.registerPath({
    ...ASKING,
    path: "/api/webhooks/{provider}/{connectionId}",
    operationId: "askConnection",
    summary: "A provider's question before it sends anything, or its callback with GET",
    request: {
      params: z.object({ provider: Provider, connectionId: pathId() }),
      query: Handshake,
    },
  });
  openAPIRegistry.registerPath({
    ...ASKING,
    path: "/api/webhooks/{provider}",
    operationId: "askUnaddressed",
    summary: "The same without the connection",
    request: { params: z.object({ provider: Provider }), query: Handshake },
  });
  openAPIRegistry.registerPath({
    method: "get",
    path: "/healthz",
    operationId: "isAlive",
    tags: ["Health"],
    responses: { 200: jsonContent(State, "The process answers") },
  });
  openAPIRegistry.registerPath({
    method: "get",
    path: "/readyz",
    operationId: "isReady",
    tags: ["Health"],
    responses: {
      200: jsonContent(State, "It can do its work"),
      503: jsonContent(State.extend({ reason: z.string() }), "It cannot, and says why"),
    },
  });
}

import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { parseId } from "#src/core/ids.ts";
import { answerTo, BROKEN_BODY, tooLarge, UNKNOWN_CONNECTION } from "#src/http/callback-answer.ts";
import { problem } from "#src/http/problem.ts";
import { peerAddress, rawHeaders, rawTarget } from "#src/http/raw-request.ts";
import { type BodyRefusal, closingAnswer, readOrSpool } from "#src/http/read-body.ts";
import type { Admit } from "#src/pipeline/byte-budget.ts";
import type { Shake } from "#src/pipeline/handshake.ts";
import type { OpenSpool, SpooledBody } from "#src/pipeline/media-ports.ts";
import { queryOf, type Receive } from "#src/pipeline/receive.ts";
import type { Provider, Reply, RequestHeaders } from "#src/provider.ts";

type CallbackContext = Context<{ Bindings: Partial<HttpBindings> }>;

export type CallbackRoutesDependencies = {
  readonly providers: ReadonlyMap<string, Provider>;
  /** Providers that also call back with GET, parameters in the URL. */
  readonly getCallbacks: ReadonlySet<string>;
  /** Providers that ask a question with GET before they send. */
  readonly asksFirst: ReadonlySet<string>;
  readonly receive: Receive;
  readonly handshake: Shake;
  /** Where large bodies go while they arrive. */
  readonly openSpool: OpenSpool;
  /** Lets so many bytes of large bodies into memory at once. */
  readonly admit: Admit;
  /** External base URL, without a trailing slash. */
  readonly publicUrl: () => string;
  readonly clientAddress: (peerAddress: string, headers: RequestHeaders) => string;
  /** Client certificate name, where a trusted proxy passed one. */
  readonly clientName: (peerAddress: string, headers: RequestHeaders) => string | null;
  readonly now: () => Date;
};

/** `POST /api/webhooks/{provider}` and `…/{connectionId}`, and what providers ask with GET. */
export function callbackRoutes(dependencies: CallbackRoutesDependencies) {
  const app = new Hono<{ Bindings: Partial<HttpBindings> }>();

  async function answer(c: CallbackContext): Promise<Response> {
    const provider = dependencies.providers.get(c.req.param("provider") ?? "");
    const named = c.req.param("connectionId");
    const connectionId = named === undefined ? null : parseId(named);
    if (provider === undefined || (named !== undefined && connectionId === null)) {
      return unknownConnection(c);
    }
    const handle = handlerFor(c.req.method, provider.id, dependencies);
    return handle(c, { ...dependencies, provider, connectionId });
  }

  // Only the providers' own names: other paths under /api/webhooks belong to other APIs. Without the group Hono would
  // anchor the first and the last of them alone, and take what follows the others for a part of the name.
  const name = `:provider{(?:${[...dependencies.providers.keys()].join("|")})}`;
  return app
    .on(["GET", "POST"], `/api/webhooks/${name}`, answer)
    .on(["GET", "POST"], `/api/webhooks/${name}/:connectionId`, answer);
}

type Asked = CallbackRoutesDependencies & {
  readonly provider: Provider;
  readonly connectionId: string | null;
};

function handlerFor(
  method: string,
  provider: string,
  { asksFirst, getCallbacks }: CallbackRoutesDependencies,
): (c: CallbackContext, asked: Asked) => Response | Promise<Response> {
  if (method === "POST") return receive;
  if (asksFirst.has(provider)) return shake;
  return getCallbacks.has(provider) ? receive : notAllowed;
}

function notAllowed(c: CallbackContext): Response {
  const detail = "Callbacks are sent with POST.";
  return problem(c, {
    status: 405,
    code: "method-not-allowed",
    detail,
    headers: { allow: "POST" },
  });
}

async function receive(c: CallbackContext, asked: Asked): Promise<Response> {
  const { provider, openSpool } = asked;
  const target = rawTarget(c);
  if (target === null)
    return problem(c, {
      status: 400,
      code: "invalid-request",
      detail: "The request target must be a path.",
    });
  if (isEncoded(c)) {
    return problem(c, {
      status: 415,
      code: "unsupported-media-type",
      detail: "Callbacks are read as they are: Content-Encoding is not supported.",
    });
  }
  const read = await readOrSpool(c, provider.bodyLimitBytes, () => openSpool(queryOf(target)));
  if (read.kind === "complete") return take(c, asked, { target, bytes: read.bytes });
  if (read.kind !== "spooled") return unreadBody(c, read);
  await using spooled = read.body;
  return await asked.admit(spooled.sizeBytes, async () =>
    take(c, asked, { target, bytes: await spooled.load(), spooled }),
  );
}

type Body = {
  readonly target: string;
  readonly bytes: Uint8Array;
  readonly spooled?: SpooledBody;
};

async function take(
  c: CallbackContext,
  asked: Asked,
  { target, bytes, ...body }: Body,
): Promise<Response> {
  const headers = c.req.raw.headers;
  const peer = peerAddress(c);
  const received = await asked.receive({
    ...body,
    provider: asked.provider,
    connectionId: asked.connectionId,
    request: {
      method: c.req.method === "POST" ? "POST" : "GET",
      url: `${asked.publicUrl()}${target}`,
      headers,
      body: bytes,
      receivedAt: asked.now(),
    },
    target,
    rawHeaders: rawHeaders(c),
    remoteAddress: asked.clientAddress(peer, headers),
    clientName: asked.clientName(peer, headers),
  });
  const told = answerTo(received);
  return told.kind === "reply" ? reply(c, told.reply) : problem(c, told.problem);
}

async function shake(
  c: CallbackContext,
  { handshake, provider, connectionId }: Asked,
): Promise<Response> {
  const query = new URL(c.req.url).searchParams;
  const shaken = await handshake(provider.id, connectionId, query);
  if (shaken.kind === "answered") return reply(c, shaken.reply);
  if (shaken.kind === "unknown-connection") return unknownConnection(c);
  return problem(c, {
    status: 403,
    code: "handshake-refused",
    detail: "The verify token is not that of any connection asked for.",
  });
}

function reply(c: CallbackContext, { status, contentType, body }: Reply): Response {
  return c.body(body, status as 200, { "content-type": contentType });
}

function unreadBody(c: CallbackContext, body: BodyRefusal): Response | Promise<Response> {
  if (body.kind === "broken") return problem(c, BROKEN_BODY);
  return closingAnswer(c, problem(c, tooLarge(body.limitBytes)));
}

function unknownConnection(c: CallbackContext): Response {
  return problem(c, UNKNOWN_CONNECTION);
}

function isEncoded(c: CallbackContext): boolean {
  const encoding = c.req.raw.headers.get("content-encoding");
  return encoding !== null && encoding.trim().toLowerCase() !== "identity";
}

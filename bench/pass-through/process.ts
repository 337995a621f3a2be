/**
 * The machine's limit for a gateway that keeps nothing: the same HTTP server, verification, signature and HTTP client, no
 * database. It answers once the tenant has answered, which keeps what is under way as small as it can be.
 */
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { Agent, type Dispatcher } from "undici";
import { listen } from "#src/http/listen.ts";
import { dialects, providers } from "#src/registry.ts";
import { answerQuestions } from "../remote.ts";

const PATH = "/api/webhooks/signalwire";

type Options = { readonly secret: string; readonly tenantUrl: string };

const handlers = { start };
export type PassThroughHandlers = typeof handlers;
answerQuestions(handlers);

/** Resolves with the URL to call. */
async function start({ secret, tenantUrl }: Options): Promise<string> {
  const receiver = providers.get("signalwire")?.open({ secrets: [secret], settings: {} });
  const dialect = dialects.get("agents-studio");
  if (receiver === undefined || dialect === undefined) throw new Error("nothing to pass through");
  const { origin, pathname } = new URL(tenantUrl);
  const agent = new Agent({ pipelining: 1 });
  let publicUrl = "";
  const app = new Hono().post(PATH, async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const receivedAt = new Date();
    const { headers } = c.req.raw;
    const url = publicUrl + PATH;
    const request = { method: "POST" as const, url, headers, body: bytes, receivedAt };
    if (!receiver.verify(request, receivedAt).ok) return c.json({ success: false }, 401);
    const body = bodyFor(bytes);
    const signed = dialect.sign(body, {
      secret,
      previousSecret: null,
      signingKey: null,
      messageId: randomUUID(),
      eventKey: "call.callStarted",
      at: receivedAt,
    });
    await post(agent, {
      origin,
      path: pathname,
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "Switchhook", ...signed },
      body,
    });
    return c.json({ success: true, message: "Webhook received and processed" });
  });
  const { port } = await listen(app.fetch, { host: "127.0.0.1", port: 0 });
  publicUrl = `http://127.0.0.1:${port}`;
  return publicUrl + PATH;
}

/** As long as what the gateway makes of the same callback. */
function bodyFor(bytes: Uint8Array): string {
  const callId = /CallSid=([^&]*)/.exec(Buffer.from(bytes).toString("latin1"))?.[1];
  return JSON.stringify({
    event: "call.callStarted",
    timestamp: "2026-08-21T15:00:00.000Z",
    workspaceId: "01990000-0000-7000-8000-000000000000",
    agentId: null,
    callId,
    conversationId: null,
    direction: "outbound",
    fromNumber: "+12089806814",
    toNumber: "+12135877632",
    startedAt: "2026-08-21T15:00:00.000Z",
    metadata: {},
  });
}

function post(agent: Agent, request: Dispatcher.DispatchOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    agent.dispatch(request, {
      onRequestStart: () => undefined,
      onResponseStart: () => undefined,
      onResponseData: () => undefined,
      onResponseEnd: () => resolve(),
      onResponseError: (_controller, error) => reject(error),
    });
  });
}

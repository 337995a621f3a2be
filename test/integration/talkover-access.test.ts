import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import {
  type Answered,
  ENDED,
  keyOf,
  newAgent,
  STARTED,
  type TalkoverRequest,
  talkover,
} from "../support/talkover.ts";

const JWT_SECRET = "a secret for tokens, of thirty-two characters and more";
const WEBHOOK = { name: "W", webhook_url: "https://example.com/webhook", events: [ENDED] };
const NOBODY = "9fbef0b7-8d4e-4a08-9207-66c22155721d";
const AGENT_NOT_FOUND = { success: false, message: "Agent not found in this environment." };
const WEBHOOK_NOT_FOUND = { success: false, message: "Webhook not found for this agent." };

let app: TestApp;
let ours: AppTenant;
let theirs: AppTenant;
let agentId: string;
let theirAgentId: string;
let webhookId: string;

beforeAll(async () => {
  app = await startApp({ JWT_SECRET });
  ours = await app.tenant();
  theirs = await app.tenant();
  agentId = await newAgent(app, ours);
  theirAgentId = await newAgent(app, theirs);
  webhookId = (await api(`POST /${agentId}/webhooks`, { body: WEBHOOK })).body.data.id;
});

afterAll(() => app[Symbol.asyncDispose]());

function api(request: string, options?: TalkoverRequest): Promise<Answered> {
  return talkover(app.url, keyOf(ours), request, options);
}

/** Every route there is, of this agent and webhook. */
function routes(agent: string, webhook: string): readonly [string, TalkoverRequest][] {
  const one = `/${agent}/webhooks/${webhook}`;
  return [
    [`GET /${agent}/webhooks`, {}],
    [`POST /${agent}/webhooks`, { body: WEBHOOK }],
    ...webhookRoutes(one),
  ];
}

function webhookRoutes(one: string): readonly [string, TalkoverRequest][] {
  return [
    [`GET ${one}`, {}],
    [`PUT ${one}`, { body: { name: "taken over" } }],
    [`PATCH ${one}`, { body: { name: "taken over" } }],
    [`POST ${one}/test`, {}],
    [`DELETE ${one}`, {}],
  ];
}

async function isUntouched(): Promise<boolean> {
  const { status, body } = await api(`GET /${agentId}/webhooks/${webhookId}`);
  const all = await api(`GET /${agentId}/webhooks`);
  return status === 200 && body.data.name === "W" && all.body.data.length === 1;
}

describe("who asks", () => {
  it.each([
    ["nothing", {}],
    ["another scheme", { Authorization: "Basic Zm9vOmJhcg==" }],
    ["an empty token", { Authorization: "Bearer " }],
    ["an API key elsewhere", { "X-API-Key": "shk_whatever" }],
  ])("has to send a bearer token: %s", async (_name, headers) => {
    for (const [request, options] of routes(agentId, webhookId)) {
      const refused = await talkover(app.url, null, request, { ...options, headers });
      expect(refused.status).toBe(401);
      expect(refused.body).toEqual({ message: "Missing Bearer Token" });
      expect(refused.headers.get("WWW-Authenticate")).toBe('Bearer realm="switchhook"');
    }
    expect(await isUntouched()).toBe(true);
  });

  it("has to send one that is known, whatever key comes with it", async () => {
    const headers = { "X-API-Key": keyOf(ours) };
    const request = `GET /${agentId}/webhooks`;
    const refused = await talkover(app.url, "shk_unknown", request, { headers });
    expect(refused.status).toBe(401);
    expect(refused.body).toEqual({
      message: "Invalid Bearer Token. This API key is unknown or revoked.",
    });
  });

  it("may send a token, good for the workspace that it names", async () => {
    const { workspaceId } = theirs;
    const token = await new SignJWT({ workspaceId, scope: "webhooks:read" })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("1m")
      .sign(new TextEncoder().encode(JWT_SECRET));
    const shown = await talkover(app.url, token, `GET /${theirAgentId}/webhooks`);
    expect(shown.body).toMatchObject({ success: true, data: [] });
    expect((await talkover(app.url, token, `GET /${agentId}/webhooks`)).body).toEqual(
      AGENT_NOT_FOUND,
    );
    expect((await talkover(app.url, `${token}x`, `GET /${theirAgentId}/webhooks`)).status).toBe(
      401,
    );
  });

  it("needs the scope", async () => {
    const reader = keyOf({ headers: await ours.newKey(["webhooks:read"]) });
    const writer = keyOf({ headers: await ours.newKey(["webhooks:write"]) });
    for (const [request, options] of routes(agentId, webhookId)) {
      const isRead = request.startsWith("GET");
      const refused = await talkover(app.url, isRead ? writer : reader, request, options);
      expect(refused.status).toBe(403);
      expect(refused.body).toEqual({
        success: false,
        message: `This needs the scope webhooks:${isRead ? "read" : "write"}.`,
      });
    }
    expect((await talkover(app.url, reader, `GET /${agentId}/webhooks`)).status).toBe(200);
    expect(await isUntouched()).toBe(true);
  });

  it("needs no X-Workspace-Id, and is told how many requests are left", async () => {
    const { status, headers } = await api(`GET /${agentId}/webhooks`);
    expect(status).toBe(200);
    expect(headers.get("RateLimit-Policy")).toMatch(/^"key";q=\d+;w=60$/);
  });

  it("is answered 429 in this API's words when there are too many", async () => {
    await using limited = await startApp({ RATE_LIMIT_PER_MINUTE: "1" });
    const tenant = await limited.tenant();
    const agent = await newAgent(limited, tenant);
    const ask = () => talkover(limited.url, keyOf(tenant), `GET /${agent}/webhooks`);
    expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({ success: false, message: expect.any(String) });
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
  });
});

describe("what is not there", () => {
  it.each([
    ["unknown", () => NOBODY],
    ["foreign", () => theirAgentId],
    ["malformed", () => "agent-7"],
    ["half a path", () => "%00%2f"],
  ])("is an agent that is %s", async (_name, agent) => {
    for (const [request, options] of routes(agent(), webhookId)) {
      const refused = await api(request, options);
      expect(refused.status).toBe(404);
      expect(refused.body).toEqual(AGENT_NOT_FOUND);
    }
    expect((await api(`POST /${agent()}/webhooks`, { body: {} })).body).toEqual(AGENT_NOT_FOUND);
    expect(await isUntouched()).toBe(true);
  });

  it("is a webhook that is unknown, malformed, or not this agent's", async () => {
    const other = await newAgent(app, ours);
    const places = [
      `/${agentId}/webhooks/${NOBODY}`,
      `/${agentId}/webhooks/7`,
      `/${other}/webhooks/${webhookId}`,
    ];
    for (const [request, options] of places.flatMap(webhookRoutes)) {
      const refused = await api(request, options);
      expect(refused.status).toBe(404);
      expect(refused.body).toEqual(WEBHOOK_NOT_FOUND);
    }
    expect(await isUntouched()).toBe(true);
  });

  it("is a webhook that is not TalkOver's, or not limited to just this agent", async () => {
    const other = await newAgent(app, ours);
    const settings = [
      { agentIds: [agentId] },
      { agentIds: null, dialect: "talkover", eventKeys: [STARTED] },
      { agentIds: [agentId, other], dialect: "talkover", eventKeys: [STARTED] },
    ];
    for (const body of settings) {
      const created = await fetch(`${app.url}/v1/webhooks`, {
        method: "POST",
        headers: { ...ours.headers, "Content-Type": "application/json" },
        body: JSON.stringify({ url: WEBHOOK.webhook_url, ...body }),
      });
      expect(created.status).toBe(201);
      const { id } = (await created.json()) as { readonly id: string };
      expect((await api(`GET /${agentId}/webhooks/${id}`)).body).toEqual(WEBHOOK_NOT_FOUND);
      expect((await api(`DELETE /${agentId}/webhooks/${id}`)).body).toEqual(WEBHOOK_NOT_FOUND);
    }
    expect(await isUntouched()).toBe(true);
  });

  it("is a path or a method that the API does not have", async () => {
    const lost = await api(`GET /${agentId}`);
    expect(lost.status).toBe(404);
    expect(lost.body).toEqual({ success: false, message: "There is nothing at this path." });
    const refused = await api(`DELETE /${agentId}/webhooks`);
    expect(refused.status).toBe(405);
    expect(refused.headers.get("Allow")).toBe("GET, POST, HEAD");
    expect(refused.body).toEqual({ success: false, message: expect.any(String) });
  });
});

import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiOf } from "../support/api.ts";
import { ADMIN_TOKEN, type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { openSession } from "../support/console.ts";
import { type LiveReader, readLive, requestLive } from "../support/live.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const EVENT = "tool.invoked";
const UUID = /^[\da-f]{8}-[\da-f-]{27}$/;

let app: TestApp;
let sink: Sink;
let tenant: AppTenant;
const readers: LiveReader[] = [];

beforeAll(async () => {
  app = await startApp();
  sink = await createSink();
});
beforeEach(async () => {
  tenant = await app.tenant();
});
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader[Symbol.asyncDispose]()));
  sink.answers(() => ({ status: 200 }));
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
});

async function watch({ as = tenant, query = "" } = {}): Promise<LiveReader> {
  const reader = await readLive(app.url, { headers: as.headers, query });
  readers.push(reader);
  return reader;
}

async function publish(of = tenant, text = "x"): Promise<string> {
  const data = { toolIdentifier: text, result: { success: true } };
  const { status, body } = await apiOf(app, of)("POST /v1/events", { body: { type: EVENT, data } });
  expect(status).toBe(202);
  return body.id;
}

async function subscribe(of = tenant): Promise<string> {
  const { body } = await apiOf(app, of)("POST /v1/webhooks", {
    body: {
      url: sink.url,
      dialect: "standard",
      eventKeys: [EVENT],
      retryPolicy: { maxAttempts: 2, initialDelay: 1, maxDelay: 1, backoffFactor: 1 },
    },
  });
  return body.id;
}

describe("the stream", () => {
  it("is one, and not to be kept or held back", async () => {
    const { headers, text } = await watch();
    expect(headers.get("content-type")).toBe("text/event-stream");
    expect(headers.get("cache-control")).toBe("no-store, no-transform");
    expect(headers.get("x-accel-buffering")).toBe("no");
    expect(text()).toBe("retry: 3000\n\n");
  });

  it("tells of events, of callbacks, and of each attempt", async () => {
    const webhookId = await subscribe();
    let count = 0;
    sink.answers(() => ({ status: count++ === 0 ? 503 : 200 }));
    const reader = await watch();
    const id = await publish();
    const [event] = await reader.received("event");
    expect(event).toEqual({
      event: "event",
      id,
      data: {
        id,
        type: EVENT,
        occurredAt: expect.any(String),
        createdAt: expect.any(String),
        agentId: null,
        callId: null,
        conversationId: null,
      },
    });
    const [callback] = await reader.received("callback");
    expect(callback?.data).toEqual({
      id: expect.stringMatching(UUID),
      provider: "platform",
      connectionId: null,
      type: EVENT,
      verdict: "accepted",
      reason: null,
      receivedAt: expect.any(String),
      duplicate: false,
    });
    const attempts = await reader.received("delivery", 2);
    const first = {
      id: expect.stringMatching(UUID),
      webhookId,
      eventId: id,
      eventKey: EVENT,
      status: "pending",
      attempts: 1,
      responseStatus: 503,
      errorClass: "http_error",
      updatedAt: expect.any(String),
    };
    expect(attempts.map(({ data }) => data)).toEqual([
      { ...first, errorClass: expect.any(String) },
      { ...first, status: "delivered", attempts: 2, responseStatus: 200, errorClass: null },
    ]);
  });

  it("has what can be looked up", async () => {
    const webhookId = await subscribe();
    const reader = await watch();
    const id = await publish();
    const [delivery] = await reader.received("delivery");
    const call = apiOf(app, tenant);
    expect((await call(`GET /v1/events/${id}`)).status).toBe(200);
    const path = `/v1/webhooks/${webhookId}/deliveries/${delivery?.data.id}`;
    const { body } = await call(`GET ${path}`);
    const { id: _, updatedAt: __, ...told } = delivery?.data ?? {};
    expect(body).toMatchObject(told);
    const [callback] = await reader.received("callback");
    expect((await call(`GET /v1/callbacks/${callback?.data.id}`)).body).toMatchObject({
      provider: "platform",
      verdict: "accepted",
    });
  });

  it("tells of a provider's callbacks: accepted, seen before, and refused with the reason", async () => {
    const reader = await watch({ query: "?kinds=callback" });
    const body = "CallSid=CA-live&CallStatus=ringing&From=%2B15550001111&To=%2B15550002222";
    for (let i = 0; i < 2; i++) await app.send(tenant, "signalwire", body);
    const { signalwire: path } = tenant.callbackPaths;
    const forged = { "content-type": "application/x-www-form-urlencoded" };
    const refused = await fetch(`${app.url}${path}`, { method: "POST", headers: forged, body });
    expect(refused.status).toBe(401);
    const told = (await reader.received("callback", 3)).map(({ data }) => data);
    expect(told).toMatchObject([
      { provider: "signalwire", verdict: "accepted", duplicate: false, reason: null },
      { provider: "signalwire", verdict: "accepted", duplicate: true },
      {
        provider: "signalwire",
        verdict: "rejected",
        duplicate: false,
        reason: "missing-signature",
      },
    ]);
    expect(told.every(({ connectionId }) => path?.endsWith(connectionId))).toBe(true);
    expect(reader.messages.every(({ event }) => event === "callback")).toBe(true);
  });

  it("tells of tests, and of what the gateway itself has to say", async () => {
    sink.answers(() => ({ status: 410 }));
    const webhookId = await subscribe();
    const reader = await watch({ query: "?kinds=delivery,event" });
    const call = apiOf(app, tenant);
    await call(`POST /v1/webhooks/${webhookId}/test`, { body: { eventKey: EVENT } });
    const [test] = await reader.received("delivery");
    expect(test?.data).toMatchObject({ webhookId, status: "failed", responseStatus: 410 });
    await publish();
    await waitFor(async () => reader.messages.some(({ data }) => data.type === "webhook.disabled"));
    expect(reader.messages.filter(({ event }) => event === "callback")).toEqual([]);
  });

  it("shows the kinds that were asked for, and knows no others", async () => {
    const reader = await watch({ query: "?kinds=event" });
    await publish();
    await reader.received("event");
    await publish();
    await reader.received("event", 2);
    expect(new Set(reader.messages.map(({ event }) => event))).toEqual(new Set(["event"]));
    for (const kinds of ["", "events", "event,", "event, delivery", "event&kinds=delivery"]) {
      const response = await requestLive(app.url, {
        headers: tenant.headers,
        query: `?kinds=${kinds}`,
      });
      expect([kinds, response.status]).toEqual([kinds, 400]);
      await response.body?.cancel();
    }
  });

  it("shows nobody what is another workspace's", async () => {
    const other = await app.tenant();
    const [ours, theirs] = [await watch(), await watch({ as: other })];
    await publish(other, "theirs");
    await theirs.received("event");
    const id = await publish();
    const [event] = await ours.received("event");
    expect(event?.id).toBe(id);
    expect(ours.messages.filter(({ event: kind }) => kind === "event")).toHaveLength(1);
    const foreign = { ...other.headers, "X-Workspace-Id": tenant.workspaceId };
    const response = await requestLive(app.url, { headers: foreign });
    expect(response.status).toBe(403);
    await response.body?.cancel();
  });
});

describe("whoever asks", () => {
  const status = async (headers: Readonly<Record<string, string>>, init: RequestInit = {}) => {
    const response = await requestLive(app.url, { headers }, init);
    await response.body?.cancel();
    return response.status;
  };

  it("needs a credential, the scope, and a workspace", async () => {
    expect(await status({})).toBe(401);
    expect(await status({ Authorization: `Bearer ${ADMIN_TOKEN}` })).toBe(401);
    expect(await status(await tenant.newKey(["webhooks:read"]))).toBe(403);
    const key = tenant.headers["X-API-Key"] ?? "";
    expect(await status({ "X-API-Key": key })).toBe(400);
    expect(await status({ "X-API-Key": key, "X-Workspace-Id": "x" })).toBe(400);
    expect(await status(await tenant.newKey(["events:read"]))).toBe(200);
  });

  it.each(["*/*", "application/json", "text/*", ""])(
    "takes a stream, and not %j",
    async (accepted) => {
      const headers = { ...tenant.headers, Accept: accepted };
      const response = await fetch(`${app.url}/v1/live`, { headers });
      expect(response.status).toBe(406);
      expect(await response.json()).toMatchObject({ code: "not-acceptable" });
    },
  );

  it("may ask for the head alone, which leaves nothing open", async () => {
    for (let i = 0; i < 25; i++) {
      expect(await status(tenant.headers, { method: "HEAD" })).toBe(200);
    }
    await watch();
  });

  it("may have a session, which needs no header here, but a page of ours", async () => {
    const { cookie } = await openSession(app.url, tenant);
    const page = { Cookie: cookie, "Sec-Fetch-Site": "same-origin" };
    const reader = await readLive(app.url, { headers: page });
    readers.push(reader);
    await publish();
    await reader.received("event");
    expect(await status({ Cookie: cookie, "Sec-Fetch-Site": "cross-site" })).toBe(403);
    expect(await status({ Cookie: cookie, Origin: "https://evil.example.com" })).toBe(403);
    const other = await app.tenant();
    expect(await status({ ...page, "X-Workspace-Id": other.workspaceId })).toBe(403);
  });

  it("has twenty at once per workspace, and another when one is closed", async () => {
    for (let i = 0; i < 20; i++) await watch();
    const refused = await requestLive(app.url, { headers: tenant.headers });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("15");
    expect(await refused.json()).toMatchObject({ code: "rate-limited" });
    await watch({ as: await app.tenant() });
    await readers.shift()?.[Symbol.asyncDispose]();
    await waitFor(async () => (await status(tenant.headers)) === 200, { what: "a free place" });
  });

  it("and resets the connection leaves nothing behind", async () => {
    const lines = Object.entries({ ...tenant.headers, Accept: "text/event-stream" });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    for (let i = 0; i < 30; i++) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
        socket.on("error", reject);
        socket.once("data", (data) => {
          if (!String(data).startsWith("HTTP/1.1 200")) reject(new Error(String(data)));
          socket.resetAndDestroy();
          resolve();
        });
        socket.write(`GET /v1/live HTTP/1.1\r\nHost: x\r\n${head}\r\n`);
      });
    }
    await watch();
  });
});

describe("a stop of the gateway", () => {
  it("ends the streams at once", async () => {
    await using own = await startApp({ ROLE: "api" });
    const someone = await own.tenant();
    await using reader = await readLive(own.url, { headers: someone.headers });
    const began = performance.now();
    await own.restart();
    expect(performance.now() - began).toBeLessThan(4_000);
    await waitFor(async () => reader.ended(), { what: "the end" });
  });
});

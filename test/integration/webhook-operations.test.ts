import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { subscribableKeys } from "#src/core/catalog.ts";
import { dialects } from "#src/registry.ts";
import { hmacHex } from "#src/security/hmac.ts";
import { standardWebhookHeaders } from "#src/security/standard-webhooks.ts";
import { type Api, apiOf } from "../support/api.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";

const SECRET = "a secret of the tenant";
const ENDED = "call.callEnded";

let app: TestApp;
let ours: AppTenant;
let theirs: AppTenant;
let api: Api;
let sink: Sink;

beforeAll(async () => {
  app = await startApp();
  ours = await app.tenant();
  theirs = await app.tenant();
  api = apiOf(app, ours);
});

beforeEach(async () => {
  await sink?.[Symbol.asyncDispose]();
  sink = await createSink(() => ({
    status: 201,
    headers: { "content-type": "text/plain", "x-seen": "yes" },
    body: "Received",
  }));
});

afterAll(async () => {
  await sink?.[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

async function newWebhook(settings: object = {}): Promise<string> {
  const made = await api("POST /v1/webhooks", {
    body: { url: sink.url, secret: SECRET, eventKeys: [ENDED], ...settings },
  });
  expect(made).toMatchObject({ status: 201 });
  return made.body.id;
}

function test(id: string, body: unknown = { eventKey: ENDED }) {
  return api(`POST /v1/webhooks/${id}/test`, { body });
}

async function only() {
  const [request] = await sink.received(1);
  if (request === undefined) throw new Error("nothing came");
  return request;
}

describe("a test delivery", () => {
  it("sends the sample now and tells what came back", async () => {
    const id = await newWebhook({ headers: { "X-Token": "hidden value" } });
    const { status, body } = await test(id);
    const request = await only();

    expect(status).toBe(200);
    expect(body).toEqual({
      eventId: expect.stringMatching(/^evt_test_[0-9a-f]{32}$/),
      deliveryId: request.deliveryId,
      success: true,
      statusCode: 201,
      responseBody: "Received",
      responseTime: expect.any(Number),
      responseHeaders: expect.objectContaining({ "x-seen": "yes" }),
      error: null,
      errorClass: null,
      request: {
        method: "POST",
        url: sink.url,
        headers: expect.objectContaining({
          "X-Token": "[custom]",
          "webhook-id": request.deliveryId,
          "x-switchhook-attempt": "1",
        }),
        body: request.body,
      },
    });
    expect(request.headers["x-token"]).toBe("hidden value");
    expect(JSON.stringify(body)).not.toContain("hidden value");
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  it("is signed as every delivery", async () => {
    await test(await newWebhook());
    const { headers, body } = await only();
    expect(headers["x-supervisor-signature"]).toBe(`sha256=${hmacHex("sha256", SECRET, body)}`);
    const signed = standardWebhookHeaders(body, {
      secret: SECRET,
      previousSecret: null,
      signingKey: null,
      messageId: String(headers["webhook-id"]),
      at: new Date(Number(headers["webhook-timestamp"]) * 1000),
    });
    expect(headers["webhook-signature"]).toBe(signed["webhook-signature"]);
  });

  it("is of this moment, this workspace and this webhook's agent", async () => {
    const agent = await api("POST /v1/agents", { body: { name: "Paula" } });
    const id = await newWebhook({ agentIds: [agent.body.id] });
    const before = Date.now();
    await test(id);
    await test(id);
    const [first, second] = (await sink.received(2)).map(({ body }) => JSON.parse(body));
    expect(first).toMatchObject({
      event: ENDED,
      workspaceId: ours.workspaceId,
      agentId: agent.body.id,
    });
    expect(Date.parse(first.timestamp)).toBeGreaterThanOrEqual(before);
    expect(first.callId).toMatch(/^call_test_/);
    expect(first.callId).not.toBe(second.callId);
  });

  it.each(
    [...dialects.keys()].flatMap((dialect) =>
      subscribableKeys(dialect).map((eventKey) => [dialect, eventKey] as const),
    ),
  )("knows a sample of every event: %s %s", async (dialect, eventKey) => {
    const id = await newWebhook({ dialect, eventKeys: [eventKey] });
    expect(await test(id, { eventKey })).toMatchObject({ status: 200, body: { success: true } });
    expect(JSON.parse((await only()).body)).toBeTypeOf("object");
  });

  it("sends the payload that is given, byte for byte as its JSON", async () => {
    const payload = { callId: "test-call-123", outcome: "appointment_set", ñ: ["é", 1.5, null] };
    await test(await newWebhook(), { eventKey: ENDED, payload });
    const { body, headers } = await only();
    expect(body).toBe(JSON.stringify(payload));
    expect(headers["x-supervisor-signature"]).toBe(`sha256=${hmacHex("sha256", SECRET, body)}`);
  });

  it("takes null for a payload that is left out", async () => {
    await test(await newWebhook(), { eventKey: ENDED, payload: null });
    expect(JSON.parse((await only()).body)).toMatchObject({ event: ENDED });
  });

  it("goes in the query where the method is GET", async () => {
    const id = await newWebhook({ method: "GET", url: `${sink.url}?a=b` });
    const { body } = await test(id, { eventKey: ENDED, payload: { a: "ü&" } });
    const request = await only();
    expect(request).toMatchObject({ method: "GET", body: "" });
    expect(request.target).toBe(`/hook?a=b&payload=${encodeURIComponent('{"a":"ü&"}')}`);
    expect(body.request).toMatchObject({ method: "GET", url: expect.stringContaining("payload=") });
  });

  it("works while the webhook is off", async () => {
    const id = await newWebhook({ isActive: false });
    expect(await test(id)).toMatchObject({ status: 200, body: { success: true } });
    await only();
  });

  it("that fails is told, kept, and neither tried again nor counted", async () => {
    sink.answers(() => ({ status: 500, body: "broken" }));
    const id = await newWebhook();
    const { body } = await test(id);
    expect(body).toMatchObject({
      success: false,
      statusCode: 500,
      responseBody: "broken",
      errorClass: "http_error",
      error: "The endpoint answered 500.",
    });
    const kept = await api(`GET /v1/webhooks/${id}/deliveries/${body.deliveryId}`);
    expect(kept).toMatchObject({
      status: 200,
      body: {
        status: "failed",
        isTest: true,
        attempts: 1,
        nextAttemptAt: null,
        responseStatus: 500,
        body: body.request.body,
        attemptHistory: [{ number: 1, responseStatus: 500, responseBody: "broken" }],
      },
    });
    expect(await api(`GET /v1/webhooks/${id}`)).toMatchObject({
      body: { successCount: 0, failureCount: 0, lastDeliveryAt: null },
    });
    const jobs = await app.query("select 1 from pgboss.job where data ->> 'deliveryId' = $1", [
      body.deliveryId,
    ]);
    expect(jobs).toEqual([]);
    expect(sink.requests).toHaveLength(1);
  });

  it("that meets 410 Gone leaves the webhook on", async () => {
    sink.answers(() => ({ status: 410 }));
    const id = await newWebhook();
    expect(await test(id)).toMatchObject({
      body: { success: false, statusCode: 410, errorClass: "gone" },
    });
    expect(await api(`GET /v1/webhooks/${id}`)).toMatchObject({ body: { isActive: true } });
  });

  it("that nobody answers has no status", async () => {
    const gone = await createSink();
    const id = await newWebhook({ url: gone.url });
    await gone[Symbol.asyncDispose]();
    expect(await test(id)).toMatchObject({
      status: 200,
      body: {
        success: false,
        statusCode: null,
        responseBody: null,
        responseHeaders: {},
        errorClass: "connection_refused",
      },
    });
  });

  it("keeps the webhook's timeout", async () => {
    const release = sink.holds();
    const id = await newWebhook({ timeoutSeconds: 1 });
    const { body } = await test(id);
    release();
    expect(body).toMatchObject({ success: false, errorClass: "timeout" });
    expect(body.responseTime).toBeLessThan(5_000);
  });

  it("cannot be retried", async () => {
    const id = await newWebhook();
    const { deliveryId } = (await test(id)).body;
    expect(await api(`POST /v1/webhooks/${id}/deliveries/${deliveryId}/retry`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("test") },
    });
    expect(sink.requests).toHaveLength(1);
  });

  it("can be told from deliveries of events", async () => {
    const id = await newWebhook();
    await test(id);
    const list = (filter: string) =>
      api(`GET /v1/webhooks/${id}/deliveries?filter=${encodeURIComponent(filter)}`);
    expect((await list("eq(isTest,true)")).body.meta.total).toBe(1);
    expect((await list("eq(isTest,false)")).body.meta.total).toBe(0);
  });
});

describe("a test is refused", () => {
  const refusals: [string, unknown, string, RegExp][] = [
    ["without an event key", {}, "eventKey", /./],
    ["of an event key that is no text", { eventKey: 1 }, "eventKey", /./],
    ["of an empty event key", { eventKey: "" }, "eventKey", /./],
    [
      "of an event that is not subscribed to",
      { eventKey: "tool.invoked" },
      "eventKey",
      /callEnded/,
    ],
    ["of no event", { eventKey: "no.such" }, "eventKey", /not subscribed/],
    ["that is no object", [], "body", /./],
    [
      "with a payload too large",
      { eventKey: ENDED, payload: "é".repeat(131_072) },
      "payload",
      /256 KiB/,
    ],
    ["with NUL in the payload", { eventKey: ENDED, payload: { a: "\0" } }, "payload.a", /NUL/],
    ["with half a character", { eventKey: ENDED, payload: ["\ud800"] }, "payload.0", /surrogate/],
  ];

  it.each(refusals)("%s", async (_what, body, path, message) => {
    const id = await newWebhook();
    expect(await test(id, body)).toMatchObject({
      status: 400,
      body: { errors: [{ path, message: expect.stringMatching(message) }] },
    });
    expect(sink.requests).toHaveLength(0);
  });

  it("for an inactive subscription", async () => {
    const id = await newWebhook({ eventKeys: [] });
    await api(`POST /v1/webhooks/${id}/subscriptions`, {
      body: { eventKey: ENDED, isActive: false },
    });
    expect(await test(id)).toMatchObject({ status: 400 });
  });

  it("for others, without the scope, and where nothing is", async () => {
    const id = await newWebhook();
    const path = `POST /v1/webhooks/${id}/test`;
    const body = { eventKey: ENDED };
    const reader = { headers: await ours.newKey(["webhooks:read"]) };
    expect(await api(path, { as: theirs, body })).toMatchObject({ status: 404 });
    expect(await api(path, { as: reader, body })).toMatchObject({ status: 403 });
    expect(await test(randomUUID())).toMatchObject({ status: 404 });
    expect(await test("none")).toMatchObject({ status: 404 });
    expect(sink.requests).toHaveLength(0);
  });

  it("where the secret cannot be opened", async () => {
    const id = await newWebhook();
    await app.query("update webhooks set secret_sealed = 'v1.x' where id = $1", [id]);
    expect(await test(id)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("secret") },
    });
    await app.query("delete from webhooks where id = $1", [id]);
  });
});

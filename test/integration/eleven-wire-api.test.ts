/** `/api/webhooks/config` as a client of the 11Wire document sees it. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { subscribableKeys } from "#src/core/catalog.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import {
  CREATE,
  expectInvalid,
  SECONDS,
  TEST,
  UPDATE,
  type WireReply,
  type WireRequest,
  wireClient,
} from "../support/eleven-wire.ts";
import { createSink, type Sink } from "../support/sink.ts";

let app: TestApp;
let sink: Sink;
let ours: AppTenant;
let theirs: AppTenant;
let send: (request: string, sent?: WireRequest) => Promise<WireReply>;

beforeAll(async () => {
  app = await startApp({ ALLOW_PRIVATE_TARGETS: "true" });
  theirs = await app.tenant();
  send = wireClient(app, () => ours);
});

beforeEach(async () => {
  await sink?.[Symbol.asyncDispose]();
  sink = await createSink();
  ours = await app.tenant();
});

afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await sink?.[Symbol.asyncDispose]();
});

async function create(more: object = {}): Promise<number> {
  const made = await send("POST /config", { body: { ...CREATE, ...more } });
  expect(made.status).toBe(201);
  return made.body.webhook.id;
}

const { secret: _, ...SHOWN } = CREATE;
const TIMES = {
  createdAt: expect.stringMatching(SECONDS),
  updatedAt: expect.stringMatching(SECONDS),
};

describe("the document's own requests", () => {
  it("creates a webhook", async () => {
    const made = await send("POST /config", { body: CREATE });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      success: true,
      message: "Webhook configuration created successfully",
      webhook: { id: expect.any(Number), ...SHOWN, ...TIMES },
    });
    expect(Number.isInteger(made.body.webhook.id)).toBe(true);
  });

  it("takes the request without a Content-Type, as it is printed", async () => {
    const body = new Blob([JSON.stringify(CREATE)]);
    const response = await fetch(`${app.url}/api/webhooks/config`, {
      method: "POST",
      headers: { Authorization: `Bearer ${ours.headers["X-API-Key"]}` },
      body,
    });
    expect(response.status).toBe(201);
  });

  it("lists webhooks with the fields of the list alone, in the order they were made", async () => {
    const first = await create({ name: "CRM Integration" });
    const second = await create({ name: "Analytics Platform", status: "inactive" });
    const listed = await send("GET /config");
    expect(listed.status).toBe(200);
    const { url, eventTypes } = CREATE;
    const common = { url, eventTypes, ...TIMES };
    expect(listed.body).toEqual({
      success: true,
      webhooks: [
        { id: first, name: "CRM Integration", status: "active", ...common },
        { id: second, name: "Analytics Platform", status: "inactive", ...common },
      ],
    });
  });

  it("shows one in detail, without its secret", async () => {
    const id = await create();
    const shown = await send(`GET /config/${id}`);
    expect(shown.status).toBe(200);
    expect(shown.body).toEqual({ success: true, webhook: { id, ...SHOWN, ...TIMES } });
  });

  it("updates one, and leaves what is not said", async () => {
    const id = await create();
    const updated = await send(`PUT /config/${id}`, { body: UPDATE });
    expect(updated.status).toBe(200);
    const webhook = { id, ...SHOWN, ...UPDATE, ...TIMES };
    expect(updated.body).toEqual({
      success: true,
      message: "Webhook configuration updated successfully",
      webhook,
    });
    expect((await send(`GET /config/${id}`)).body.webhook).toEqual(webhook);
  });

  it("deletes one", async () => {
    const id = await create();
    const deleted = await send(`DELETE /config/${id}`);
    expect({ status: deleted.status, body: deleted.body }).toEqual({
      status: 200,
      body: { success: true, message: "Webhook configuration deleted successfully" },
    });
    expect((await send(`GET /config/${id}`)).status).toBe(404);
    expect((await send(`DELETE /config/${id}`)).status).toBe(404);
    expect((await send("GET /config")).body).toEqual({ success: true, webhooks: [] });
  });

  it("tests one with the payload that was given", async () => {
    sink.answers(() => ({ status: 200, body: "Received" }));
    const id = await create({ url: sink.url });
    const tested = await send(`POST /config/${id}/test`, { body: TEST });
    expect(tested.status).toBe(200);
    expect(tested.body).toEqual({
      success: true,
      message: "Test webhook sent successfully",
      details: {
        statusCode: 200,
        responseBody: "Received",
        responseTime: expect.any(Number),
        eventId: expect.stringMatching(/^evt_test_\w+$/),
      },
    });
    expect(sink.requests).toHaveLength(1);
    expect(JSON.parse(sink.requests[0]?.body ?? "")).toEqual(TEST.testPayload);
    expect(sink.requests[0]?.headers["x-webhook-event"]).toBe("call.completed");
  });
});

describe("defaults", () => {
  it("needs no more than a name, a URL and events, and shows the secret it made once", async () => {
    const { name, url, eventTypes } = CREATE;
    const made = await send("POST /config", { body: { name, url, eventTypes } });
    expect(made.status).toBe(201);
    const { secret, ...webhook } = made.body.webhook;
    expect(secret).toMatch(/^whsec_/);
    expect(webhook).toEqual({
      id: expect.any(Number),
      name,
      url,
      eventTypes,
      status: "active",
      headers: {},
      retryConfig: { maxAttempts: 5, initialDelay: 30, maxDelay: 3600, backoffFactor: 2 },
      filters: {},
      metadata: {},
      ...TIMES,
    });
    expect((await send(`GET /config/${webhook.id}`)).body.webhook).toEqual(webhook);
  });

  it("takes null for what is optional as not given", async () => {
    const nothing = { secret: null, status: null, headers: null, filters: null, metadata: null };
    const made = await send("POST /config", { body: { ...CREATE, ...nothing, retryConfig: null } });
    expect(made.status).toBe(201);
    expect(made.body.webhook).toMatchObject({ status: "active", headers: {}, filters: {} });
  });

  it.each([
    [{ maxAttempts: 1 }, { maxAttempts: 1, initialDelay: 30, maxDelay: 3600, backoffFactor: 2 }],
    [
      { initialDelay: 7200 },
      { maxAttempts: 5, initialDelay: 7200, maxDelay: 7200, backoffFactor: 2 },
    ],
    [{ maxDelay: 5 }, { maxAttempts: 5, initialDelay: 5, maxDelay: 5, backoffFactor: 2 }],
    [{}, { maxAttempts: 5, initialDelay: 30, maxDelay: 3600, backoffFactor: 2 }],
  ])("fills what retryConfig %j leaves out", async (retryConfig, expected) => {
    const id = await create({ retryConfig });
    expect((await send(`GET /config/${id}`)).body.webhook.retryConfig).toEqual(expected);
  });

  it("takes what is nullable back to its default", async () => {
    const id = await create();
    const nothing = { headers: null, retryConfig: null, filters: null, metadata: null };
    const updated = await send(`PUT /config/${id}`, { body: nothing });
    expect(updated.body.webhook).toMatchObject({
      name: CREATE.name,
      headers: {},
      retryConfig: { maxAttempts: 5, initialDelay: 30, maxDelay: 3600, backoffFactor: 2 },
      filters: {},
      metadata: {},
    });
  });

  it("changes one field at a time", async () => {
    const id = await create();
    const expected: Record<string, unknown> = { id, ...SHOWN, ...TIMES };
    for (const [field, value] of Object.entries({
      name: "Other",
      url: "https://other.example.com/",
      status: "inactive",
      eventTypes: ["transfer.initiated", "call.created"],
      headers: { Authorization: "Bearer t" },
      metadata: { deep: { list: [1, null, "x"] } },
      filters: { agents: ["agent-1", 7] },
    })) {
      expected[field] = value;
      const updated = await send(`PUT /config/${id}`, { body: { [field]: value } });
      expect(updated.body.webhook).toEqual(expected);
    }
    expect((await send(`PUT /config/${id}`, { body: {} })).body.webhook).toEqual(expected);
  });

  it("keeps its secret where an update has null for it", async () => {
    const id = await create({ url: sink.url });
    expect((await send(`PUT /config/${id}`, { body: { secret: null } })).status).toBe(200);
    await send(`POST /config/${id}/test`, { body: TEST });
    const [request] = await sink.received(1);
    const signed = `${request?.headers["x-webhook-timestamp"]}.${request?.body}`;
    const digest = createHmac("sha256", CREATE.secret).update(signed).digest("hex");
    expect(request?.headers["x-webhook-signature"]).toBe(`sha256=${digest}`);
  });

  it("shows what was given in the order of the document", async () => {
    const id = await create();
    const { webhook } = (await send(`GET /config/${id}`)).body;
    expect(Object.keys(webhook.retryConfig)).toEqual(Object.keys(CREATE.retryConfig));
  });

  it("ignores fields that are not known, and each event counts once", async () => {
    const id = await create({ unknown: 1, id: 5, eventTypes: ["call.created", "call.created"] });
    expect((await send(`GET /config/${id}`)).body.webhook.eventTypes).toEqual(["call.created"]);
  });

  it("knows every event type of the document", async () => {
    const document =
      `call.created call.ringing call.answered call.completed recording.started recording.completed
      voice.processing voice.completed agent.ready agent.speaking agent.listening agent.error
      conversation.started conversation.completed transfer.initiated transfer.completed
      contact.created campaign.started campaign.completed`.split(/\s+/);
    expect(new Set(subscribableKeys("11wire"))).toEqual(new Set(document));
    const id = await create({ eventTypes: document });
    expect((await send(`GET /config/${id}`)).body.webhook.eventTypes).toEqual(document);
  });
});

const LONG = "x".repeat(256);
const RULES: readonly (readonly [string, string, unknown])[] = [
  ["name", "name", ""],
  ["name", "name", "   "],
  ["name", "name", 7],
  ["name", "name", LONG],
  ["name", "name", "a\nb"],
  ["url", "url", ""],
  ["url", "url", 7],
  ["url", "url", "not a url"],
  ["url", "url", "ftp://example.com/x"],
  ["url", "url", "https://user:pass@example.com/"],
  ["url", "url", "http://169.254.169.254/latest"],
  ["url", "url", `https://example.com/${"x".repeat(2048)}`],
  ["secret", "secret", ""],
  ["secret", "secret", 7],
  ["secret", "secret", LONG],
  ["eventTypes", "eventTypes", []],
  ["eventTypes", "eventTypes", "call.completed"],
  ["eventTypes", "eventTypes.0", ["call.callEnded"]],
  ["eventTypes", "eventTypes.1", ["call.completed", 7]],
  ["status", "status", "paused"],
  ["status", "status", true],
  ["headers", "headers", "X-A: b"],
  ["headers", "headers", ["X-A"]],
  ["headers", "headers.X-A", { "X-A": 7 }],
  ["headers", "headers.Content-Length", { "Content-Length": "7" }],
  ["headers", "headers.X-Webhook-Signature", { "X-Webhook-Signature": "mine" }],
  ["headers", "headers.webhook-id", { "webhook-id": "mine" }],
  ["retryConfig", "retryConfig", "often"],
  ["retryConfig", "retryConfig.maxAttempts", { maxAttempts: 0 }],
  ["retryConfig", "retryConfig.maxAttempts", { maxAttempts: 21 }],
  ["retryConfig", "retryConfig.maxAttempts", { maxAttempts: 2.5 }],
  ["retryConfig", "retryConfig.maxAttempts", { maxAttempts: "3" }],
  ["retryConfig", "retryConfig.initialDelay", { initialDelay: -1 }],
  ["retryConfig", "retryConfig.maxDelay", { maxDelay: 86_401 }],
  ["retryConfig", "retryConfig.maxDelay", { initialDelay: 10, maxDelay: 5 }],
  ["retryConfig", "retryConfig.backoffFactor", { backoffFactor: 0.5 }],
  ["retryConfig", "retryConfig.backoffFactor", { backoffFactor: null }],
  ["filters", "filters", []],
  ["filters", "filters.campaigns", { campaigns: "campaign-1" }],
  ["filters", "filters.agents.0", { agents: [{}] }],
  ["filters", "filters.outcomes.0", { outcomes: [""] }],
  ["filters", "filters", { campaign: ["campaign-1"] }],
  ["metadata", "metadata", "owner"],
  ["metadata", "metadata", [1]],
  ["metadata", "metadata", { large: "x".repeat(16_400) }],
  ["metadata", "metadata.a", { a: "\u0000" }],
];

describe("what is refused", () => {
  it.each(RULES)("%s: names %s for %j", async (field, named, value) => {
    expectInvalid(await send("POST /config", { body: { ...CREATE, [field]: value } }), named);
    expect((await send("GET /config")).body.webhooks).toEqual([]);
  });

  it("in an update as well, and nothing changes", async () => {
    const id = await create();
    for (const [field, named, value] of RULES) {
      expectInvalid(await send(`PUT /config/${id}`, { body: { [field]: value } }), named);
    }
    for (const field of ["name", "url", "eventTypes", "status"]) {
      expectInvalid(await send(`PUT /config/${id}`, { body: { [field]: null } }), field);
    }
    expect((await send(`GET /config/${id}`)).body.webhook).toEqual({ id, ...SHOWN, ...TIMES });
  });

  it.each(["name", "url", "eventTypes"] as const)("a webhook without %s", async (field) => {
    const { [field]: _missing, ...rest } = CREATE;
    const refused = await send("POST /config", { body: rest });
    expectInvalid(refused, field);
    expect(refused.body.errors).toEqual([{ field, message: "is required" }]);
  });

  it.each([
    ["no JSON", "{", 400],
    ["nothing", "", 400],
    ["a list", "[]", 400],
    ["null", "null", 400],
    ["too much", JSON.stringify({ name: "x".repeat(1024 * 1024) }), 413],
  ])("a body that is %s", async (_what, body, status) => {
    const refused = await send("POST /config", { body });
    expect(refused.status).toBe(status);
    expect(refused.body).toMatchObject({ success: false, message: expect.any(String) });
  });

  it("an absent body, by the fields that it lacks", async () => {
    expectInvalid(await send("POST /config"), "name", "url", "eventTypes");
    const id = await create();
    expectInvalid(await send(`POST /config/${id}/test`), "eventType");
    expect((await send(`PUT /config/${id}`)).status).toBe(200);
  });

  it.each([
    [{ url: "" }, ["must not be empty"]],
    [{ eventTypes: "" }, ["must be an array of event types"]],
    [{ name: [] }, ["must be a string"]],
    [{ retryConfig: { initialDelay: 86_401, maxDelay: 10 } }, ["must be a number from 0 to 86400"]],
    [{ filters: { campaigns: "c" } }, ["must be a list of texts and whole numbers"]],
  ])("%j, once, and in words of its own", async (fields, messages) => {
    const refused = await send("POST /config", { body: { ...CREATE, ...fields } });
    expect(refused.body.errors.map((error: { message: string }) => error.message)).toEqual(
      messages,
    );
  });

  it("a body that is no JSON by its type", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const refused = await send("POST /config", { body: "name=x", headers });
    expect(refused.status).toBe(415);
    expect(refused.body).toMatchObject({ success: false, message: expect.any(String) });
  });

  it.each([
    "0",
    "-1",
    "1.5",
    "abc",
    "01",
    "9223372036854775808",
    "99999999999999999999",
    "%00",
    "1e3",
  ])("the id %s", async (id) => {
    for (const request of ["GET", "PUT", "DELETE"]) {
      const body = request === "PUT" ? { body: {} } : {};
      const refused = await send(`${request} /config/${id}`, body);
      expect(refused.status).toBe(404);
      expect(refused.body).toEqual({ success: false, message: expect.any(String) });
    }
    expect((await send(`POST /config/${id}/test`, { body: TEST })).status).toBe(404);
  });

  it("unknown routes and methods, in the same words", async () => {
    for (const [request, status] of [
      ["GET /config/1/other", 404],
      ["GET /events/1/retry", 405],
      ["PATCH /config/1", 405],
      ["DELETE /config", 405],
      ["POST /events", 405],
    ] as const) {
      const refused = await send(request);
      expect({ request, status: refused.status, body: refused.body }).toEqual({
        request,
        status,
        body: { success: false, message: expect.any(String) },
      });
    }
  });
});

describe("whose webhooks", () => {
  it("needs a credential", async () => {
    for (const request of ["GET /config", "POST /config", "GET /events", "GET /config/unknown"]) {
      const refused = await send(request, { headers: { Authorization: "Bearer shk_wrong" } });
      expect(refused.status).toBe(401);
      expect(refused.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
      expect(refused.body).toEqual({ success: false, message: expect.any(String) });
    }
    expect((await send("GET /config", { headers: { Authorization: "" } })).status).toBe(401);
  });

  it("takes the key as X-API-Key too, and a workspace that is named must be its own", async () => {
    const key = ours.headers["X-API-Key"] ?? "";
    const asKey = { Authorization: "", "X-API-Key": key };
    expect((await send("GET /config", { headers: asKey })).status).toBe(200);
    const own = { "X-Workspace-Id": ours.workspaceId };
    expect((await send("GET /config", { headers: own })).status).toBe(200);
    const foreign = { "X-Workspace-Id": theirs.workspaceId };
    expect((await send("GET /config", { headers: foreign })).status).toBe(403);
    expectInvalid(
      await send("GET /config", { headers: { "X-Workspace-Id": "x" } }),
      "X-Workspace-Id",
    );
  });

  it("needs the scope", async () => {
    const id = await create();
    const reader = { ...ours, headers: await ours.newKey(["webhooks:read"]) };
    const writer = { ...ours, headers: await ours.newKey(["webhooks:write"]) };
    expect((await send("GET /config", { as: reader })).status).toBe(200);
    expect((await send("GET /config", { as: writer })).status).toBe(403);
    expect((await send("GET /events", { as: writer })).status).toBe(403);
    for (const request of [
      "POST /config",
      `PUT /config/${id}`,
      `DELETE /config/${id}`,
      `POST /config/${id}/test`,
      "POST /events/1/retry",
    ]) {
      const refused = await send(request, { as: reader, body: {} });
      expect({ request, status: refused.status }).toEqual({ request, status: 403 });
      expect(refused.body).toEqual({ success: false, message: expect.any(String) });
    }
  });

  it("hides the webhooks of others", async () => {
    const id = await create();
    const foreign = { as: theirs };
    expect((await send("GET /config", foreign)).body.webhooks).toEqual([]);
    for (const request of ["GET", "DELETE"]) {
      expect((await send(`${request} /config/${id}`, foreign)).status).toBe(404);
    }
    const body = { name: "stolen" };
    expect((await send(`PUT /config/${id}`, { ...foreign, body })).status).toBe(404);
    expect((await send(`POST /config/${id}/test`, { ...foreign, body: TEST })).status).toBe(404);
    expect((await send(`GET /config/${id}`)).body.webhook.name).toBe(CREATE.name);
  });

  it("shows webhooks of this dialect alone, wherever they were made", async () => {
    const make = async (body: object) => {
      const response = await fetch(`${app.url}/v1/webhooks`, {
        method: "POST",
        headers: { ...ours.headers, "Content-Type": "application/json" },
        body: JSON.stringify({ url: "https://example.com/hook", ...body }),
      });
      expect(response.status).toBe(201);
    };
    await make({ eventKeys: ["call.callEnded"] });
    await make({ dialect: "11wire", eventKeys: ["call.completed"] });
    const { webhooks } = (await send("GET /config")).body;
    expect(webhooks).toEqual([
      expect.objectContaining({ name: "", eventTypes: ["call.completed"] }),
    ]);
    const shown = await send(`GET /config/${webhooks[0].id}`);
    expect(shown.body.webhook.retryConfig).toMatchObject({ maxAttempts: 5, initialDelay: 30 });
  });

  it("leaves the callbacks of providers where they are", async () => {
    const body = JSON.stringify({ event_type: "agent.ready", timestamp: "2026-08-21T18:00:00Z" });
    const received = await app.send(ours, "elevenlabs", body);
    expect(received.status).toBe(200);
    expect(await received.json()).toEqual({
      success: true,
      message: "Webhook received and processed",
    });
  });
});

describe("a test", () => {
  it("is refused for an event that the webhook does not have", async () => {
    const id = await create({ url: sink.url });
    for (const eventType of ["call.created", "nonsense", ""]) {
      expectInvalid(await send(`POST /config/${id}/test`, { body: { eventType } }), "eventType");
    }
    expectInvalid(await send(`POST /config/${id}/test`, { body: {} }), "eventType");
    expectInvalid(await send(`POST /config/${id}/test`, { body: { eventType: 7 } }), "eventType");
    const body = { ...TEST, testPayload: "text" };
    expectInvalid(await send(`POST /config/${id}/test`, { body }), "testPayload");
    expect(sink.requests).toHaveLength(0);
  });

  it("sends a sample where no payload was given", async () => {
    const id = await create({ url: sink.url });
    const body = { eventType: "conversation.completed" };
    expect((await send(`POST /config/${id}/test`, { body })).body.success).toBe(true);
    expect(sink.requests[0]?.headers["x-webhook-event"]).toBe("conversation.completed");
    expect(JSON.parse(sink.requests[0]?.body ?? "")).toBeTypeOf("object");
  });

  it("tells that the endpoint refused, or was not there", async () => {
    sink.answers(() => ({ status: 500, body: "broken" }));
    const id = await create({ url: sink.url });
    const refused = await send(`POST /config/${id}/test`, { body: TEST });
    expect(refused.status).toBe(200);
    expect(refused.body).toMatchObject({
      success: false,
      message: expect.stringContaining("500"),
      details: { statusCode: 500, responseBody: "broken" },
    });
    const { port } = new URL(sink.url);
    await sink[Symbol.asyncDispose]();
    await send(`PUT /config/${id}`, { body: { url: `http://127.0.0.1:${port}/` } });
    const unheard = await send(`POST /config/${id}/test`, { body: TEST });
    expect(unheard.status).toBe(200);
    expect(unheard.body).toMatchObject({
      success: false,
      message: expect.any(String),
      details: { statusCode: null, responseBody: null, eventId: expect.any(String) },
    });
  });
});

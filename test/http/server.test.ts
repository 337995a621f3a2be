import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { describe, expect, it } from "vitest";
import { fail, ok } from "#src/core/result.ts";
import type { RequestEnv } from "#src/http/problem.ts";
import { deliveryRoutes } from "#src/http/routes/deliveries.ts";
import { subscriptionRoutes } from "#src/http/routes/subscriptions.ts";
import { webhookRoutes } from "#src/http/routes/webhooks.ts";
import type { Problem } from "#src/http/schemas/problem.ts";
import { createHttpApp, type TenantApi } from "#src/http/server.ts";
import { createCalls } from "#src/pipeline/calls.ts";
import { createDeliveries } from "#src/pipeline/deliveries.ts";
import { createEventTypes } from "#src/pipeline/event-types.ts";
import { createSubscriptions } from "#src/pipeline/subscriptions.ts";
import type { WebhookStore } from "#src/pipeline/tenant-ports.ts";
import { createWebhooks } from "#src/pipeline/webhooks.ts";
import { recordingLog } from "../support/samples.ts";
import { createTestEdge } from "../support/tenant-edge.ts";

const WORKSPACE = "01890000-0000-7000-8000-000000000001";
const AUTHORIZED = { "X-API-Key": "k", "X-Workspace-Id": WORKSPACE };
const MIB = 1024 * 1024;

/** Stands where a test does not go. */
function unexpected(): never {
  throw new Error("not expected to be called");
}

const UNUSED = {
  create: unexpected,
  get: unexpected,
  list: unexpected,
  update: unexpected,
  remove: unexpected,
};

function fakeTenant(changes: Partial<TenantApi> = {}): TenantApi {
  const webhooks: WebhookStore = {
    find: async () => null,
    list: async () => ({ items: [], total: 0, next: null, previous: null }),
    insert: unexpected,
    update: unexpected,
    remove: unexpected,
  };
  const now = () => new Date("2026-03-01T12:00:00.000Z");
  const newId = () => WORKSPACE;
  return {
    ...createTestEdge(),
    authenticate: async ({ text }) =>
      text === "k"
        ? ok({ workspaceId: WORKSPACE, keyId: "key-1", scopes: ["*"] })
        : fail("refused", "This API key is unknown or revoked."),
    configuration: {
      connections: {
        ...UNUSED,
        rotateSecret: unexpected,
        retireSecrets: unexpected,
        rejections: unexpected,
      },
      agents: UNUSED,
      workflows: UNUSED,
      apiKeys: { ...UNUSED, revoke: unexpected },
      guides: { list: () => [] },
    },
    webhooks: createWebhooks({
      store: webhooks,
      dialects: new Map(),
      checkUrl: unexpected,
      generateSecret: unexpected,
      generateSigningKey: unexpected,
      secretPreview: unexpected,
      newId,
      now,
    }),
    operations: {
      testWebhook: unexpected,
      rotateSecret: unexpected,
      recoveries: {
        count: unexpected,
        start: unexpected,
        get: unexpected,
        list: unexpected,
        cancel: unexpected,
      },
      findPublicKey: async () => null,
    },
    previews: { previewWebhook: unexpected, previewTest: unexpected, checkUrl: unexpected },
    subscriptions: createSubscriptions({
      store: {
        find: async () => null,
        list: async () => null,
        insert: unexpected,
        setActive: unexpected,
        remove: unexpected,
      },
      newId,
      now,
    }),
    calls: createCalls({
      find: unexpected,
      list: unexpected,
      callTimeline: unexpected,
      conversationTimeline: unexpected,
    }),
    events: {
      publish: { one: unexpected, batch: unexpected },
      get: unexpected,
      list: unexpected,
      replay: unexpected,
    },
    eventTypes: createEventTypes(new Map()),
    undelivered: { list: unexpected },
    stats: { deliveries: unexpected, callbacks: unexpected, webhooks: unexpected },
    callbacks: { list: unexpected, show: unexpected, replay: unexpected },
    deliveries: createDeliveries({
      reads: {
        find: async () => null,
        detail: async () => null,
        list: async () => null,
        findAny: async () => null,
        detailOfAny: async () => null,
        listAll: unexpected,
      },
      redeliver: unexpected,
    }),
    skips: { one: unexpected, any: unexpected },
    ...changes,
  };
}

function open(tenant: Partial<TenantApi> = {}, mounted?: Hono<RequestEnv>) {
  const log = recordingLog();
  const app = createHttpApp({
    tenant: fakeTenant(tenant),
    log,
    newRequestId: () => "generated",
    ...(mounted && { mount: (root) => void root.route("/", mounted) }),
  });
  return { app, log };
}

async function post(
  body: string | Blob | Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Record<string, string>,
) {
  const { app } = open();
  const response = await app.request("/v1/webhooks", {
    method: "POST",
    headers: { ...AUTHORIZED, ...headers },
    body,
    // Needed for a body that is a stream.
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });
  const problem = (await response.json()) as Problem;
  return { status: response.status, problem };
}

const JSON_BODY = { "Content-Type": "application/json" };

describe("a key", () => {
  it("in Authorization is not hidden by an empty X-API-Key", async () => {
    const headers = { ...AUTHORIZED, "X-API-Key": "", Authorization: "Bearer k" };
    expect((await open().app.request("/v1/webhooks", { headers })).status).toBe(200);
  });
});

describe("without tenants' API", () => {
  it("there is nothing under /v1", async () => {
    const app = createHttpApp({ tenant: null, log: recordingLog(), newRequestId: () => "x" });
    expect((await app.request("/v1/webhooks", { headers: AUTHORIZED })).status).toBe(404);
  });
});

describe("every response", () => {
  it.each([
    ["found", "/v1/webhooks", AUTHORIZED, 200],
    ["refused", "/v1/webhooks", {}, 401],
    ["not found", "/nowhere", {}, 404],
  ])("has the headers of all when it is %s", async (_how, path, headers, status) => {
    const response = await open().app.request(path, { headers });
    expect(response.status).toBe(status);
    expect(response.headers.get("X-Request-Id")).toBe("generated");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  });

  it.each([
    ["abc-123_x.y:z/=+@", "abc-123_x.y:z/=+@"],
    ["", "generated"],
    ["with space", "generated"],
    ["<script>", "generated"],
    ["x".repeat(129), "generated"],
  ])("echoes the request id %j where it is sane", async (given, answered) => {
    const headers = { "X-Request-Id": given };
    const response = await open().app.request("/nowhere", { headers });
    expect(response.headers.get("X-Request-Id")).toBe(answered);
    expect(await response.json()).toMatchObject({ requestId: answered });
  });

  it("keeps a caching rule of its own", async () => {
    const mounted = new Hono<RequestEnv>().get("/asset", (c) =>
      c.text("x", 200, { "Cache-Control": "max-age=60" }),
    );
    const response = await open({}, mounted).app.request("/asset");
    expect(response.headers.get("Cache-Control")).toBe("max-age=60");
  });
});

describe("problems", () => {
  it("have the shape of RFC 9457", async () => {
    const response = await open().app.request("/v1/webhooks/nobody?page=1", {
      headers: AUTHORIZED,
    });
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await response.json()).toEqual({
      type: "urn:switchhook:problem:not-found",
      title: "There is no such resource",
      status: 404,
      detail: expect.any(String),
      instance: "/v1/webhooks/nobody",
      code: "not-found",
      requestId: "generated",
    });
  });

  it.each([
    ["PUT", "/v1/webhooks", "GET, POST, HEAD"],
    ["DELETE", "/v1/webhooks", "GET, POST, HEAD"],
    ["POST", "/v1/webhooks/x", "GET, PATCH, DELETE, HEAD"],
    ["PATCH", "/v1/webhooks/x/deliveries", "GET, HEAD"],
    ["GET", "/v1/webhooks/x/deliveries/y/retry", "POST"],
  ])("say 405 to %s %s", async (method, path, allowed) => {
    const response = await open().app.request(path, { method, headers: AUTHORIZED });
    expect(response.status).toBe(405);
    expect(new Set(response.headers.get("Allow")?.split(", "))).toEqual(
      new Set(allowed.split(", ")),
    );
    expect(await response.json()).toMatchObject({ code: "method-not-allowed" });
  });

  it("say which methods there are to OPTIONS", async () => {
    const response = await open().app.request("/v1/webhooks", {
      method: "OPTIONS",
      headers: AUTHORIZED,
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("Allow")).toContain("POST");
  });

  it("ask for a credential before they say what there is", async () => {
    for (const [method, path] of [
      ["PUT", "/v1/webhooks"],
      ["GET", "/v1/nowhere"],
    ] as const) {
      expect((await open().app.request(path, { method })).status).toBe(401);
    }
  });

  it("answer HEAD as GET, without a body", async () => {
    const request = { method: "HEAD", headers: AUTHORIZED };
    const response = await open().app.request("/v1/webhooks", request);
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });
});

describe("a body", () => {
  it.each([
    ["no type", "{}", {}],
    ["text", "{}", { "Content-Type": "text/plain" }],
    ["a form", "url=x", { "Content-Type": "application/x-www-form-urlencoded" }],
    ["UTF-16", "{}", { "Content-Type": "application/json; charset=utf-16" }],
    ["a type that only begins so", "{}", { "Content-Type": "application/jsonx" }],
  ])("of %s is a 415", async (_what, body, headers) => {
    const reply = await post(new Blob([body]), headers);
    expect(reply).toMatchObject({ status: 415, problem: { code: "unsupported-media-type" } });
  });

  it.each([
    "application/json",
    "application/json; charset=utf-8",
    'APPLICATION/JSON;charset="UTF-8"',
    "application/merge-patch+json",
  ])("of type %s is read", async (type) => {
    expect(await post("{}", { "Content-Type": type })).toMatchObject({
      status: 400,
      problem: { code: "invalid-request", errors: [{ path: "url" }] },
    });
  });

  it.each([
    ["nothing", ""],
    ["half an object", '{"url":'],
    ["a word", "url"],
    ["a comma too many", '{"url":"x",}'],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
    ["two values", "{}{}"],
  ])("of %s is malformed", async (_what, body) => {
    expect(await post(body, JSON_BODY)).toMatchObject({
      status: 400,
      problem: { code: "malformed-json" },
    });
  });

  it.each([
    ["null", "null"],
    ["a list", "[]"],
    ["a text", '"url"'],
    ["a number", "1e400"],
  ])("of %s is not an object", async (_what, body) => {
    expect(await post(body, JSON_BODY)).toMatchObject({
      status: 400,
      problem: { errors: [{ path: "body" }] },
    });
  });

  it("nested without end is refused, not a crash", async () => {
    for (const [left, right] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const body = `{"url":${left.repeat(100_000)}1${right.repeat(100_000)}}`;
      const { status, problem } = await post(body, JSON_BODY);
      expect([status, problem.errors?.[0]?.message]).toEqual([
        400,
        "is nested more than 32 levels deep",
      ]);
    }
  });

  it("beyond 1 MiB is a 413, announced or not", async () => {
    const large = new TextEncoder().encode(`"${"x".repeat(MIB)}"`);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(large.subarray(0, MIB / 2));
        controller.enqueue(large.subarray(MIB / 2));
        controller.close();
      },
    });
    const announced = { ...JSON_BODY, "Content-Length": `${large.length}` };
    for (const [body, headers] of [
      [large, announced],
      [stream, JSON_BODY],
    ] as const) {
      expect(await post(body, headers)).toMatchObject({
        status: 413,
        problem: { code: "payload-too-large" },
      });
    }
  });

  it("of just 1 MiB is read", async () => {
    const body = `{"url":1,"x":"${"x".repeat(MIB - 16)}"}`;
    expect(body.length).toBe(MIB);
    expect((await post(body, JSON_BODY)).status).toBe(400);
  });
});

describe("a failure", () => {
  const failing = (error: Error) => open({ authenticate: () => Promise.reject(error) });

  it("of the database's absence is a 503 that says when to come back", async () => {
    const error = Object.assign(new Error("connect ECONNREFUSED 10.1.2.3:5432"), {
      code: "ECONNREFUSED",
    });
    const { app, log } = failing(error);
    const response = await app.request("/v1/webhooks", { headers: AUTHORIZED });
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(JSON.parse(text)).toMatchObject({ code: "unavailable" });
    expect(text).not.toContain("10.1.2.3");
    expect(log.lines).toMatchObject([{ level: "warn", fields: { requestId: "generated" } }]);
  });

  it("of ours is a 500 that keeps its reasons to the log", async () => {
    const cause = new Error("inner reason");
    const { app, log } = failing(new Error("outer reason", { cause }));
    const response = await app.request("/v1/webhooks", { headers: AUTHORIZED });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ code: "internal-error", requestId: "generated" });
    expect(text).not.toMatch(/reason/);
    expect(log.lines).toHaveLength(1);
    expect(log.lines[0]).toMatchObject({ level: "error", fields: { requestId: "generated" } });
    const { error } = log.lines[0]?.fields ?? {};
    expect(error).toMatch(/outer reason[\s\S]*inner reason/);
  });

  it.each([
    [413, "payload-too-large"],
    [415, "unsupported-media-type"],
    [400, "malformed-json"],
  ] as const)("that Hono throws as %i stays one", async (status, code) => {
    const mounted = new Hono<RequestEnv>().get("/thrown", () => {
      throw new HTTPException(status, { message: "thrown" });
    });
    const response = await open({}, mounted).app.request("/thrown");
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
  });
});

describe("the description of the routes", () => {
  const { webhooks, subscriptions, deliveries } = fakeTenant();

  it.each([
    [
      webhookRoutes(webhooks),
      ["createWebhook", "deleteWebhook", "getWebhook", "listWebhooks", "updateWebhook"],
    ],
    [
      subscriptionRoutes(subscriptions),
      [
        "createSubscription",
        "deleteSubscription",
        "getSubscription",
        "listSubscriptions",
        "updateSubscription",
      ],
    ],
    [deliveryRoutes(deliveries), ["getDelivery", "listDeliveries", "retryDelivery"]],
  ])("is made from the schemas that check them", (routes, operationIds) => {
    const document = routes.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "Switchhook", version: "1" },
    });
    const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(operationIds);
    for (const { responses } of operations) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(["400", "401", "403", "404"]));
    }
  });
});

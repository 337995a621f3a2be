import { request as httpRequest } from "node:http";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { subscribableKeys } from "#src/core/catalog.ts";
import {
  DELIVERY_FIELDS,
  type Fields,
  SUBSCRIPTION_FIELDS,
  WEBHOOK_FIELDS,
} from "#src/core/filter-fields.ts";
import { parseId, prefixedId } from "#src/core/ids.ts";
import { type Listening, listen } from "#src/http/listen.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import {
  type ApiRequest,
  openTenantGateway,
  type Reply,
  seedDelivery,
  send,
  type TenantGateway,
} from "../support/tenant-gateway.ts";
import { waitFor } from "../support/wait-for.ts";

let gateway: TenantGateway;
let server: Listening;

beforeAll(async () => {
  gateway = await openTenantGateway();
  server = await listen(gateway.app.fetch, { host: "127.0.0.1", port: 0 });
});

afterAll(async () => {
  await server.close(1_000);
  await gateway[Symbol.asyncDispose]();
});

const URL_IN_USE = "https://mi-servidor.com/webhooks/agents-studio";
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const NOBODY = "01890000-0000-7000-8000-ffffffffffff";

function api(request: string, options?: ApiRequest): Promise<Reply> {
  return send(gateway, request, options);
}

async function newWebhook(body: object = {}, options: ApiRequest = {}) {
  const created = await api("POST /v1/webhooks", {
    ...options,
    body: { url: URL_IN_USE, ...body },
  });
  expect(created.body).toMatchObject({ url: expect.any(String) });
  return created.body;
}

async function newSubscription(webhookId: string, eventKey = "call.callEnded") {
  const path = `POST /v1/webhooks/${webhookId}/subscriptions`;
  const created = await api(path, { body: { eventKey } });
  expect(created.status).toBe(201);
  return created.body;
}

/** A request on the wire, its target exactly as given. */
function onTheWire(
  method: string,
  target: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; body: unknown }> {
  const { key, workspaceId } = gateway.ours;
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port: server.port,
        path: target,
        method,
        headers: { "X-API-Key": key, "X-Workspace-Id": workspaceId, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const status = response.statusCode ?? 0;
          resolve({ status, body: text === "" ? null : JSON.parse(text) });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

const JSON_BODY = { "Content-Type": "application/json" };

describe("the requests of the documents, as printed", () => {
  it("go through from the first to the last", async () => {
    const created = await onTheWire("POST", "/v1/webhooks", {
      headers: JSON_BODY,
      body: `{
        "url": "https://mi-servidor.com/webhooks/agents-studio",
        "description": "Webhook para notificaciones de llamadas",
        "method": "POST",
        "isActive": true,
        "headers": {
          "X-Custom-Header": "valor"
        }
      }`,
    });
    expect(created).toMatchObject({
      status: 201,
      body: { headers: { "X-Custom-Header": "valor" } },
    });
    const { id } = created.body as { id: string };

    const listed = await onTheWire("GET", "/v1/webhooks?page=1&limit=20&sort=-createdAt");
    expect(listed).toMatchObject({ status: 200, body: { data: [{ id }], meta: { page: 1 } } });

    const shown = await onTheWire("GET", `/v1/webhooks/${id}`);
    expect(shown).toMatchObject({ status: 200, body: { id, method: "POST", isActive: true } });

    const subscribed = await onTheWire("POST", `/v1/webhooks/${id}/subscriptions`, {
      headers: JSON_BODY,
      body: `{
        "eventKey": "call.callEnded",
        "isActive": true
      }`,
    });
    expect(subscribed).toMatchObject({ status: 201, body: { eventKey: "call.callEnded" } });
    const subscriptionId = (subscribed.body as { id: string }).id;
    const subscription = `/v1/webhooks/${id}/subscriptions/${subscriptionId}`;

    expect(
      await onTheWire("GET", `/v1/webhooks/${id}/subscriptions?page=1&limit=50`),
    ).toMatchObject({ status: 200, body: { data: [{ id: subscriptionId }], meta: { limit: 50 } } });
    expect(await onTheWire("GET", subscription)).toMatchObject({ status: 200 });
    expect(
      await onTheWire("PATCH", subscription, { headers: JSON_BODY, body: '{ "isActive": false }' }),
    ).toMatchObject({ status: 200, body: { isActive: false } });

    const seed = { workspaceId: gateway.ours.workspaceId, webhookId: id };
    const failed = await seedDelivery(gateway.pool, { ...seed, status: "failed" });
    await seedDelivery(gateway.pool, { ...seed, status: "delivered" });
    expect(
      await onTheWire(
        "GET",
        `/v1/webhooks/${id}/deliveries?page=1&limit=50&filter=and(eq(status,"failed"),eq(eventKey,"call.callEnded"))`,
      ),
    ).toMatchObject({ status: 200, body: { data: [{ id: failed, status: "failed" }] } });
    expect(await onTheWire("GET", `/v1/webhooks/${id}/deliveries/${failed}`)).toMatchObject({
      status: 200,
      body: { id: failed, lastError: null, responseStatus: null },
    });

    expect(
      await onTheWire("PATCH", `/v1/webhooks/${id}`, {
        headers: JSON_BODY,
        body: `{
        "isActive": false,
        "description": "Webhook actualizado"
      }`,
      }),
    ).toMatchObject({ status: 200, body: { isActive: false, description: "Webhook actualizado" } });
    expect(await onTheWire("DELETE", subscription)).toEqual({ status: 204, body: null });
    expect(await onTheWire("DELETE", `/v1/webhooks/${id}`)).toEqual({ status: 204, body: null });
    expect(await onTheWire("GET", `/v1/webhooks/${id}`)).toMatchObject({ status: 404 });
  });

  it("answer a create as the second document shows", async () => {
    const { key, workspaceId } = gateway.ours;
    const { status, headers, body } = await api("POST /v1/webhooks", {
      headers: {
        "X-API-Key": undefined,
        "X-Workspace-Id": undefined,
        Authorization: `Bearer ${key}`,
        "x-workspace-id": workspaceId,
      },
      body: {
        url: "https://miapp.com/webhooks/supervisor",
        description: "Actualiza el CRM con el estado de la llamada",
        headers: { "X-Custom-Signature": "allowed" },
        isActive: true,
      },
    });

    expect(status).toBe(201);
    expect(headers.get("Location")).toBe(`/v1/webhooks/${body.id}`);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: null,
      agentId: null,
      agentIds: null,
      workflowIds: null,
      eventKeys: [],
      filters: null,
      metadata: null,
      url: "https://miapp.com/webhooks/supervisor",
      description: "Actualiza el CRM con el estado de la llamada",
      isActive: true,
      secretPreview: expect.stringMatching(/^whsec_\*{20}/),
      createdAt: expect.stringMatching(ISO),
      updatedAt: expect.stringMatching(ISO),
      lastDeliveryAt: null,
      headers: { "X-Custom-Signature": "allowed" },
      successCount: 0,
      failureCount: 0,
      method: "POST",
      dialect: "agents-studio",
      signatureAlgorithm: "hmac-sha256",
      publicKey: null,
      previousSecretExpiresAt: null,
      deactivateAfterDays: 5,
      circuit: { state: "closed", openedAt: null, retryAt: null },
      failingSince: null,
      deactivatesAt: null,
      retryPolicy: null,
      timeoutSeconds: null,
      rateLimit: null,
      ordering: "none",
      deactivationReason: null,
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{32}$/),
    });
  });

  it("answer a new subscription as the second document shows, under prefixed ids too", async () => {
    const { id } = await newWebhook();
    const path = `/v1/webhooks/${prefixedId("wh", id)}/subscriptions`;
    const created = await api(`POST ${path}`, {
      body: { eventKey: "call.status.updated", isActive: true },
    });

    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.any(String),
      eventKey: "call.status.updated",
      isActive: true,
      webhookId: id,
      createdAt: expect.stringMatching(ISO),
      updatedAt: expect.stringMatching(ISO),
    });
    expect(created.headers.get("Location")).toBe(
      `/v1/webhooks/${id}/subscriptions/${created.body.id}`,
    );
    const prefixed = prefixedId("sub", created.body.id).toLowerCase();
    const shown = await api(`GET ${path}/${prefixed}`);
    expect(shown.body).toEqual(created.body);
  });

  it("know every event key of the documents", async () => {
    const { id } = await newWebhook();
    const keys = [
      "tool.invoked",
      "call.callStarted",
      "call.callEnded",
      "call.callMissed",
      "call.voicemailReceived",
      "whatsapp.messageReceived",
      "whatsapp.messageDelivered",
      "whatsapp.messageFailed",
      "whatsapp.conversationStarted",
      "whatsapp.conversationEnded",
      "call.status.updated",
      "call.completed",
      "call.error",
    ];
    for (const key of keys) await newSubscription(id, key);
    const { body } = await api(`GET /v1/webhooks/${id}/subscriptions?limit=100&sort=eventKey`);
    const listed = body.data.map(({ eventKey }: { eventKey: string }) => eventKey);
    expect(new Set(listed)).toEqual(new Set(keys));
  });
});

describe("creating a webhook", () => {
  it("takes every field", async () => {
    const { agentId } = gateway.ours;
    const retryPolicy = { maxAttempts: 3, initialDelay: 0.5, maxDelay: 60, backoffFactor: 2 };
    const body = {
      url: "https://example.com/hook?a=b",
      agentId,
      description: "😀".repeat(500),
      method: "GET",
      isActive: false,
      headers: { "X-A": "1" },
      retryPolicy,
      timeoutSeconds: 2.5,
      dialect: "agents-studio",
    };
    const created = await newWebhook({ ...body, secret: "mi-secreto-de-16-caracteres" });
    expect(created).toMatchObject(body);
    const { body: shown } = await api(`GET /v1/webhooks/${created.id}`);
    expect(shown).toEqual(created);
  });

  it("takes null for what can be left out", async () => {
    const nothing = {
      agentId: null,
      description: null,
      headers: null,
      secret: null,
      retryPolicy: null,
      timeoutSeconds: null,
    };
    const created = await newWebhook(nothing);
    expect(created).toMatchObject({ agentId: null, description: null, headers: {} });
    expect(created.secret).toMatch(/^whsec_/);
  });

  it("shows a generated secret once, and stores it sealed", async () => {
    const { id, secret, secretPreview } = await newWebhook({ headers: { "X-A": "hidden value" } });
    const { rows } = await gateway.pool.query("select * from webhooks where id = $1", [id]);

    expect(gateway.box.open(rows[0].secret_sealed, sealContext.webhookSecret(id))).toBe(secret);
    expect(gateway.box.open(rows[0].headers_sealed, sealContext.webhookHeaders(id))).toBe(
      '{"X-A":"hidden value"}',
    );
    expect(JSON.stringify(rows)).not.toContain("hidden value");
    const later = [
      await api(`GET /v1/webhooks/${id}`),
      await api("GET /v1/webhooks"),
      await api(`PATCH /v1/webhooks/${id}`, { body: { isActive: false } }),
    ];
    expect(JSON.stringify(later)).not.toContain(secret);
    expect(later[0]?.body).not.toHaveProperty("secret");
    expect(later[0]?.body.secretPreview).toBe(secretPreview);
  });

  it("does not repeat a secret that was given", async () => {
    const created = await newWebhook({ secret: "mi-secreto-de-16" });
    expect(created).not.toHaveProperty("secret");
    expect(JSON.stringify(created)).not.toContain("mi-secreto");
  });

  it("ignores fields it does not know", async () => {
    const created = await newWebhook({ id: NOBODY, successCount: 9, color: "blue" });
    expect(created).toMatchObject({ successCount: 0 });
    expect(created.id).not.toBe(NOBODY);
    expect(created).not.toHaveProperty("color");
  });

  it("names the agent of a document when the workspace has it", async () => {
    const documented = "00000000-0000-4000-8000-000000000301";
    await gateway.newAgent(gateway.ours.workspaceId, documented);
    expect(await newWebhook({ agentId: documented })).toMatchObject({ agentId: documented });
  });

  const rules: [string, object, string, RegExp?][] = [
    ["no url", { url: undefined }, "url"],
    ["a url that is null", { url: null }, "url"],
    ["a url that is a number", { url: 1 }, "url"],
    ["an empty url", { url: "" }, "url"],
    ["http", { url: "http://example.com/" }, "url", /only https/],
    ["javascript", { url: "javascript:alert(1)" }, "url", /./],
    ["file", { url: "file:///etc/passwd" }, "url", /./],
    ["no scheme", { url: "example.com" }, "url", /./],
    ["loopback", { url: "https://127.0.0.1/" }, "url", /./],
    ["loopback in one number", { url: "https://2130706433/" }, "url", /./],
    ["mapped loopback", { url: "https://[::ffff:127.0.0.1]/" }, "url", /./],
    ["localhost", { url: "https://localhost/" }, "url", /./],
    ["metadata", { url: "https://169.254.169.254/latest" }, "url", /./],
    ["a password in the url", { url: "https://u:p@example.com/" }, "url", /./],
    ["a newline in the url", { url: "https://example.com/\nx" }, "url", /spaces or control/],
    ["a long url", { url: `https://example.com/${"x".repeat(2029)}` }, "url"],
    ["NUL in the url", { url: "https://example.com/\0" }, "url", /NUL/],
    ["somebody else's agent", { agentId: "theirs" }, "agentId", /agent of this workspace/],
    ["an agent that is not there", { agentId: NOBODY }, "agentId", /agent of this workspace/],
    ["an agent that is no id", { agentId: "agent-1" }, "agentId", /agent of this workspace/],
    ["an agent that is a list", { agentId: [NOBODY] }, "agentId"],
    ["a long description", { description: "x".repeat(501) }, "description", /at most 500/],
    ["half a character", { description: "\ud800" }, "description", /surrogate/],
    ["another method", { method: "PUT" }, "method"],
    ["a method in lower case", { method: "post" }, "method"],
    ["an isActive in words", { isActive: "true" }, "isActive"],
    ["an isActive of null", { isActive: null }, "isActive"],
    ["headers as a list", { headers: [["a", "b"]] }, "headers"],
    ["a header that is a number", { headers: { "X-A": 1 } }, "headers.X-A"],
    ["a refused header", { headers: { Host: "a" } }, "headers.Host", /HTTP connection/],
    ["Authorization", { headers: { Authorization: "a" } }, "headers.Authorization", /credential/],
    ["a signature", { headers: { "X-Signature": "a" } }, "headers.X-Signature", /signature/],
    ["CRLF in a header", { headers: { "X-A": "a\r\nB: c" } }, "headers.X-A", /visible ASCII/],
    ["NUL in a header", { headers: { "X-A": "a\0" } }, "headers.X-A", /NUL/],
    ["a short secret", { secret: "x".repeat(15) }, "secret"],
    ["a long secret", { secret: "x".repeat(257) }, "secret"],
    ["a control character in the secret", { secret: `${"x".repeat(16)}\n` }, "secret", /control/],
    ["an unknown dialect", { dialect: "morse" }, "dialect", /must be one of agents-studio/],
    [
      "part of a retry policy",
      { retryPolicy: policy({ maxDelay: undefined }) },
      "retryPolicy.maxDelay",
    ],
    ["no attempts", { retryPolicy: policy({ maxAttempts: 0 }) }, "retryPolicy.maxAttempts"],
    ["21 attempts", { retryPolicy: policy({ maxAttempts: 21 }) }, "retryPolicy.maxAttempts"],
    ["half an attempt", { retryPolicy: policy({ maxAttempts: 1.5 }) }, "retryPolicy.maxAttempts"],
    ["a negative delay", { retryPolicy: policy({ initialDelay: -1 }) }, "retryPolicy.initialDelay"],
    ["two days' delay", { retryPolicy: policy({ maxDelay: 172_800 }) }, "retryPolicy.maxDelay"],
    ["crossed delays", { retryPolicy: policy({ initialDelay: 61 }) }, "retryPolicy.maxDelay"],
    [
      "a shrinking delay",
      { retryPolicy: policy({ backoffFactor: 0.5 }) },
      "retryPolicy.backoffFactor",
    ],
    ["no timeout", { timeoutSeconds: 0 }, "timeoutSeconds"],
    ["a long timeout", { timeoutSeconds: 121 }, "timeoutSeconds"],
    ["NUL in a field nobody knows", { extra: [{ a: "\0" }] }, "extra.0.a", /NUL/],
  ];

  function policy(changes: object) {
    return { maxAttempts: 5, initialDelay: 1, maxDelay: 60, backoffFactor: 2, ...changes };
  }

  it.each(rules)("refuses %s", async (_what, change, path, message = /./) => {
    const given = { url: URL_IN_USE, ...change };
    const body =
      "agentId" in given && given.agentId === "theirs"
        ? { ...given, agentId: gateway.theirs.agentId }
        : given;
    const reply = await api("POST /v1/webhooks", { body });
    expect(reply).toMatchObject({
      status: 400,
      body: {
        code: "invalid-request",
        errors: [{ path, message: expect.stringMatching(message) }],
      },
    });
    expect(reply.headers.get("Content-Type")).toBe("application/problem+json");
  });

  it("refuses what no header object can hold", async () => {
    const body = `{"url":"${URL_IN_USE}","headers":{"__proto__":"x"}}`;
    const reply = await api("POST /v1/webhooks", { body });
    expect(reply).toMatchObject({
      status: 400,
      body: { errors: [{ path: "headers.__proto__", message: expect.any(String) }] },
    });
  });

  it("names all that is wrong at once", async () => {
    const body = { url: 1, method: "PUT", isActive: 1, timeoutSeconds: 0 };
    const { body: problem } = await api("POST /v1/webhooks", { body });
    const paths = problem.errors.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(["url", "method", "isActive", "timeoutSeconds"]);
  });

  it("takes 50 headers of one kind and refuses 51", async () => {
    const headers = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${index}`, "v"]));
    expect(Object.keys((await newWebhook({ headers: headers(50) })).headers)).toHaveLength(50);
    const body = { url: URL_IN_USE, headers: headers(51) };
    expect(await api("POST /v1/webhooks", { body })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "headers" }] },
    });
  });
});

describe("changing a webhook", () => {
  it("changes what is given and leaves the rest", async () => {
    const { secret: _, ...before } = await newWebhook({
      description: "a",
      headers: { "X-A": "1" },
    });
    const { status, body } = await api(`PATCH /v1/webhooks/${before.id}`, {
      body: { url: "https://nuevo-servidor.com/webhook", isActive: false, method: "GET" },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...before,
      url: "https://nuevo-servidor.com/webhook",
      isActive: false,
      method: "GET",
      updatedAt: expect.stringMatching(ISO),
    });
  });

  it("clears with null what can be empty", async () => {
    const { agentId } = gateway.ours;
    const retryPolicy = { maxAttempts: 2, initialDelay: 1, maxDelay: 1, backoffFactor: 1 };
    const all = {
      agentId,
      description: "a",
      headers: { "X-A": "1" },
      retryPolicy,
      timeoutSeconds: 9,
    };
    const { id } = await newWebhook(all);
    const nothing = {
      agentId: null,
      description: null,
      headers: null,
      retryPolicy: null,
      timeoutSeconds: null,
    };
    const { body } = await api(`PATCH /v1/webhooks/${id}`, { body: nothing });
    expect(body).toMatchObject({ ...nothing, headers: {} });
  });

  it("replaces the secret, and does not show it", async () => {
    const { id } = await newWebhook();
    const secret = "otro-secreto-que-no-se-muestra";
    const { body } = await api(`PATCH /v1/webhooks/${id}`, { body: { secret } });
    const { rows } = await gateway.pool.query("select secret_sealed from webhooks where id = $1", [
      id,
    ]);
    expect(gateway.box.open(rows[0].secret_sealed, sealContext.webhookSecret(id))).toBe(secret);
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(body.secretPreview).toMatch(/^\*{20}stra$/);
  });

  it("keeps the secret and several agents through other changes", async () => {
    const { id, secret } = await newWebhook();
    const second = await gateway.newAgent(gateway.ours.workspaceId);
    const agents = [gateway.ours.agentId, second];
    await gateway.pool.query("update webhooks set agent_ids = $2 where id = $1", [id, agents]);
    await api(`PATCH /v1/webhooks/${id}`, { body: { description: "a" } });
    const { rows } = await gateway.pool.query("select * from webhooks where id = $1", [id]);
    expect(rows[0].agent_ids).toEqual(agents);
    expect(gateway.box.open(rows[0].secret_sealed, sealContext.webhookSecret(id))).toBe(secret);
  });

  it("forgets why the gateway switched it off once its owner switches it on", async () => {
    const { id } = await newWebhook();
    await gateway.pool.query(
      "update webhooks set is_active = false, deactivation_reason = 'gone' where id = $1",
      [id],
    );
    const described = await api(`PATCH /v1/webhooks/${id}`, { body: { description: "a" } });
    expect(described.body).toMatchObject({ isActive: false, deactivationReason: "gone" });
    const reactivated = await api(`PATCH /v1/webhooks/${id}`, { body: { isActive: true } });
    expect(reactivated.body).toMatchObject({ isActive: true, deactivationReason: null });
  });

  it.each([
    ["a private url", { url: "https://10.0.0.1/" }, "url"],
    ["a url of null", { url: null }, "url"],
    ["a secret of null", { secret: null }, "secret"],
    ["a refused header", { headers: { "webhook-id": "a" } }, "headers.webhook-id"],
    ["an agent that is not there", { agentId: NOBODY }, "agentId"],
    ["an unknown dialect", { dialect: "morse" }, "dialect"],
  ])("refuses %s and changes nothing", async (_what, change, path) => {
    const { secret: _, ...before } = await newWebhook();
    const reply = await api(`PATCH /v1/webhooks/${before.id}`, {
      body: { description: "changed", ...change },
    });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect((await api(`GET /v1/webhooks/${before.id}`)).body).toEqual(before);
  });

  it("makes concurrent changes of different fields all count", async () => {
    const { id } = await newWebhook();
    const changes = [{ description: "a" }, { isActive: false }, { method: "GET" }];
    await Promise.all(changes.map((body) => api(`PATCH /v1/webhooks/${id}`, { body })));
    const { body } = await api(`GET /v1/webhooks/${id}`);
    expect(body).toMatchObject(Object.assign({}, ...changes));
  });

  it("counts deliveries that ended", async () => {
    const { id } = await newWebhook();
    await gateway.pool.query(
      "insert into webhook_counters values ($1, 3, 2, '2025-08-19T16:00:00.123456Z')",
      [id],
    );
    expect((await api(`GET /v1/webhooks/${id}`)).body).toMatchObject({
      successCount: 3,
      failureCount: 2,
      lastDeliveryAt: "2025-08-19T16:00:00.123Z",
    });
  });

  it("takes a deleted webhook's deliveries and subscriptions out of sight", async () => {
    const { id } = await newWebhook();
    const subscription = await newSubscription(id);
    const deliveryId = await seedDelivery(gateway.pool, {
      workspaceId: gateway.ours.workspaceId,
      webhookId: id,
    });
    expect((await api(`DELETE /v1/webhooks/${id}`)).status).toBe(204);
    const gone = [
      `DELETE /v1/webhooks/${id}`,
      `GET /v1/webhooks/${id}`,
      `GET /v1/webhooks/${id}/subscriptions`,
      `GET /v1/webhooks/${id}/subscriptions/${subscription.id}`,
      `GET /v1/webhooks/${id}/deliveries`,
      `GET /v1/webhooks/${id}/deliveries/${deliveryId}`,
      `POST /v1/webhooks/${id}/deliveries/${deliveryId}/retry`,
    ];
    for (const request of gone) expect((await api(request)).status, request).toBe(404);
    const { rows } = await gateway.pool.query("select status from deliveries where id = $1", [
      deliveryId,
    ]);
    expect(rows).toEqual([{ status: "delivered" }]);
  });
});

describe("every change", () => {
  async function version(): Promise<number> {
    const { rows } = await gateway.pool.query(
      "select config_version from workspaces where id = $1",
      [gateway.ours.workspaceId],
    );
    return rows[0].config_version;
  }

  it("raises the version of the configuration, and is announced", async () => {
    const client = await gateway.pool.connect();
    const heard: unknown[] = [];
    client.on("notification", ({ channel, payload }) => heard.push([channel, payload]));
    await client.query("listen switchhook_config");
    const before = await version();

    const { id } = await newWebhook();
    const { id: subscriptionId } = await newSubscription(id);
    const subscription = `/v1/webhooks/${id}/subscriptions/${subscriptionId}`;
    await api(`PATCH /v1/webhooks/${id}`, { body: { isActive: false } });
    await api(`PATCH ${subscription}`, { body: { isActive: false } });
    await api(`DELETE ${subscription}`);
    await api(`DELETE /v1/webhooks/${id}`);

    expect(await version()).toBe(before + 6);
    await waitFor(async () => heard.length === 6, { what: "six notifications" });
    await client.query("unlisten *");
    client.release();
    expect(heard).toEqual(Array(6).fill(["switchhook_config", gateway.ours.workspaceId]));
  });

  it("that is refused leaves the version as it was", async () => {
    const { id } = await newWebhook();
    await newSubscription(id);
    const before = await version();
    await api("POST /v1/webhooks", { body: { url: URL_IN_USE, agentId: NOBODY } });
    await api(`PATCH /v1/webhooks/${id}`, { body: { agentId: NOBODY } });
    await api(`PATCH /v1/webhooks/${NOBODY}`, { body: { isActive: true } });
    await api(`POST /v1/webhooks/${id}/subscriptions`, { body: { eventKey: "call.callEnded" } });
    await api(`DELETE /v1/webhooks/${NOBODY}`);
    expect(await version()).toBe(before);
  });
});

describe("subscriptions", () => {
  it("name the known keys when one is not known", async () => {
    const { id } = await newWebhook();
    const body = { eventKey: "call.callExploded" };
    const reply = await api(`POST /v1/webhooks/${id}/subscriptions`, { body });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: "eventKey" }] } });
    for (const key of subscribableKeys("agents-studio")) {
      expect(reply.body.errors[0].message).toContain(key);
    }
  });

  it("are one for each key", async () => {
    const { id } = await newWebhook();
    await newSubscription(id);
    const path = `POST /v1/webhooks/${id}/subscriptions`;
    const reply = await api(path, { body: { eventKey: "call.callEnded" } });
    expect(reply).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect((await api(`GET /v1/webhooks/${id}/subscriptions`)).body.meta.total).toBe(1);
  });

  it("are one for each key also when they are made at once", async () => {
    const { id } = await newWebhook();
    const path = `POST /v1/webhooks/${id}/subscriptions`;
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => api(path, { body: { eventKey: "call.callMissed" } })),
    );
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(7).fill(409)]);
  });

  it("are active unless they say otherwise", async () => {
    const { id } = await newWebhook();
    const path = `POST /v1/webhooks/${id}/subscriptions`;
    expect((await newSubscription(id)).isActive).toBe(true);
    const quiet = await api(path, { body: { eventKey: "tool.invoked", isActive: false } });
    expect(quiet.body.isActive).toBe(false);
  });

  it.each([
    ["no key", {}, "eventKey"],
    ["an empty key", { eventKey: "" }, "eventKey"],
    ["a key that is a number", { eventKey: 1 }, "eventKey"],
    ["a key in another case", { eventKey: "CALL.CALLENDED" }, "eventKey"],
    ["another dialect's key", { eventKey: "event_phone_call_ended" }, "eventKey"],
    ["NUL in the key", { eventKey: "call\0" }, "eventKey"],
    ["an isActive of null", { eventKey: "call.callEnded", isActive: null }, "isActive"],
  ])("refuse %s", async (_what, body, path) => {
    const { id } = await newWebhook();
    const reply = await api(`POST /v1/webhooks/${id}/subscriptions`, { body });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  it("are switched off and on", async () => {
    const { id } = await newWebhook();
    const made = await newSubscription(id);
    const path = `PATCH /v1/webhooks/${id}/subscriptions/${made.id}`;
    const off = await api(path, { body: { ...made, isActive: false } });
    expect(off).toMatchObject({
      status: 200,
      body: { ...made, isActive: false, updatedAt: off.body.updatedAt },
    });
    expect((await api(path, { body: {} })).body).toEqual(off.body);
    expect((await api(path, { body: { isActive: true } })).body.isActive).toBe(true);
  });

  it("keep their key", async () => {
    const { id } = await newWebhook();
    const made = await newSubscription(id);
    const path = `PATCH /v1/webhooks/${id}/subscriptions/${made.id}`;
    const reply = await api(path, { body: { eventKey: "call.callMissed" } });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: "eventKey" }] } });
  });

  it("are found under their own webhook alone", async () => {
    const [one, other] = [await newWebhook(), await newWebhook()];
    const made = await newSubscription(one.id);
    const path = `/v1/webhooks/${other.id}/subscriptions/${made.id}`;
    expect((await api(`GET ${path}`)).status).toBe(404);
    expect((await api(`PATCH ${path}`, { body: { isActive: false } })).status).toBe(404);
    expect((await api(`DELETE ${path}`)).status).toBe(404);
    expect((await api(`GET /v1/webhooks/${one.id}/subscriptions/${made.id}`)).body).toEqual(made);
  });
});

describe("deliveries", () => {
  async function seeded(columns: Record<string, unknown> = {}) {
    const { id: webhookId } = await newWebhook();
    const seed = { workspaceId: gateway.ours.workspaceId, webhookId, ...columns };
    const id = await seedDelivery(gateway.pool, seed);
    return { id, webhookId, path: `/v1/webhooks/${webhookId}/deliveries` };
  }

  it("show what became of them, attempt by attempt", async () => {
    const eventId = uuidv7();
    const { id, webhookId, path } = await seeded({
      event_id: eventId,
      status: "failed",
      attempts: 2,
      response_status: 500,
      last_error: "the endpoint answered 500",
      error_class: "http_error",
      ended_at: "2025-08-19T16:00:05Z",
      body: '{"event":"call.callEnded","text":"\\u0000 😀"}',
    });
    const attempt = `insert into attempts (delivery_id, number, workspace_id, started_at, duration_ms, timings,
      request_headers, response_status, response_headers, response_body, response_truncated, error_class, error)
      values ($1, $2, $3, '2025-08-19T16:00:00Z', 12, '{"totalMs":12.5}', '{"x-signature":"s="}', $4, $5, $6, $7, $8, $9)`;
    const { workspaceId } = gateway.ours;
    const body = Buffer.from([0x6f, 0x6b, 0xff, 0x00]);
    await gateway.pool.query(attempt, [
      id,
      2,
      workspaceId,
      500,
      '{"a":"b"}',
      body,
      true,
      "http_error",
      "500",
    ]);
    await gateway.pool.query(attempt, [
      id,
      1,
      workspaceId,
      null,
      null,
      null,
      false,
      "timeout",
      "late",
    ]);

    const shown = await api(`GET ${path}/${id}`);
    const summary = {
      id,
      webhookId,
      eventId,
      eventKey: "call.callEnded",
      isTest: false,
      status: "failed",
      attempts: 2,
      responseStatus: 500,
      lastError: "the endpoint answered 500",
      errorClass: "http_error",
      reason: null,
      blockedBy: null,
      nextAttemptAt: null,
      createdAt: expect.stringMatching(ISO),
      updatedAt: expect.stringMatching(ISO),
      endedAt: "2025-08-19T16:00:05.000Z",
    };
    const made = {
      startedAt: "2025-08-19T16:00:00.000Z",
      durationMs: 12,
      timings: { totalMs: 12.5 },
      requestHeaders: { "x-signature": "s=" },
    };
    expect(shown.status).toBe(200);
    expect(shown.body).toEqual({
      ...summary,
      body: '{"event":"call.callEnded","text":"\\u0000 😀"}',
      bodyRemovedAt: null,
      dialect: "agents-studio",
      method: "POST",
      url: "https://mi-servidor.com/webhooks/agents-studio",
      event: null,
      attemptHistory: [
        {
          ...made,
          number: 1,
          responseStatus: null,
          responseHeaders: null,
          responseBody: null,
          responseTruncated: false,
          errorClass: "timeout",
          error: "late",
        },
        {
          ...made,
          number: 2,
          responseStatus: 500,
          responseHeaders: { a: "b" },
          responseBody: "ok\ufffd\0",
          responseTruncated: true,
          errorClass: "http_error",
          error: "500",
        },
      ],
    });
    expect((await api(`GET ${path}`)).body.data).toEqual([summary]);
    expect((await api(`GET ${path}/${prefixedId("evt", id)}`)).body.id).toBe(id);
  });

  it("are retried by hand once they have ended", async () => {
    const { id, path } = await seeded({ status: "failed", ended_at: new Date() });
    const retried = await api(`POST ${path}/${id}/retry`);
    expect(retried).toMatchObject({ status: 202, body: { id, status: "pending", endedAt: null } });
    expect(retried.body).not.toHaveProperty("body");
  });

  it("are not retried while an attempt is under way", async () => {
    const { id, path } = await seeded({ status: "pending", owner_id: uuidv7() });
    expect(await api(`POST ${path}/${id}/retry`)).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
  });

  it.each(["GET", "POST"])("are found under their own webhook alone (%s)", async (method) => {
    const { id } = await seeded({ status: "failed" });
    const other = await newWebhook();
    const path = `/v1/webhooks/${other.id}/deliveries/${id}`;
    const reply = await api(method === "GET" ? `GET ${path}` : `POST ${path}/retry`);
    expect(reply.status).toBe(404);
  });
});

describe("lists", () => {
  it("are paged, newest first", async () => {
    const tenant = await gateway.newTenant();
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
      ids.unshift((await newWebhook({ description: `${index}` }, { as: tenant })).id);
    }
    const page = async (query: string) =>
      (await api(`GET /v1/webhooks?${query}`, { as: tenant })).body;
    const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);

    const first = await page("limit=2");
    const last = await page("limit=2&page=3");
    const beyond = await page("limit=2&page=4");

    expect(idsOf(first)).toEqual(ids.slice(0, 2));
    expect(first.meta).toEqual({
      page: 1,
      limit: 2,
      total: 5,
      pages: 3,
      hasNext: true,
      hasPrev: false,
      nextCursor: expect.any(String),
      prevCursor: null,
    });
    expect(idsOf(last)).toEqual(ids.slice(4));
    expect(last.meta).toMatchObject({ hasNext: false, hasPrev: true });
    expect(beyond).toMatchObject({ data: [], meta: { total: 5, hasNext: false, hasPrev: true } });
    expect(idsOf(await page("sort=createdAt"))).toEqual([...ids].reverse());
    expect(idsOf(await page("sort=-createdAt"))).toEqual(ids);
    expect(idsOf(await page("sort=-description"))).toEqual(ids);
    expect(idsOf(await page("sort=isActive,description"))).toEqual([...ids].reverse());
    expect((await page("page=1&limit=100&sort=&filter=")).data).toHaveLength(5);
    const filter = encodeURIComponent('or(eq(description,"1"),gte(description,"4"))');
    expect(idsOf(await page(`filter=${filter}`))).toEqual([ids[0], ids[3]]);
  });

  it("are empty without being wrong", async () => {
    const tenant = await gateway.newTenant();
    const { body } = await api("GET /v1/webhooks", { as: tenant });
    expect(body).toEqual({
      data: [],
      meta: {
        page: 1,
        limit: 20,
        total: 0,
        pages: 0,
        hasNext: false,
        hasPrev: false,
        nextCursor: null,
        prevCursor: null,
      },
    });
  });

  it.each([
    ["page=0", "page"],
    ["page=1&page=2", "page"],
    ["limit=101", "limit"],
    ["page=9999999&limit=100", "page"],
    ["sort=secret", "sort"],
    ["sort=-createdAt;drop", "sort"],
    ["filter=eq(secret,1)", "filter"],
    ["filter=eq(url", "filter"],
    ["filter=%FF", "filter"],
    ["filter=eq(url,%22%00%22)", "filter"],
    [`filter=${"not(".repeat(400)}`, "filter"],
    [`filter=${"x".repeat(3000)}`, "filter"],
    ["filter=eq(createdAt,%222025-13-01%22)", "filter"],
  ])("refuse ?%s", async (query, path) => {
    const reply = await api(`GET /v1/webhooks?${query}`);
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  it("say where a filter is wrong", async () => {
    const { body } = await api('GET /v1/webhooks?filter=and(eq(isActive,"yes"))');
    expect(body.errors).toEqual([
      { path: "filter", message: "at position 16: isActive takes true or false" },
    ]);
  });

  it.each([
    ["webhooks", WEBHOOK_FIELDS],
    ["subscriptions", SUBSCRIPTION_FIELDS],
    ["deliveries", DELIVERY_FIELDS],
  ] as [string, Fields][])(
    "of %s can be sorted and filtered by each field",
    async (list, fields) => {
      const { id } = await newWebhook({ agentId: gateway.ours.agentId });
      await newSubscription(id);
      await seedDelivery(gateway.pool, { workspaceId: gateway.ours.workspaceId, webhookId: id });
      const path = list === "webhooks" ? "/v1/webhooks" : `/v1/webhooks/${id}/${list}`;
      const all = `${path}?limit=100`;
      const [row] = (await api(`GET ${all}`)).body.data;
      for (const field of Object.keys(fields)) {
        const value = JSON.stringify(row[field]);
        const same = await api(`GET ${all}&filter=${encodeURIComponent(`eq(${field},${value})`)}`);
        const other = await api(`GET ${all}&filter=${encodeURIComponent(`ne(${field},${value})`)}`);
        for (const reply of [same, other]) expect(reply.status, reply.body.detail).toBe(200);
        const ids = (reply: Reply) => reply.body.data.map((item: { id: string }) => item.id);
        expect(ids(same), field).toContain(row.id);
        expect(ids(other), field).not.toContain(row.id);
        const up = ids(await api(`GET ${all}&sort=${field}`));
        const down = ids(await api(`GET ${all}&sort=-${field}`));
        expect(new Set(up), field).toEqual(new Set(down));
        expect(up, field).toContain(row.id);
      }
    },
  );

  it.each(["subscriptions", "deliveries"])("check the parameters of %s alike", async (list) => {
    const { id } = await newWebhook();
    const reply = await api(`GET /v1/webhooks/${id}/${list}?limit=x&sort=y&filter=z`);
    const paths = reply.body.errors.map(({ path }: { path: string }) => path);
    expect([reply.status, ...paths]).toEqual([400, "limit", "sort", "filter"]);
  });
});

describe("another workspace", () => {
  it("sees and changes nothing", async () => {
    const { id } = await newWebhook();
    const subscription = await newSubscription(id);
    const deliveryId = await seedDelivery(gateway.pool, {
      workspaceId: gateway.ours.workspaceId,
      webhookId: id,
      status: "failed",
    });
    const before = (await api(`GET /v1/webhooks/${id}`)).body;
    const as = gateway.theirs;
    const path = `/v1/webhooks/${id}`;
    const body = { isActive: false };
    const attempts = [
      api(`GET ${path}`, { as }),
      api(`PATCH ${path}`, { as, body }),
      api(`DELETE ${path}`, { as }),
      api(`GET ${path}/subscriptions`, { as }),
      api(`POST ${path}/subscriptions`, { as, body: { eventKey: "tool.invoked" } }),
      api(`GET ${path}/subscriptions/${subscription.id}`, { as }),
      api(`PATCH ${path}/subscriptions/${subscription.id}`, { as, body }),
      api(`DELETE ${path}/subscriptions/${subscription.id}`, { as }),
      api(`GET ${path}/deliveries`, { as }),
      api(`GET ${path}/deliveries/${deliveryId}`, { as }),
      api(`POST ${path}/deliveries/${deliveryId}/retry`, { as }),
    ];
    const replies = await Promise.all(attempts);
    expect(replies.map(({ status }) => status)).toEqual(Array(11).fill(404));
    expect((await api(`GET ${path}`)).body).toEqual(before);
    expect((await api(`GET ${path}/subscriptions`)).body.data).toEqual([subscription]);
    expect((await api("GET /v1/webhooks", { as })).body.data).toEqual([]);
    const filter = encodeURIComponent(`or(eq(id,"${id}"),not(eq(id,"${NOBODY}")))`);
    expect((await api(`GET /v1/webhooks?filter=${filter}`, { as })).body.data).toEqual([]);
  });
});

describe("an id that names nothing", () => {
  it.each([
    "1",
    "webhook-id-uuid",
    NOBODY,
    "wh_01J8XW1N9P2Q3R4S5T6U",
    "sub_01K1XKWQT0FG8SVZG28AP14000",
    "%00",
    "..%2F..%2Fadmin",
    "%2e%2e%2f",
    "%27%20or%201=1--",
    "%FF",
    "%zz",
    "%F0%9F%98%80",
    "x".repeat(4000),
    "{01890000-0000-7000-8000-ffffffffffff}",
  ])("is a 404: %s", async (id) => {
    const known = await newWebhook();
    for (const path of [
      `/v1/webhooks/${id}`,
      `/v1/webhooks/${id}/subscriptions`,
      `/v1/webhooks/${known.id}/subscriptions/${id}`,
      `/v1/webhooks/${known.id}/deliveries/${id}`,
    ]) {
      expect(await api(`GET ${path}`), path).toMatchObject({
        status: 404,
        body: { code: "not-found" },
      });
    }
  });

  it("is read in upper case and prefixed all the same", async () => {
    const { id } = await newWebhook();
    for (const spelling of [id.toUpperCase(), prefixedId("wh", id)]) {
      expect(parseId(spelling, "wh")).toBe(id);
      expect((await api(`GET /v1/webhooks/${spelling}`)).body.id).toBe(id);
    }
  });
});

describe("credentials", () => {
  const PATH = "GET /v1/webhooks";

  it.each<[string, Record<string, string | undefined>]>([
    ["none", { "X-API-Key": undefined }],
    ["an empty key", { "X-API-Key": "" }],
    ["an unknown key", { "X-API-Key": "shk_unknown" }],
    ["an unknown bearer", { "X-API-Key": undefined, Authorization: "Bearer shk_unknown" }],
    ["another scheme", { "X-API-Key": undefined, Authorization: "Basic dTpw" }],
    ["no scheme", { "X-API-Key": undefined, Authorization: "shk_unknown" }],
    ["a huge key", { "X-API-Key": "x".repeat(9000) }],
    ["an unknown key and no workspace", { "X-API-Key": "shk_x", "X-Workspace-Id": undefined }],
  ])("are needed: %s", async (_what, headers) => {
    const reply = await api(PATH, { headers });
    expect(reply).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(reply.headers.get("WWW-Authenticate")).toMatch(/^Bearer\b/);
  });

  it.each(["Bearer", "bearer", "BEARER"])("are taken as %s", async (scheme) => {
    const headers = { "X-API-Key": undefined, Authorization: `${scheme} ${gateway.ours.key}` };
    expect((await api(PATH, { headers })).status).toBe(200);
  });

  it.each([
    ["is missing", undefined, 400, "invalid-request"],
    ["is empty", "", 400, "invalid-request"],
    ["is no id", "acme", 400, "invalid-request"],
    ["is prefixed", prefixedId("wh", NOBODY), 400, "invalid-request"],
    ["is not there", NOBODY, 403, "wrong-workspace"],
  ])("are refused where the workspace %s", async (_what, id, status, code) => {
    const reply = await api(PATH, { headers: { "X-Workspace-Id": id } });
    expect(reply).toMatchObject({ status, body: { code } });
    if (status === 400) expect(reply.body.errors[0].path).toBe("X-Workspace-Id");
  });

  it("do not open another workspace", async () => {
    const headers = { "X-Workspace-Id": gateway.theirs.workspaceId };
    expect((await api(PATH, { headers })).status).toBe(403);
  });

  it("stop to work as soon as they are revoked", async () => {
    const key = await gateway.newKey(gateway.ours.workspaceId, ["*"]);
    const as = { ...gateway.ours, key };
    expect((await api(PATH, { as })).status).toBe(200);
    await gateway.pool.query("update api_keys set revoked_at = now() where prefix = $1", [
      key.slice(0, 12),
    ]);
    expect((await api(PATH, { as })).status).toBe(401);
  });

  it("note their use, once a minute", async () => {
    const as = { ...gateway.ours, key: await gateway.newKey(gateway.ours.workspaceId, ["*"]) };
    const prefix = as.key.slice(0, 12);
    const usedAt = async () => {
      const { rows } = await gateway.pool.query(
        "select last_used_at as at from api_keys where prefix = $1",
        [prefix],
      );
      return rows[0].at;
    };
    expect(await usedAt()).toBeNull();
    await api(PATH, { as });
    const first = await usedAt();
    expect(first).toBeInstanceOf(Date);
    await api(PATH, { as });
    expect(await usedAt()).toEqual(first);
    await gateway.pool.query(
      "update api_keys set last_used_at = now() - interval '61 seconds' where prefix = $1",
      [prefix],
    );
    await api(PATH, { as });
    expect((await usedAt()).getTime()).toBeGreaterThanOrEqual(first.getTime());
  });

  const webhook = `/v1/webhooks/${NOBODY}`;
  const reads = [
    "GET /v1/webhooks",
    `GET ${webhook}`,
    `GET ${webhook}/subscriptions`,
    `GET ${webhook}/subscriptions/${NOBODY}`,
    `GET ${webhook}/deliveries`,
    `GET ${webhook}/deliveries/${NOBODY}`,
  ];
  const writes = [
    "POST /v1/webhooks",
    `PATCH ${webhook}`,
    `DELETE ${webhook}`,
    `POST ${webhook}/subscriptions`,
    `PATCH ${webhook}/subscriptions/${NOBODY}`,
    `DELETE ${webhook}/subscriptions/${NOBODY}`,
    `POST ${webhook}/deliveries/${NOBODY}/retry`,
  ];

  it.each([
    ...reads.map((request) => [request, "webhooks:read", "webhooks:write"]),
    ...writes.map((request) => [request, "webhooks:write", "webhooks:read"]),
  ] as [string, string, string][])("need a scope for %s", async (request, needed, other) => {
    const { workspaceId } = gateway.ours;
    const withScopes = async (...scopes: string[]) => {
      const as = { ...gateway.ours, key: await gateway.newKey(workspaceId, scopes) };
      return api(request, { as, ...(/^(POST|PATCH)/.test(request) && { body: {} }) });
    };
    const refused = await withScopes(other, "events:read");
    expect(refused).toMatchObject({ status: 403, body: { code: "missing-scope" } });
    expect(refused.body.detail).toContain(needed);
    expect((await withScopes(needed)).status).not.toBe(403);
    expect((await withScopes("*")).status).not.toBe(403);
  });
});

describe("a body on the wire", () => {
  it.each([
    ["announced", { "Content-Length": `${2 * 1024 * 1024}` }],
    ["in chunks", { "Transfer-Encoding": "chunked" }],
  ])("is cut off beyond 1 MiB when it comes %s", async (_how, headers) => {
    const body = `"${"x".repeat(2 * 1024 * 1024 - 2)}"`;
    expect(
      await onTheWire("POST", "/v1/webhooks", { headers: { ...JSON_BODY, ...headers }, body }),
    ).toMatchObject({ status: 413, body: { code: "payload-too-large" } });
  });

  it("that is malformed leaves the connection usable", async () => {
    const request = { headers: JSON_BODY, body: "{" };
    expect(await onTheWire("POST", "/v1/webhooks", request)).toMatchObject({ status: 400 });
    expect(await onTheWire("GET", "/v1/webhooks")).toMatchObject({ status: 200 });
  });
});

describe("a failure inside", () => {
  it("answers 500 and tells the log alone what it was", async () => {
    const { id } = await newWebhook();
    await gateway.pool.query("alter table recoveries rename to recoveries_away");
    const reply = await api(`GET /v1/webhooks/${id}/recoveries`);
    await gateway.pool.query("alter table recoveries_away rename to recoveries");
    expect(reply).toMatchObject({ status: 500, body: { code: "internal-error" } });
    expect(JSON.stringify(reply.body)).not.toMatch(/relation|table|\.ts/i);
    const line = gateway.lines.find(({ message }) => message === "request failed");
    expect(line?.fields).toMatchObject({
      requestId: reply.body.requestId,
      error: expect.stringContaining("recoveries"),
    });
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "../support/database.ts";
import {
  SECRETS,
  SIGNED,
  signatureOf,
  UNSIGNED,
  UNSIGNED_BODY,
  whatsappMessage,
} from "../support/hostile-callbacks.ts";
import { exchange, rawRequest } from "../support/hostile-client.ts";
import {
  ADMIN_TOKEN,
  admin,
  call,
  type HostileGateway,
  newStranger,
  type Stranger,
  startHostileGateway,
} from "../support/hostile-gateway.ts";
import { BODIES, LISTS, STRANGE_IDS } from "../support/hostile-requests.ts";
import { ALLOWED_TARGETS, REFUSED_HEADERS, REFUSED_TARGETS } from "../support/hostile-targets.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const stack = new AsyncDisposableStack();
const WEBHOOK_SECRET = "secret-of-a-webhook-0123456789";
const CUSTOM_HEADER = "value-of-a-custom-header";
const QUERY_TOKEN = "token-in-a-query";
const BASIC = "basic-auth-password";
const LOOPBACK = /127\.\d/;

let gateway: HostileGateway;
let databaseUrl: string;
let dataDir: string;
let ours: Stranger;
let theirs: { stranger: Stranger; webhookId: string; subscriptionId: string; deliveryId: string };
let connections: Record<keyof typeof SECRETS, string>;
/** What must never be reached while private targets are not allowed. */
let inside: Sink;
let reachedBefore = 0;
let privateWebhookId: string;
let agentId: string;
const WIRE_WEBHOOK = {
  name: "W",
  url: "https://example.com/",
  eventTypes: ["call.completed"],
} as const;

beforeAll(async () => {
  const database = stack.use(await createDatabase());
  ({ connectionString: databaseUrl } = database);
  dataDir = await mkdtemp(join(tmpdir(), "switchhook-hostile-"));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  inside = stack.use(await createSink());
  await prepareWhilePrivateTargetsAreAllowed();
  gateway = stack.use(
    await startHostileGateway({ databaseUrl, dataDir, allowPrivateTargets: false }),
  );
});

afterAll(() => stack.disposeAsync());

async function prepareWhilePrivateTargetsAreAllowed(): Promise<void> {
  await using lax = await startHostileGateway({ databaseUrl, dataDir, allowPrivateTargets: true });
  inside.answers(({ target }) =>
    target.includes("redirecting")
      ? { status: 307, headers: { location: inside.url.replace("/hook", "/landed") } }
      : { status: 200 },
  );
  ours = await newStranger(lax);
  connections = {
    signalwire: await connect(lax, ours, "signalwire"),
    elevenlabs: await connect(lax, ours, "elevenlabs"),
    whatsapp: await connect(lax, ours, "whatsapp"),
  };
  privateWebhookId = await subscribe(lax, ours, inside.url);
  agentId = (await admin(lax, `/workspaces/${ours.workspaceId}/agents`, { name: "A" })).body.id;
  const redirecting = await subscribe(lax, ours, `${inside.url}?redirecting`);
  theirs = await prepareOther(lax);
  await post(lax, "whatsapp", whatsappMessage('"from":"1650","text":{"body":"allowed"}'));
  await inside.received(3);
  await call(lax, ours, { method: "DELETE", path: `/v1/webhooks/${redirecting}` });
  reachedBefore = inside.requests.length;
}

/** Another tenant, with a delivery of its own. */
async function prepareOther(lax: HostileGateway): Promise<typeof theirs> {
  const stranger = await newStranger(lax);
  const webhookId = await subscribe(lax, stranger, `${inside.url}?theirs`);
  const path = `/v1/webhooks/${webhookId}/subscriptions`;
  const { body: subscriptions } = await call(lax, stranger, { path });
  const target = `/api/webhooks/whatsapp/${await connect(lax, stranger, "whatsapp")}`;
  const body = whatsappMessage('"from":"1650","text":{"body":"theirs"}');
  const headers = signatureOf("whatsapp", lax.baseUrl + target, body);
  await exchange(lax.port, rawRequest({ method: "POST", target, headers, body }));
  const [request] = await inside.received(1);
  const deliveryId = request?.deliveryId ?? "";
  return { stranger, webhookId, subscriptionId: subscriptions.data[0].id, deliveryId };
}

async function connect(
  on: HostileGateway,
  who: Stranger,
  provider: keyof typeof SECRETS,
): Promise<string> {
  const { body } = await admin(on, `/workspaces/${who.workspaceId}/connections`, {
    provider,
    name: provider,
    secret: SECRETS[provider],
    ...(provider === "whatsapp" && { settings: { verifyToken: BASIC } }),
  });
  return body.id;
}

async function subscribe(on: HostileGateway, who: Stranger, url: string): Promise<string> {
  const { body } = await call(on, who, {
    method: "POST",
    path: "/v1/webhooks",
    body: { url, secret: WEBHOOK_SECRET, headers: { "X-Custom": CUSTOM_HEADER } },
  });
  await call(on, who, {
    method: "POST",
    path: `/v1/webhooks/${body.id}/subscriptions`,
    body: { eventKey: "whatsapp.messageReceived" },
  });
  return body.id;
}

async function post(
  on: HostileGateway,
  provider: keyof typeof SECRETS,
  body: string | Uint8Array,
  { type = "application/json", headers, query = "" }: PostOptions = {},
) {
  const target = `/api/webhooks/${provider}/${connections[provider]}${query}`;
  const signed = headers ?? signatureOf(provider, on.baseUrl + target, body);
  const all = [...signed, `Content-Type: ${type}`];
  return exchange(on.port, rawRequest({ method: "POST", target, headers: all, body }));
}
type PostOptions = {
  readonly type?: string;
  readonly headers?: readonly string[];
  readonly query?: string;
};

function asUs(): readonly string[] {
  return [`X-API-Key: ${ours.key}`, `X-Workspace-Id: ${ours.workspaceId}`];
}

/** What every refusal looks like. */
function expectProblem(reply: { status: number; contentType: string; text: string }): {
  errors?: { path: string; message: string }[];
} {
  expect(reply.contentType).toBe("application/problem+json");
  const body = JSON.parse(reply.text);
  expect(body).toMatchObject({
    status: reply.status,
    type: expect.stringMatching(/^urn:switchhook:/),
  });
  return body;
}

describe("a webhook's URL", () => {
  it.each(REFUSED_TARGETS.map((url) => [url]))("is refused: %j", async (url) => {
    const path = "/v1/webhooks";
    const { status, body } = await call(gateway, ours, { method: "POST", path, body: { url } });
    expect(status).toBe(400);
    expect(body.errors.map((issue: { path: string }) => issue.path)).toContain("url");
  });

  it.each(ALLOWED_TARGETS)("is odd and somebody's: %s", async (url) => {
    const path = "/v1/webhooks";
    const { status, body } = await call(gateway, ours, {
      method: "POST",
      path,
      body: { url, isActive: false },
    });
    expect(status).toBe(201);
    await call(gateway, ours, { method: "DELETE", path: `${path}/${body.id}` });
  });

  it("is checked again when it is changed", async () => {
    const path = `/v1/webhooks/${privateWebhookId}`;
    const { status, body } = await call(gateway, ours, {
      method: "PATCH",
      path,
      body: { url: "https://127.1/" },
    });
    expect(status).toBe(400);
    expect(body.errors[0].path).toBe("url");
  });
});

/** The other interfaces through which a webhook is made, with the words of each for what is wrong. */
const INTERFACES = [
  {
    family: "11Wire",
    path: () => "/api/webhooks/config",
    body: (changes: object) => ({ ...WIRE_WEBHOOK, ...changes }),
    urlIn: (url: unknown) => ({ url }),
    status: 400,
    named: (body: { errors?: { field: string }[] }) => body.errors?.[0]?.field ?? "",
    url: "url",
  },
  {
    family: "TalkOver",
    path: () => `/api/v1/agents/${agentId}/webhooks`,
    body: (changes: object) => ({
      ...{ name: "W", webhook_url: "https://example.com/", events: ["event_phone_call_ended"] },
      ...changes,
    }),
    urlIn: (url: unknown) => ({ webhook_url: url }),
    status: 422,
    named: (body: { errors?: Record<string, unknown> }) => Object.keys(body.errors ?? {})[0] ?? "",
    url: "webhook_url",
  },
] as const;

describe.each(INTERFACES)("a webhook of $family", ({ path, body, urlIn, status, named, url }) => {
  async function attempt(changes: object) {
    const request = { method: "POST", path: path(), body: body(changes) };
    const reply = await call(gateway, ours, request);
    return { status: reply.status, named: named(reply.body) };
  }

  it("goes to no address that is refused elsewhere", async () => {
    for (const target of REFUSED_TARGETS) {
      // Blanks around it are TalkOver's to take away, and nobody else's.
      if (url === "webhook_url" && typeof target === "string" && target !== target.trim()) continue;
      const refused = await attempt(urlIn(target));
      expect([target, refused]).toEqual([target, { status, named: url }]);
    }
  });

  it("goes to odd addresses that are somebody's", async () => {
    for (const target of ALLOWED_TARGETS.filter((known) => known.length < 500)) {
      expect([target, (await attempt(urlIn(target))).status]).toEqual([target, 201]);
    }
  });
});

describe("the headers of a webhook of 11Wire", () => {
  /** Its receivers may want a credential. */
  const FREE = /^\{"(?:authorization|cookie)":/i;
  const OWN = ["X-Webhook-Signature", "X-Webhook-Event", "x-webhook-timestamp"];

  it("are refused where they are refused elsewhere", async () => {
    const refused = REFUSED_HEADERS.filter((headers) => !FREE.test(JSON.stringify(headers)));
    for (const headers of [...refused, ...OWN.map((name) => ({ [name]: "x" }))]) {
      const request = { ...WIRE_WEBHOOK, headers };
      const { status, body } = await call(gateway, ours, {
        method: "POST",
        path: "/api/webhooks/config",
        body: request,
      });
      expect([headers, status]).toEqual([headers, 400]);
      expect(body.errors[0].field).toMatch(/^headers/);
    }
  });
});

describe("a webhook's own headers", () => {
  it.each(REFUSED_HEADERS.map((headers) => [headers]))("are refused: %j", async (headers) => {
    const { status, body } = await call(gateway, ours, {
      method: "POST",
      path: "/v1/webhooks",
      body: { url: "https://example.com/", headers },
    });
    expect(status).toBe(400);
    expect(body.errors[0].path).toMatch(/^headers/);
  });
});

describe("a body", () => {
  it.each(BODIES)("of the tenant API: $what", async ({ body, status, type, names }) => {
    const contentType = type === null ? [] : [`Content-Type: ${type ?? "application/json"}`];
    const reply = await exchange(
      gateway.port,
      rawRequest({
        method: "POST",
        target: "/v1/webhooks",
        headers: [...asUs(), ...contentType],
        body,
      }),
    );
    expect(reply.status).toBe(status);
    if (status < 300) return;
    const { errors } = expectProblem(reply);
    if (names !== undefined) expect(errors?.map(({ path }) => path).join(" ")).toContain(names);
  });

  it.each([
    "/v1/webhooks",
    "/admin/workspaces",
    "/api/webhooks/whatsapp",
    "/api/webhooks/signalwire",
  ])("of %s that grows beyond the limit chunk by chunk is refused with 413", async (target) => {
    const chunk = `10000\r\n${"a".repeat(0x10000)}\r\n`;
    const headers = [
      ...asUs(),
      ...(target.startsWith("/admin") ? [`Authorization: Bearer ${ADMIN_TOKEN}`] : []),
      "Content-Type: application/json",
      "Transfer-Encoding: chunked",
    ];
    const head = rawRequest({ method: "POST", target, headers });
    const reply = await exchange(
      gateway.port,
      Buffer.concat([head, Buffer.from(chunk.repeat(80))]),
    );
    expect(reply.status).toBe(413);
    expectProblem(reply);
  });

  it.each(["/v1/webhooks", "/api/webhooks/whatsapp"])(
    "of %s that ends before its length leaves nothing behind",
    async (target) => {
      const headers = [...asUs(), "Content-Type: application/json", "Content-Length: 1000"];
      const bytes = rawRequest({ method: "POST", target, headers });
      const reply = await exchange(gateway.port, Buffer.concat([bytes, Buffer.from('{"url":"')]), {
        endEarly: true,
      });
      expect([0, 400]).toContain(reply.status);
    },
  );

  it.each(["gzip", "br", "deflate, gzip", "x", "identity, gzip"])(
    "of a callback in Content-Encoding %s is refused with 415",
    async (encoding) => {
      const headers = [`Content-Encoding: ${encoding}`];
      const reply = await post(gateway, "whatsapp", UNSIGNED_BODY, { headers });
      expect(reply.status).toBe(415);
      expectProblem(reply);
    },
  );
});

describe("an id", () => {
  const places = [
    (id: string) => `GET /v1/webhooks/${id}`,
    (id: string) => `DELETE /v1/webhooks/${id}`,
    (id: string) => `GET /v1/webhooks/${id}/deliveries`,
    (id: string) => `GET /v1/webhooks/${privateWebhookId}/deliveries/${id}`,
    (id: string) => `POST /v1/webhooks/${privateWebhookId}/deliveries/${id}/retry`,
    (id: string) => `DELETE /v1/webhooks/${privateWebhookId}/subscriptions/${id}`,
    (id: string) => `GET /v1/calls/${id}`,
    (id: string) => `GET /v1/conversations/${id}`,
    (id: string) => `POST /api/webhooks/whatsapp/${id}`,
  ];

  it.each(STRANGE_IDS)("that names nothing is not found anywhere: %s", async (id) => {
    for (const place of places) {
      const [method = "", target = ""] = place(id).split(" ");
      // A URL's dots are resolved before anything reads it: this one is the list of all deliveries.
      if (new URL(target, "http://gateway").pathname === "/v1/deliveries") continue;
      const reply = await exchange(gateway.port, rawRequest({ method, target, headers: asUs() }));
      expect([place(id), reply.status]).toEqual([place(id), 404]);
      expectProblem(reply);
    }
  });

  it("of another workspace is not found either, and nothing of it changes", async () => {
    const { stranger, webhookId, subscriptionId, deliveryId } = theirs;
    const own = `/v1/webhooks/${webhookId}`;
    const foreign: readonly (readonly [method: string, path: string, body?: unknown])[] = [
      ["GET", own],
      ["PATCH", own, { isActive: false }],
      ["DELETE", own],
      ["GET", `${own}/subscriptions`],
      ["POST", `${own}/subscriptions`, { eventKey: "call.callEnded" }],
      ["GET", `${own}/subscriptions/${subscriptionId}`],
      ["PATCH", `${own}/subscriptions/${subscriptionId}`, { isActive: false }],
      ["DELETE", `${own}/subscriptions/${subscriptionId}`],
      ["DELETE", `/v1/webhooks/${privateWebhookId}/subscriptions/${subscriptionId}`],
      ["GET", `${own}/deliveries`],
      ["GET", `${own}/deliveries/${deliveryId}`],
      ["GET", `/v1/webhooks/${privateWebhookId}/deliveries/${deliveryId}`],
      ["POST", `${own}/deliveries/${deliveryId}/retry`],
    ];
    const before = await call(gateway, stranger, { path: own });
    for (const [method, path, body] of foreign) {
      const reply = await call(gateway, ours, { method, path, body });
      expect([method, path, reply.status]).toEqual([method, path, 404]);
    }
    expect(await call(gateway, stranger, { path: own })).toEqual(before);
  });

  it("of another workspace in X-Workspace-Id is forbidden", async () => {
    const liar = { ...ours, workspaceId: theirs.stranger.workspaceId };
    expect((await call(gateway, liar, { path: "/v1/webhooks" })).status).toBe(403);
  });
});

describe("a list", () => {
  it.each(LISTS)("of webhooks?%s", async (query, names) => {
    const target = `/v1/webhooks?${query}`;
    const reply = await exchange(gateway.port, rawRequest({ target, headers: asUs() }));
    if (names === null) {
      expect(reply.status).toBe(200);
      const { data } = JSON.parse(reply.text);
      expect(data.every(({ id }: { id: string }) => id !== theirs.webhookId)).toBe(true);
      return;
    }
    expect(reply.status).toBe(400);
    expect(expectProblem(reply).errors?.map(({ path }) => path)).toContain(names);
  });
});

describe("a request on the wire", () => {
  const host = "Host: gateway.example.com\r\n";
  const auth = () => `${asUs().join("\r\n")}\r\n`;
  const odd: readonly (readonly [
    what: string,
    bytes: () => string,
    statuses: readonly number[],
  ])[] = [
    ...["PROPFIND", "PUT", "QUERY", "PATCH", "LOCK", "TRACE"].map(
      (method) =>
        [
          `${method} of a list`,
          () => `${method} /v1/webhooks HTTP/1.1\r\n${host}${auth()}\r\n`,
          [405],
        ] as const,
    ),
    ...["PUT", "DELETE", "PATCH", "TRACE"].map(
      (method) =>
        [
          `${method} of a callback`,
          () => `${method} /api/webhooks/whatsapp HTTP/1.1\r\n${host}\r\n`,
          [405],
        ] as const,
    ),
    ["an unknown method", () => `FOO /v1/webhooks HTTP/1.1\r\n${host}\r\n`, [400]],
    ["CONNECT", () => `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${host}\r\n`, [0, 400, 404, 405]],
    ...[
      "a b",
      "[::1",
      "evil.example.com/../x",
      "user@evil.example.com",
      "x:99999",
      "x:y",
      "😀",
    ].map(
      (name) =>
        [
          `Host ${JSON.stringify(name)}`,
          () => `GET /v1/webhooks HTTP/1.1\r\nHost: ${name}\r\n${auth()}\r\n`,
          [400],
        ] as const,
    ),
    ["an empty Host", () => `GET /v1/webhooks HTTP/1.1\r\nHost:\r\n${auth()}\r\n`, [200]],
    ["no Host", () => `GET /v1/webhooks HTTP/1.1\r\n${auth()}\r\n`, [200]],
    [
      "a Host that is not ours",
      () => `GET /v1/webhooks HTTP/1.1\r\nHost: 169.254.169.254\r\n${auth()}\r\n`,
      [200],
    ],
    [
      "an absolute target without a key",
      () => `GET http://127.0.0.1:9/v1/webhooks HTTP/1.1\r\n${host}\r\n`,
      [401],
    ],
    [
      "an absolute target of a callback",
      () =>
        `POST http://127.0.0.1:9/api/webhooks/whatsapp HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`,
      [400],
    ],
    ...["http://[bad/", "ftp://x/v1/webhooks", "*", "/v1\\webhooks", "v1/webhooks", "?x"].map(
      (target) =>
        [
          `target ${target}`,
          () => `GET ${target} HTTP/1.1\r\n${host}${auth()}\r\n`,
          [400, 404],
        ] as const,
    ),
    ...[
      "//v1/webhooks",
      "//evil.example.com/v1/webhooks",
      "/v1//webhooks",
      "/v1/webhooks/",
      "/V1/webhooks",
    ].map(
      (target) =>
        [
          `target ${target}`,
          () => `GET ${target} HTTP/1.1\r\n${host}${auth()}\r\n`,
          [404],
        ] as const,
    ),
    ...[
      "/v1/webhooks/..%2f..%2fadmin/workspaces",
      "/%76%31/webhooks/x",
      "/api/webhooks/__proto__",
      "/constructor",
    ].map(
      (target) =>
        [
          `target ${target}`,
          () => `GET ${target} HTTP/1.1\r\n${host}${auth()}\r\n`,
          [404],
        ] as const,
    ),
    [
      "a target of 20,000 characters",
      () => `GET /v1/webhooks?${"a".repeat(20_000)} HTTP/1.1\r\n${host}\r\n`,
      [431],
    ],
    [
      "a header of 20,000 characters",
      () => `GET /v1/webhooks HTTP/1.1\r\n${host}X-A: ${"a".repeat(20_000)}\r\n\r\n`,
      [431],
    ],
    [
      "a thousand headers",
      () => `GET /v1/webhooks HTTP/1.1\r\n${host}${auth()}${"a:b\r\n".repeat(1_000)}\r\n`,
      [200, 431],
    ],
    ["a NUL in a header", () => `GET /v1/webhooks HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`, [400]],
    [
      "two lengths",
      () => `POST /v1/webhooks HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
      [400],
    ],
    [
      "a length and chunks",
      () =>
        `POST /v1/webhooks HTTP/1.1\r\n${host}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      [400],
    ],
    [
      "a negative length",
      () => `POST /v1/webhooks HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n{}`,
      [400],
    ],
    [
      "a chunk of no size",
      () =>
        `POST /v1/webhooks HTTP/1.1\r\n${host}${auth()}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      [0, 400],
    ],
    ["HTTP/2 out of the blue", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]],
    [
      "an upgrade",
      () =>
        `GET /v1/webhooks HTTP/1.1\r\n${host}${auth()}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      [200],
    ],
    [
      "a credential of 9,000 characters",
      () => `GET /v1/webhooks HTTP/1.1\r\n${host}X-API-Key: ${"k".repeat(9_000)}\r\n\r\n`,
      [401],
    ],
    ["two keys", () => `GET /v1/webhooks HTTP/1.1\r\n${host}${auth()}X-API-Key: x\r\n\r\n`, [401]],
    [
      "two workspaces",
      () => `GET /v1/webhooks HTTP/1.1\r\n${host}${auth()}X-Workspace-Id: x\r\n\r\n`,
      [400],
    ],
    [
      "a key of another kind",
      () => `GET /v1/webhooks HTTP/1.1\r\n${host}Authorization: Basic eDp5\r\n\r\n`,
      [401],
    ],
    [
      "the admin token as a key",
      () => `GET /v1/webhooks HTTP/1.1\r\n${host}Authorization: Bearer ${ADMIN_TOKEN}\r\n\r\n`,
      [401],
    ],
    [
      "a key as the admin token",
      () => `POST /admin/workspaces HTTP/1.1\r\n${host}Authorization: Bearer ${ours.key}\r\n\r\n`,
      [401],
    ],
    [
      "a request id that is none",
      () =>
        `GET /v1/webhooks HTTP/1.1\r\n${host}${auth()}X-Request-Id: <script>${"a".repeat(500)}\r\n\r\n`,
      [200],
    ],
  ];

  it.each(odd)("%s", async (_what, bytes, statuses) => {
    const reply = await exchange(gateway.port, bytes());
    expect(statuses).toContain(reply.status);
    if (reply.status >= 400 && reply.text.startsWith("{")) expectProblem(reply);
  });
});

describe("a handshake", () => {
  const question = `hub.mode=subscribe&hub.challenge=115&hub.verify_token=${BASIC}`;
  const refused = [
    "",
    "hub.mode=subscribe",
    question.replace("subscribe", "unsubscribe"),
    question.replace("subscribe", "SUBSCRIBE"),
    question.replace(BASIC, "wrong"),
    question.replace(BASIC, ""),
    question.replace(BASIC, `${BASIC}%00`),
    `${question}&hub.verify_token=${BASIC}`,
    `${question}&hub.challenge=2`,
    question.replace("115", ""),
    question.replace("115", "1".repeat(10_000)),
    question.replaceAll("hub.", "hub_"),
    question.replace("hub.verify_token=", "hub.verify_token[]="),
  ];

  it.each(refused)("is refused: %s", async (query) => {
    const reply = await exchange(
      gateway.port,
      rawRequest({ target: `/api/webhooks/whatsapp?${query}` }),
    );
    expect(reply.status).toBe(403);
    expectProblem(reply);
  });

  it("answers whatever is asked as plain text", async () => {
    const target = `/api/webhooks/whatsapp?${question.replace("115", "%3Cscript%3E%0d%0aX-Evil:1")}`;
    const reply = await exchange(gateway.port, rawRequest({ target }));
    expect(reply).toEqual({ status: 200, contentType: "text/plain", text: "<script>\r\nX-Evil:1" });
  });
});

describe("a callback", () => {
  it.each(SIGNED)(
    "of $provider that is genuine and wrong in itself is acknowledged: $what",
    async ({ provider, body, type }) => {
      const reply = await post(gateway, provider, body, type === undefined ? {} : { type });
      expect(reply.status).toBe(200);
      expect(JSON.parse(reply.text)).toMatchObject({ success: true });
    },
  );

  it.each(UNSIGNED)(
    "of $provider with a signature that is $what is refused",
    async ({ provider, headers }) => {
      const target = `/api/webhooks/${provider}/${connections[provider]}`;
      const reply = await post(gateway, provider, UNSIGNED_BODY, {
        headers: headers(gateway.baseUrl + target),
      });
      expect(reply.status).toBe(401);
      expectProblem(reply);
    },
  );

  it.each(["signalwire", "elevenlabs", "whatsapp"] as const)(
    "of %s at another one's connection is not found",
    async (provider) => {
      const other = provider === "whatsapp" ? connections.signalwire : connections.whatsapp;
      const target = `/api/webhooks/${provider}/${other}`;
      const headers = signatureOf(provider, gateway.baseUrl + target, UNSIGNED_BODY);
      const reply = await exchange(
        gateway.port,
        rawRequest({ method: "POST", target, headers, body: UNSIGNED_BODY }),
      );
      expect(reply.status).toBe(404);
    },
  );

  it("that comes again, at once or fifty times over, is one callback", async () => {
    const body = whatsappMessage('"from":"1650","text":{"body":"again"}');
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => post(gateway, "whatsapp", body)),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    const fresh = replies.filter(({ text }) => JSON.parse(text).duplicate !== true);
    expect(fresh).toHaveLength(1);
  });
});

describe("after all of this", () => {
  it("nothing reached a private address: what had been configured before is blocked, and redirects never led there", async () => {
    const [, blocked] = await Promise.all([
      post(gateway, "whatsapp", whatsappMessage('"from":"1650","text":{"body":"blocked"}')),
      waitFor(
        async () => {
          const { body } = await call(gateway, ours, {
            path: `/v1/webhooks/${privateWebhookId}/deliveries?filter=${encodeURIComponent('eq(errorClass,"blocked_target")')}`,
          });
          return body.data[0];
        },
        { what: "a blocked delivery" },
      ),
    ]);
    expect(blocked).toMatchObject({ errorClass: "blocked_target", responseStatus: null });
    expect(JSON.stringify(blocked)).not.toMatch(LOOPBACK);
    expect(inside.requests).toHaveLength(reachedBefore);
    expect(inside.requests.filter(({ target }) => target.includes("landed"))).toEqual([]);
  });

  it("no secret is in the log or in the database", async () => {
    const query = `?token=${QUERY_TOKEN}&a=1`;
    const headers = [
      `Authorization: Basic ${btoa(`u:${BASIC}`)}`,
      `Cookie: session=${QUERY_TOKEN}`,
    ];
    await post(gateway, "whatsapp", UNSIGNED_BODY, { headers, query });
    const secrets = [
      ...Object.values(SECRETS),
      ...[WEBHOOK_SECRET, CUSTOM_HEADER, QUERY_TOKEN, BASIC, btoa(`u:${BASIC}`)],
      ...[ours.key, theirs.stranger.key, ADMIN_TOKEN],
    ];
    const stored = await waitFor(async () => {
      const all = await everythingStored();
      return all.includes("token=[redacted]") ? all : null;
    });
    expect(secrets.filter((secret) => stored.includes(secret))).toEqual([]);
    expect(secrets.filter((secret) => gateway.log().includes(secret))).toEqual([]);
  });

  it("what was refused is kept within its bounds and belongs to nobody's events", async () => {
    const rows = await select<{ count: number; longest: number; events: number }>(`
      select count(*)::int as count, coalesce(max(length(body)), 0)::int as longest,
        (select count(*)::int from events e where e.callback_id in (select id from callbacks where verdict = 'rejected')) as events
      from callbacks where verdict = 'rejected'`);
    expect(rows[0]?.count).toBeGreaterThan(0);
    expect(rows[0]?.count).toBeLessThanOrEqual(4 * 120);
    expect(rows[0]?.longest).toBeLessThanOrEqual(4_096);
    expect(rows[0]?.events).toBe(0);
  });

  it("the gateway has had no fault of its own and still serves", async () => {
    expect(gateway.log()).not.toContain("request failed");
    expect((await call(gateway, ours, { path: "/v1/webhooks" })).status).toBe(200);
  });
});

async function select<Row extends object>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Every row of every table as text. */
async function everythingStored(): Promise<string> {
  const tables = await select<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')",
  );
  const texts = await Promise.all(
    tables.map(({ name }) => select<{ row: string }>(`select t::text as row from ${name} t`)),
  );
  return texts.flatMap((rows) => rows.map(({ row }) => row)).join("\n");
}

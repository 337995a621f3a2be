import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ADMIN_TOKEN, type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { cookieOf, openSession, type Session, type SignIn, signIn } from "../support/console.ts";
import { createDatabase } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { openFleet } from "../support/own-process.ts";
import { waitFor } from "../support/wait-for.ts";

const SECRET = "a-secret-of-thirty-two-bytes-0000";
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

let app: TestApp;
let tenant: AppTenant;
let other: AppTenant;

beforeAll(async () => {
  app = await startApp({ ROLE: "api", JWT_SECRET: SECRET });
  [tenant, other] = [await app.tenant(), await app.tenant()];
});
afterAll(() => app[Symbol.asyncDispose]());

/** Each test's attempts count from nothing. */
beforeEach(() => app.query("delete from console_sessions"));

// biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
type Reply = { readonly status: number; readonly headers: Headers; readonly body: any };
type Asked = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

async function ask(what: string, { headers = {}, body }: Asked = {}): Promise<Reply> {
  const [method = "", path = ""] = what.split(" ");
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { "Content-Type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}

const key = () => tenant.headers["X-API-Key"] ?? "";

function tokenOf(claims: Readonly<Record<string, unknown>>, expiresIn = "1h"): Promise<string> {
  return new SignJWT({ workspaceId: tenant.workspaceId, scope: "events:read openid", ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(SECRET));
}

async function link(body: unknown = {}, workspaceId = tenant.workspaceId): Promise<Reply> {
  const path = `/admin/workspaces/${workspaceId}/dashboard-links`;
  return ask(`POST ${path}`, { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` }, body });
}

async function codeOf(body: unknown = {}): Promise<string> {
  const { url } = (await link(body)).body;
  return url.split("#code=")[1];
}

const sessions = async () =>
  app.query<{ lastSeen: Date; expiresAt: Date }>(
    `select last_seen_at as "lastSeen", expires_at as "expiresAt" from console_sessions`,
  );

describe("signing in", () => {
  it("with a key opens a session that does what the key may", async () => {
    const { "X-API-Key": limited = "" } = await tenant.newKey(["events:read"]);
    const response = await signIn(app.url, { key: ` ${limited}\n` });
    expect(response.status).toBe(200);
    const body = await response.json();
    expect(body).toEqual({
      workspaceId: tenant.workspaceId,
      workspaceName: "Tenant",
      scopes: ["events:read"],
      expiresAt: expect.any(String),
      keyName: "key",
    });
    const left = new Date((body as { expiresAt: string }).expiresAt).getTime() - Date.now();
    expect(left).toBeGreaterThan(7 * DAY_MS - 60_000);
    expect(left).toBeLessThanOrEqual(7 * DAY_MS);
    const cookie = cookieOf(response);
    expect(cookie?.name).toBe("switchhook_session");
    expect(cookie?.value).toMatch(/^[\w-]{43}$/);
    const rules = (cookie?.rules ?? "").split("; ").slice(1).toSorted();
    expect(rules).toEqual([
      "HttpOnly",
      expect.stringMatching(/^Max-Age=6047\d\d$|^Max-Age=604800$/),
      "Path=/",
      "SameSite=Strict",
    ]);
    const stored = JSON.stringify(await app.query("select * from console_sessions"));
    expect(stored).not.toContain(cookie?.value);
  });

  it("with a token opens a session that ends with it", async () => {
    const response = await signIn(app.url, { token: await tokenOf({}) });
    expect(response.status).toBe(200);
    const body = (await response.json()) as { scopes: string[]; expiresAt: string };
    expect(body).toMatchObject({ scopes: ["events:read"], keyName: null });
    const left = new Date(body.expiresAt).getTime() - Date.now();
    expect(left).toBeGreaterThan(HOUR_MS - 60_000);
    expect(left).toBeLessThanOrEqual(HOUR_MS);
    const cookie = cookieOf(response);
    const headers = sent(`${cookie?.name}=${cookie?.value}`);
    expect((await ask("GET /v1/events", { headers })).status).toBe(200);
    expect((await ask("GET /v1/webhooks", { headers })).status).toBe(403);
    await app.query("update console_sessions set expires_at = now()");
    expect((await ask("GET /v1/events", { headers })).status).toBe(401);
  });

  it("with a token lasts seven days at most", async () => {
    const token = await tokenOf({}, "30d");
    const { expiresAt } = (await (await signIn(app.url, { token })).json()) as {
      expiresAt: string;
    };
    expect(new Date(expiresAt).getTime() - Date.now()).toBeLessThanOrEqual(7 * DAY_MS);
    const endless = await tokenOf({ exp: 1e200 }, "1h");
    expect((await signIn(app.url, { token: endless })).status).toBe(200);
  });

  it("with a link works once", async () => {
    const made = await link();
    expect(made.status).toBe(201);
    expect(made.body.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dashboard\/sign-in#code=[\w-]{43}$/);
    const left = new Date(made.body.expiresAt).getTime() - Date.now();
    expect(left).toBeGreaterThan(14 * 60_000);
    expect(left).toBeLessThanOrEqual(15 * 60_000);
    const code = made.body.url.split("#code=")[1];
    const all = await Promise.all(Array.from({ length: 8 }, () => signIn(app.url, { code })));
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(401)]);
    const opened = all.find(({ status }) => status === 200);
    expect(await opened?.json()).toMatchObject({ scopes: ["*"], keyName: null });
    expect(await sessions()).toHaveLength(1);
  });

  it("with a link gives the scopes of the link, and not after 15 minutes", async () => {
    const limited = await signIn(app.url, { code: await codeOf({ scopes: ["agents:read"] }) });
    expect(await limited.json()).toMatchObject({ scopes: ["agents:read"] });
    const late = await codeOf();
    await app.query("update console_links set expires_at = now()");
    expect((await signIn(app.url, { code: late })).status).toBe(401);
  });

  it.each([
    ["an unknown key", { key: "shk_nobody" }],
    ["an unknown code", { code: "x".repeat(43) }],
    ["no token", { token: "a.b.c" }],
    ["the admin token", { key: ADMIN_TOKEN }],
  ])("with %s is refused", async (_what, body) => {
    const response = await signIn(app.url, body);
    expect(response.status).toBe(401);
    expect(cookieOf(response)).toBeNull();
    expect(await response.json()).toMatchObject({ code: "unauthenticated" });
    expect(await sessions()).toEqual([]);
  });

  it("with a token of nobody's workspace, or one that has ended, is refused", async () => {
    const stranger = await tokenOf({ workspaceId: "01890000-0000-7000-8000-00000000ffff" });
    expect((await signIn(app.url, { token: stranger })).status).toBe(401);
    const ended = await tokenOf({}, "-1s");
    expect((await signIn(app.url, { token: ended })).status).toBe(401);
  });

  it.each<[string, SignIn | string, number]>([
    ["nothing", {}, 400],
    ["two at once", { key: "a", code: "b" }, 400],
    ["no text", { key: 1 }, 400],
    ["an empty text", { key: " " }, 400],
    ["a text that is too long", { key: "k".repeat(8_193) }, 400],
    ["a NUL", { key: "k\0" }, 400],
    ["half a pair", '{"key":"\\ud800"}', 400],
    ["something else", '{"password":"x"}', 400],
    ["a list", "[]", 400],
    ["no JSON", "key=x", 400],
    ["too much", JSON.stringify({ key: "k".repeat(2 ** 20) }), 413],
  ])("with %s is a mistake", async (_what, body, status) => {
    const response = await signIn(app.url, body);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  it("is for pages of the gateway itself", async () => {
    const elsewhere = [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { Origin: "https://evil.example.com" },
      { Origin: "null" },
    ];
    for (const headers of elsewhere) {
      const response = await signIn(app.url, { key: key() }, headers);
      expect([headers, response.status]).toEqual([headers, 403]);
      expect(await response.json()).toMatchObject({ code: "not-from-console" });
    }
    const form = { "Content-Type": "text/plain" };
    expect((await signIn(app.url, { key: key() }, form)).status).toBe(415);
    const own = { Origin: app.url, "Sec-Fetch-Site": "same-origin" };
    expect((await signIn(app.url, { key: key() }, own)).status).toBe(200);
    expect((await signIn(app.url, { key: key() }, { Origin: app.url })).status).toBe(200);
  });

  it("takes over no session that was there before", async () => {
    const planted = "p".repeat(43);
    const response = await signIn(
      app.url,
      { key: key() },
      { Cookie: `switchhook_session=${planted}` },
    );
    expect(cookieOf(response)?.value).not.toBe(planted);
    expect(
      (await ask("GET /v1/agents", { headers: sent(`switchhook_session=${planted}`) })).status,
    ).toBe(401);

    const first = await openSession(app.url, other);
    await signIn(app.url, { key: key() }, { Cookie: first.cookie });
    expect(
      (await ask("GET /dashboard/session", { headers: { Cookie: first.cookie } })).status,
    ).toBe(401);
  });

  it("forgets sessions and links that have ended", async () => {
    await openSession(app.url, tenant);
    await openSession(app.url, tenant);
    await codeOf();
    await app.query(`update console_sessions set expires_at = now()`);
    await app.query("update console_links set expires_at = now()");
    await openSession(app.url, tenant);
    expect(await sessions()).toHaveLength(1);
    expect(await app.query("select * from console_links")).toEqual([]);
  });
});

/** What the console sends with each request. */
function sent(cookie: string, workspaceId = tenant.workspaceId) {
  return { Cookie: cookie, "X-Switchhook-Console": "1", "X-Workspace-Id": workspaceId };
}

describe("a session", () => {
  let session: Session;
  beforeEach(async () => {
    session = await openSession(app.url, tenant);
  });

  it("is told of, and ended", async () => {
    const headers = { Cookie: session.cookie };
    const told = await ask("GET /dashboard/session", { headers });
    expect(told).toMatchObject({ status: 200, body: { scopes: ["*"], keyName: "key" } });
    expect(told.headers.get("cache-control")).toBe("no-store");
    const ended = await fetch(`${app.url}/dashboard/session`, { method: "DELETE", headers });
    expect(ended.status).toBe(204);
    expect(cookieOf(ended)).toMatchObject({ name: "switchhook_session", value: "" });
    expect(cookieOf(ended)?.rules).toContain("Max-Age=0");
    expect(await sessions()).toEqual([]);
    expect((await ask("GET /dashboard/session", { headers })).status).toBe(401);
    expect((await ask("GET /v1/agents", { headers: session.headers })).status).toBe(401);
    expect((await ask("DELETE /dashboard/session")).status).toBe(204);
  });

  it("is not ended by another site", async () => {
    const headers = { Cookie: session.cookie, "Sec-Fetch-Site": "cross-site" };
    expect((await ask("DELETE /dashboard/session", { headers })).status).toBe(403);
    expect(await sessions()).toHaveLength(1);
  });

  it("reads and writes as the key would", async () => {
    const { headers } = session;
    expect((await ask("GET /v1/agents", { headers })).status).toBe(200);
    const made = await ask("POST /v1/agents", { headers, body: { name: "By the console" } });
    expect(made.status).toBe(201);
    const limits = made.headers.get("ratelimit-policy");
    expect(limits).toBe('"key";q=6000;w=60');
  });

  it("counts its requests apart from its key's", async () => {
    const left = async (headers: Readonly<Record<string, string>>) =>
      /r=(\d+)/.exec(
        (await ask("GET /v1/agents", { headers })).headers.get("ratelimit") ?? "",
      )?.[1];
    expect(await left(session.headers)).toBe("5999");
    expect(await left(session.headers)).toBe("5998");
    expect(await left((await openSession(app.url, tenant)).headers)).toBe("5999");
  });

  it("of a key that only reads writes nothing, and follows the key", async () => {
    const { "X-API-Key": limited = "" } = await tenant.newKey(["agents:read"]);
    const { headers } = await openSession(app.url, tenant, limited);
    expect((await ask("GET /v1/agents", { headers })).status).toBe(200);
    const write = { headers, body: { name: "no" } };
    expect(await ask("POST /v1/agents", write)).toMatchObject({
      status: 403,
      body: { code: "missing-scope" },
    });
    await app.query("update api_keys set scopes = '{agents:write}' where scopes = '{agents:read}'");
    expect((await ask("POST /v1/agents", write)).status).toBe(201);
    expect((await ask("GET /v1/agents", { headers })).status).toBe(403);
  });

  it("ends with its key", async () => {
    const { headers } = session;
    const keys = await ask("GET /v1/api-keys?sort=createdAt&limit=1", { headers });
    expect((await ask(`DELETE /v1/api-keys/${keys.body.data[0].id}`, { headers })).status).toBe(
      204,
    );
    expect((await ask("GET /v1/agents", { headers })).status).toBe(401);
    const cookie = { headers: { Cookie: session.cookie } };
    expect((await ask("GET /dashboard/session", cookie)).status).toBe(401);
    tenant = await app.tenant();
  });

  it("ends after twelve hours without use, and use is noted once a minute", async () => {
    const { headers } = session;
    const seenAt = async () => (await sessions())[0]?.lastSeen.getTime() ?? 0;
    const opened = await seenAt();
    await ask("GET /v1/agents", { headers });
    expect(await seenAt()).toBe(opened);
    await app.query(
      `update console_sessions set last_seen_at = now() - interval '11 hours 59 minutes'`,
    );
    expect((await ask("GET /v1/agents", { headers })).status).toBe(200);
    expect(await seenAt()).toBeGreaterThan(opened);
    await app.query(`update console_sessions set last_seen_at = now() - interval '12 hours'`);
    expect((await ask("GET /v1/agents", { headers })).status).toBe(401);
  });

  it("ends after seven days of use", async () => {
    await app.query("update console_sessions set expires_at = now()");
    expect((await ask("GET /v1/agents", { headers: session.headers })).status).toBe(401);
  });

  it("is good for its own workspace", async () => {
    const foreign = sent(session.cookie, other.workspaceId);
    expect(await ask("GET /v1/agents", { headers: foreign })).toMatchObject({
      status: 403,
      body: { code: "wrong-workspace" },
    });
    const { "X-Workspace-Id": _, ...unnamed } = session.headers;
    expect((await ask("GET /v1/agents", { headers: unnamed })).status).toBe(400);
  });

  it.each([
    ["without the console's header", { "X-Switchhook-Console": undefined }],
    ["of another site's page", { "Sec-Fetch-Site": "cross-site" }],
    ["of a sibling's page", { "Sec-Fetch-Site": "same-site" }],
    ["typed into the address bar", { "Sec-Fetch-Site": "none" }],
    ["of another origin", { Origin: "https://evil.example.com" }],
    ["of a page without an origin", { Origin: "null" }],
    ["of an origin that is none", { Origin: "evil" }],
  ])("does nothing for a request %s", async (_what, changes) => {
    const all = Object.entries({ ...session.headers, ...changes });
    const headers = Object.fromEntries(
      all.filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    for (const what of ["GET /v1/agents", "POST /v1/agents"]) {
      const body = what.startsWith("POST") ? { name: "forged" } : undefined;
      const refused = await ask(what, { headers, body });
      expect(refused).toMatchObject({ status: 403, body: { code: "not-from-console" } });
      expect(refused.body.detail).toMatch(/console/);
    }
    const { body } = await ask("GET /v1/agents", { headers: session.headers });
    expect(JSON.stringify(body)).not.toContain("forged");
  });

  it("works for a page that says it is ours, whatever its origin is called here", async () => {
    const headers = {
      ...session.headers,
      "Sec-Fetch-Site": "same-origin",
      Origin: "http://localhost:5173",
    };
    expect((await ask("GET /v1/agents", { headers })).status).toBe(200);
  });

  it("does not stand in for a key that is not good", async () => {
    for (const wrong of [
      { "X-API-Key": "no" },
      { Authorization: "Bearer no" },
      { "X-API-Key": "" },
    ]) {
      const headers = { ...session.headers, ...wrong };
      expect((await ask("GET /v1/agents", { headers })).status).toBe(401);
    }
    const headers = { ...session.headers, ...other.headers };
    expect((await ask("GET /v1/agents", { headers })).status).toBe(200);
  });

  it("is no key of the other interfaces, and no operator's", async () => {
    const { headers } = session;
    const paths = [
      "GET /api/webhooks/config",
      "GET /api/webhooks/events",
      "GET /api/v1/agents/01890000-0000-7000-8000-000000000001/webhooks",
      "GET /v1/calls/c/recording",
      "GET /v1/calls/c/transcript",
      "DELETE /v1/calls/c/recording",
      "POST /admin/workspaces",
    ];
    for (const path of paths) {
      expect([path, (await ask(path, { headers })).status]).toEqual([path, 401]);
    }
  });

  it("is nothing that can be made up", async () => {
    for (const value of ["", "x", "x".repeat(43), "%00".repeat(43), "x".repeat(10_000)]) {
      const headers = sent(`switchhook_session=${value}`);
      expect((await ask("GET /v1/agents", { headers })).status).toBe(401);
    }
  });
});

describe("a link", () => {
  it("is the operator's to make, for a workspace and scopes that there are", async () => {
    const nobody = "01890000-0000-7000-8000-00000000ffff";
    expect((await link({}, nobody)).status).toBe(404);
    expect((await link({ scopes: ["everything"] })).body).toMatchObject({
      status: 400,
      errors: [{ path: "scopes.0" }],
    });
    expect((await link({ scopes: [] })).status).toBe(400);
    const { "X-API-Key": tenants = "" } = tenant.headers;
    const path = `/admin/workspaces/${tenant.workspaceId}/dashboard-links`;
    const headers = { Authorization: `Bearer ${tenants}` };
    expect((await ask(`POST ${path}`, { headers, body: {} })).status).toBe(401);
    const bare = await ask(`POST ${path}`, { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } });
    expect(bare.status).toBe(201);
  });
});

describe("where people come by https", () => {
  it("the cookie is kept from http and from other hosts", async () => {
    const port = String(await freePort());
    const base = `http://127.0.0.1:${port}`;
    const PUBLIC_URL = "https://hooks.example.com";
    await using secure = await startApp({ ROLE: "api", PORT: port, PUBLIC_URL });
    const own = await secure.tenant();
    const response = await signIn(base, { key: own.headers["X-API-Key"] ?? "" });
    const cookie = cookieOf(response);
    expect(cookie?.name).toBe("__Host-switchhook_session");
    expect(cookie?.rules.split("; ").slice(1).toSorted()).toEqual([
      "HttpOnly",
      expect.stringMatching(/^Max-Age=/),
      "Path=/",
      "SameSite=Strict",
      "Secure",
    ]);
    const plain = { headers: sent(`switchhook_session=${cookie?.value}`, own.workspaceId) };
    expect((await fetch(`${base}/v1/agents`, plain)).status).toBe(401);
    const good = sent(`${cookie?.name}=${cookie?.value}`, own.workspaceId);
    const from = { ...good, Origin: PUBLIC_URL };
    expect((await fetch(`${base}/v1/agents`, { headers: from })).status).toBe(200);
  });
});

describe("an address that tries and tries", () => {
  it("has a hundred attempts a minute, and takes nobody else's", async () => {
    await using own = await startApp({ ROLE: "api", TRUSTED_PROXIES: "127.0.0.1" });
    const someone = await own.tenant();
    const attempt = (from: string) =>
      signIn(own.url, { key: "shk_guess" }, { "X-Forwarded-For": from });
    const first = await Promise.all(Array.from({ length: 100 }, () => attempt("198.51.100.7")));
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([401]));
    const refused = await attempt("198.51.100.7");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: "rate-limited" });
    expect((await attempt("198.51.100.8")).status).toBe(401);
    await openSession(own.url, someone);
  });
});

describe("a start", { timeout: 60_000 }, () => {
  const linkIn = (said: string) => /\/dashboard\/sign-in#code=([\w-]{43})/.exec(said)?.[1] ?? null;

  it("prints a link into the first workspace, each time another, and none in production", async () => {
    await using database = await createDatabase();
    await using fleet = await openFleet(database.connectionString);
    const codes = [];
    for (let i = 0; i < 2; i++) {
      await using started = await fleet.start({ ROLE: "api", NODE_ENV: "development" });
      await waitFor(async () => linkIn(started.said()), { what: "the link" });
      const code = linkIn(started.said());
      codes.push(code);
      const response = await signIn(started.url, { code });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        workspaceName: "First workspace",
        scopes: ["*"],
      });
      expect((await signIn(started.url, { code: codes[0] })).status).toBe(401);
    }
    expect(codes[0]).not.toBe(codes[1]);
    await using production = await fleet.start({ ROLE: "api" });
    await waitFor(async () => production.said().includes("Ctrl-C"), { what: "the start text" });
    expect(linkIn(production.said())).toBeNull();
  });
});

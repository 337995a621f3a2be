import { Buffer } from "node:buffer";
import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createIssuer, type Issuer } from "../support/key-set.ts";

const SECRET = "a-secret-of-thirty-two-bytes-0000";
const ISSUER = "https://id.example.com/";
const AUDIENCE = "switchhook";
const NOBODY = "01890000-0000-7000-8000-ffffffffffff";

let app: TestApp;
let issuer: Issuer;
let ours: AppTenant;
let theirs: AppTenant;

beforeAll(async () => {
  issuer = await createIssuer();
  for (const algorithm of ["RS256", "ES256", "EdDSA"]) {
    await issuer.addKey(algorithm, `key-${algorithm}`);
  }
  app = await startApp({
    ...{ JWT_SECRET: SECRET, JWKS_URL: issuer.url },
    ...{ JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE },
  });
  ours = await app.tenant();
  theirs = await app.tenant();
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** What is undefined is left out. */
type Claims = Readonly<Record<string, unknown>>;

function claims(changes: Claims = {}): Claims {
  return {
    ...{ iss: ISSUER, aud: AUDIENCE, sub: "user-1", exp: now() + 60 },
    ...{ workspaceId: ours.workspaceId, scope: "agents:read openid" },
    ...changes,
  };
}

function signed(changes: Claims = {}, secret: string | Uint8Array = SECRET): Promise<string> {
  const key = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  return new SignJWT(claims(changes)).setProtectedHeader({ alg: "HS256" }).sign(key);
}

// biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
type Reply = { readonly status: number; readonly headers: Headers; readonly body: any };

async function call(
  headers: Readonly<Record<string, string>>,
  { path = "/v1/agents", workspaceId = ours.workspaceId, url = app.url } = {},
): Promise<Reply> {
  const all = { "X-Workspace-Id": workspaceId, ...headers };
  const response = await fetch(`${url}${path}`, { headers: all });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

function bearing(token: string, options: Parameters<typeof call>[1] = {}): Promise<Reply> {
  return call({ Authorization: `Bearer ${token}` }, options);
}

describe("a token", () => {
  it("signed with the secret opens what its scope allows, and nothing else", async () => {
    const token = await signed();
    expect(await bearing(token)).toMatchObject({ status: 200, body: { data: [] } });
    expect(await bearing(token, { path: "/v1/webhooks" })).toMatchObject({
      status: 403,
      body: { code: "missing-scope" },
    });
  });

  it.each(["RS256", "ES256", "EdDSA"])("signed with a published %s key does", async (algorithm) => {
    expect(await bearing(await issuer.sign(algorithm, claims()))).toMatchObject({ status: 200 });
  });

  it("may list its scopes, and `*` is all of them", async () => {
    for (const scope of [["agents:read"], "*", ["openid", "*"]]) {
      expect(await bearing(await signed({ scope }))).toMatchObject({ status: 200 });
    }
  });

  it("without a scope opens nothing", async () => {
    expect(await bearing(await signed({ scope: undefined }))).toMatchObject({ status: 403 });
  });

  it("is for its own workspace alone", async () => {
    const other = { workspaceId: theirs.workspaceId };
    const reply = await bearing(await signed(), other);
    expect(reply).toMatchObject({ status: 403, body: { code: "wrong-workspace" } });
    expect(await bearing(await signed(other), other)).toMatchObject({ status: 200 });
  });

  it("opens the same as a key does, beside it", async () => {
    expect(await call(ours.headers)).toMatchObject({ status: 200 });
    const { "X-API-Key": key = "" } = ours.headers;
    expect(await bearing(key)).toMatchObject({ status: 200 });
  });

  it("is taken as a bearer's only", async () => {
    expect(await call({ "X-API-Key": await signed() })).toMatchObject({ status: 401 });
    expect(await call({ Authorization: `Basic ${await signed()}` })).toMatchObject({ status: 401 });
  });

  it("may be a little late, as clocks are", async () => {
    expect(await bearing(await signed({ exp: now() - 2 }))).toMatchObject({ status: 200 });
  });

  it("cannot give a key what it may not do itself", async () => {
    const token = await signed({ scope: "keys:write" });
    const response = await fetch(`${app.url}/v1/api-keys`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "X-Workspace-Id": ours.workspaceId,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ name: "more", scopes: ["*"] }),
    });
    expect(response.status).toBe(403);
    await response.arrayBuffer();
  });
});

describe("a token is refused", () => {
  it.each<[string, () => Claims, RegExp]>([
    ["that has expired", () => ({ exp: now() - 60 }), /expired/],
    ["that never expires", () => ({ exp: undefined }), /exp/],
    ["that is not valid yet", () => ({ nbf: now() + 60 }), /not valid yet/],
    ["of another issuer", () => ({ iss: "https://evil.example.com/" }), /issuer/],
    ["of no issuer", () => ({ iss: undefined }), /issuer/],
    ["for another audience", () => ({ aud: "billing" }), /audience/],
    ["without a workspace", () => ({ workspaceId: undefined }), /workspaceId/],
    ["of a workspace that is none", () => ({ workspaceId: NOBODY }), /workspaceId/],
    ["whose workspace is no id", () => ({ workspaceId: "a\0b" }), /workspaceId/],
    ["whose workspace is no text", () => ({ workspaceId: 7 }), /workspaceId/],
    ["whose scope is neither text nor list", () => ({ scope: { all: true } }), /scope/],
    ["whose scope lists no texts", () => ({ scope: [1] }), /scope/],
  ])("%s", async (_case, changes, why) => {
    const reply = await bearing(await signed(changes()));
    expect(reply).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(reply.body.detail).toMatch(why);
    expect(reply.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
  });

  it.each([
    ["signed with another secret", () => signed({}, `${SECRET}x`), /signature/],
    ["changed after it was signed", async () => (await signed()).replace(/\..*\./, changed), /./],
    ["not signed at all", async () => new UnsecuredJWT(claims()).encode(), /algorithm/],
    ["of a key that is not published", () => issuer.sign("ES256", claims(), "key-x"), /key/],
    ["signed with an algorithm that is not accepted", hs512, /algorithm/],
    ["that is none", async () => "a.b.c", /JSON Web Token/],
    ["that is hardly one", async () => "...", /JSON Web Token/],
  ])("%s", async (_case, make, why) => {
    const reply = await bearing(await make());
    expect(reply).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(reply.body.detail).toMatch(why);
  });

  it("signed with a public key as if that were the secret", async () => {
    for (const key of issuer.published) {
      for (const secret of [JSON.stringify(key), key.n ?? key.x ?? ""]) {
        expect(await bearing(await signed({}, secret))).toMatchObject({ status: 401 });
        expect(await bearing(await signed({}, Buffer.from(secret, "base64url")))).toMatchObject({
          status: 401,
        });
      }
    }
  });
});

function changed(payload: string): string {
  const told = JSON.parse(Buffer.from(payload.slice(1, -1), "base64url").toString());
  const other = JSON.stringify({ ...told, scope: "*" });
  return `.${Buffer.from(other).toString("base64url")}.`;
}

function hs512(): Promise<string> {
  const key = new TextEncoder().encode(SECRET.repeat(2));
  return new SignJWT(claims()).setProtectedHeader({ alg: "HS512" }).sign(key);
}

describe("published keys", () => {
  it("are fetched once for many tokens", async () => {
    await bearing(await issuer.sign("ES256", claims()));
    const before = issuer.fetches;
    for (const algorithm of ["RS256", "ES256", "EdDSA"]) {
      await bearing(await issuer.sign(algorithm, claims()));
    }
    expect(issuer.fetches).toBe(before);
  });

  it("are all tried where neither they nor the token have a name", async () => {
    await using nameless = await createIssuer();
    await nameless.addKey("ES256");
    const token = await nameless.sign("ES256", claims());
    await nameless.addKey("ES256");
    await using other = await startApp({ JWKS_URL: nameless.url });
    const { workspaceId } = await other.tenant();
    const { url } = other;
    expect(await bearing(token, { url })).toMatchObject({ status: 401 });
    const mine = await nameless.sign("ES256", claims({ workspaceId }));
    expect(await bearing(mine, { url, workspaceId })).toMatchObject({ status: 200 });
    const none = await issuer.sign("ES256", claims({ workspaceId }));
    await nameless.addKey("ES256", "key-ES256");
    expect(await bearing(none, { url, workspaceId })).toMatchObject({ status: 401 });
  });

  it("that cannot be had say nothing of the token", async () => {
    await using away = await createIssuer();
    await away.addKey("ES256", "one");
    away.answers(500);
    await using other = await startApp({ JWKS_URL: away.url });
    const { workspaceId, headers } = await other.tenant();
    const token = await away.sign("ES256", claims({ workspaceId }));
    const at = { url: other.url, workspaceId };
    for (const [status, body] of [[500], [200, "not JSON"], [200, '{"keys":7}']] as const) {
      away.answers(status, body);
      const reply = await bearing(token, at);
      expect(reply).toMatchObject({ status: 503, body: { code: "unavailable" } });
      expect(reply.headers.get("Retry-After")).toMatch(/^\d+$/);
    }
    // Keys of ours need nobody else, and what is no token of theirs is not asked about.
    expect(await call(headers, at)).toMatchObject({ status: 200 });
    expect(await bearing(await signed({ workspaceId }), at)).toMatchObject({ status: 401 });
    away.answers(200);
    expect(await bearing(token, at)).toMatchObject({ status: 200 });
  });
});

it("no token is accepted where none are configured", async () => {
  await using plain = await startApp();
  const { workspaceId } = await plain.tenant();
  const token = await signed({ workspaceId, scope: "*" });
  const reply = await bearing(token, { url: plain.url, workspaceId });
  expect(reply).toMatchObject({ status: 401 });
});

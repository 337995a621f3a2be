/** A provider that is configured wrongly, found out about and put right. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signers } from "#src/registry.ts";
import { type Api, apiOf } from "../support/api.ts";
import { type AppTenant, SECRETS, startApp, type TestApp } from "../support/app.ts";
import { waitFor } from "../support/wait-for.ts";

let app: TestApp;
let tenant: AppTenant;
let api: Api;

beforeAll(async () => {
  app = await startApp();
  tenant = await app.tenant();
  api = apiOf(app, tenant);
});

afterAll(() => app[Symbol.asyncDispose]());

type Provider = "signalwire" | "elevenlabs" | "whatsapp";

const idOf = (provider: Provider, of = tenant) =>
  of.callbackPaths[provider]?.split("/").at(-1) ?? "";

let sent = 0;

async function callback(
  provider: Provider,
  {
    path = tenant.callbackPaths[provider],
    secret = "a wrong secret",
    base = app.url,
    at = new Date(),
    headers = {} as Readonly<Record<string, string>>,
    body = JSON.stringify({ n: ++sent }),
  } = {},
): Promise<number> {
  const sign = signers.get(provider);
  if (sign === undefined) throw new Error("it does not sign");
  const bytes = new TextEncoder().encode(body);
  const all = { "content-type": "application/json", ...headers };
  const url = `${base}${path}`;
  const signed = sign({ method: "POST", url, body: bytes, headers: all }, secret, at);
  const response = await fetch(signed.url.replace(base, app.url), {
    method: "POST",
    headers: { ...all, ...signed.headers },
    body: bytes,
  });
  await response.arrayBuffer();
  return response.status;
}

async function newest(connectionId: string) {
  const { status, body } = await api(`GET /v1/connections/${connectionId}/rejections?limit=1`);
  expect(status).toBe(200);
  return body.data[0];
}

describe("what a connection's callbacks were refused for", () => {
  it("names the signature, and the URL that it was compared with", async () => {
    const connectionId = idOf("signalwire");
    const path = `${tenant.callbackPaths["signalwire"]}?a=1&token=hush`;
    expect(await callback("signalwire", { path, base: "https://other.example.com" })).toBe(401);
    const rejection = await newest(connectionId);
    expect(rejection).toMatchObject({
      connectionId,
      provider: "signalwire",
      verdict: "rejected",
      reason: "bad-signature",
      remoteAddress: "127.0.0.1",
      details: {
        message: expect.stringContaining("PUBLIC_URL"),
        header: "x-signalwire-sha256-signature",
        scheme: "hmac-sha256-hex",
        signedUrl: `${app.url}${tenant.callbackPaths["signalwire"]}?a=1&token=[redacted]`,
        signedAt: null,
        clockSkewSeconds: null,
        connections: 1,
        allowedSources: null,
      },
    });
    expect(JSON.stringify(rejection)).not.toContain("hush");
    const shown = await api(`GET /v1/callbacks/${rejection.id}`);
    expect(shown.body).toMatchObject({ details: rejection.details, events: [], eventIds: [] });
  });

  it("says how far the clocks are apart", async () => {
    const at = new Date(Date.now() - 3_600_000);
    const secret = SECRETS["elevenlabs"] ?? "";
    expect(await callback("elevenlabs", { secret, at })).toBe(401);
    const { reason, details } = await newest(idOf("elevenlabs"));
    expect(reason).toBe("stale-timestamp");
    expect(details).toMatchObject({
      header: "elevenlabs-signature",
      scheme: "hmac-sha256-hex",
      signedUrl: null,
    });
    expect(details.clockSkewSeconds).toBeLessThan(-3_590);
    expect(details.clockSkewSeconds).toBeGreaterThan(-3_660);
  });

  it("says that there was no signature, or one of a form that is not enough", async () => {
    const path = tenant.callbackPaths["whatsapp"];
    const headers = { "content-type": "application/json" };
    await fetch(`${app.url}${path}`, { method: "POST", headers, body: "{}" });
    expect(await newest(idOf("whatsapp"))).toMatchObject({
      reason: "missing-signature",
      details: { header: null, scheme: null },
    });
    const old = { ...headers, "x-hub-signature": `sha1=${"0".repeat(40)}` };
    await fetch(`${app.url}${path}`, { method: "POST", headers: old, body: "{}" });
    expect(await newest(idOf("whatsapp"))).toMatchObject({
      reason: "missing-signature",
      details: { header: "x-hub-signature", scheme: null },
    });
  });

  it("holds what named no connection and was for one of the workspace's, and nobody else's", async () => {
    const identifiers = [`project-${crypto.randomUUID()}`];
    const body = { provider: "signalwire", name: "x", secret: "PSK_x", identifiers };
    const one = (await api("POST /v1/connections", { body })).body.id;
    const two = (await api("POST /v1/connections", { body })).body.id;
    const unaddressed = () =>
      callback("signalwire", {
        path: "/api/webhooks/signalwire",
        body: JSON.stringify({ project_id: identifiers[0], n: ++sent }),
      });
    expect(await unaddressed()).toBe(401);
    for (const id of [one, two]) {
      expect(await newest(id)).toMatchObject({ connectionId: null, details: { connections: 2 } });
    }
    const others = await app.tenant();
    const foreign = apiOf(app, others);
    await foreign("POST /v1/connections", { body });
    const before = (await api(`GET /v1/connections/${one}/rejections`)).body.meta.total;
    expect(await unaddressed()).toBe(401);
    // It may have been for another workspace.
    expect((await api(`GET /v1/connections/${one}/rejections`)).body.meta.total).toBe(before);
    const theirs = `/v1/connections/${idOf("signalwire", others)}/rejections`;
    expect((await foreign(`GET ${theirs}`)).body.data).toEqual([]);
    expect((await api(`GET ${theirs}`)).status).toBe(404);
  });
});

describe("the last callback", () => {
  it("of a connection is told apart from the last one refused", async () => {
    const body = { provider: "elevenlabs", name: "x", secret: "wsec_right_0123" };
    const { id } = (await api("POST /v1/connections", { body })).body;
    const read = async () => (await api(`GET /v1/connections/${id}`)).body;
    expect(await read()).toMatchObject({ lastCallbackAt: null, lastRejectedAt: null });
    const path = `/api/webhooks/elevenlabs/${id}`;
    expect(await callback("elevenlabs", { path })).toBe(401);
    const refused = await read();
    expect(refused).toMatchObject({ lastCallbackAt: null, lastRejectedAt: expect.any(String) });
    expect(await callback("elevenlabs", { path, secret: body.secret })).toBe(200);
    const heard = await read();
    expect(heard.lastRejectedAt).toBe(refused.lastRejectedAt);
    expect(Date.parse(heard.lastCallbackAt)).toBeGreaterThanOrEqual(
      Date.parse(refused.lastRejectedAt),
    );
    const listed = (await api(`GET /v1/connections?filter=eq(id,"${id}")`)).body.data;
    expect(listed).toEqual([heard]);
  });
});

describe("the secrets of a connection", () => {
  it("are replaced without a callback being refused meanwhile", async () => {
    const [old, fresh] = ["wsec_old_01234567", "wsec_new_89abcdef"];
    const body = { provider: "elevenlabs", name: "x", secret: ["wsec_oldest_0123", old] };
    const { id } = (await api("POST /v1/connections", { body })).body;
    const path = `/api/webhooks/elevenlabs/${id}`;
    const answers = (secret: string) => callback("elevenlabs", { path, secret });
    const change = (what: string, fields?: object, headers = {}) =>
      api(`POST /v1/connections/${id}/secret/${what}`, {
        ...(fields && { body: fields }),
        headers,
      });

    const rotated = await change("rotate", { secret: fresh, keep: 2 });
    expect(rotated.status).toBe(200);
    expect(rotated.headers.get("ETag")).toBe('"2"');
    expect(rotated.body.secretPreviews).toHaveLength(3);
    expect(JSON.stringify(rotated.body)).not.toContain(fresh);
    expect([await answers(old), await answers(fresh)]).toEqual([200, 200]);
    expect((await change("retire", undefined, { "If-Match": '"1"' })).status).toBe(412);
    const retired = await change("retire");
    expect(retired.body.secretPreviews).toHaveLength(1);
    expect([await answers(old), await answers(fresh)]).toEqual([401, 200]);
    expect((await change("rotate", { secret: "" })).status).toBe(400);
    expect((await change("rotate", { secret: old, keep: 10 })).body.errors[0].path).toBe("keep");
    // One that is there already moves to the front.
    expect((await change("rotate", { secret: fresh })).body.secretPreviews).toHaveLength(1);
  });
});

describe("addresses", () => {
  it("are enforced for the connection that asks for it", async () => {
    const secret = "wsec_right_0123";
    const body = {
      provider: "elevenlabs",
      name: "x",
      secret,
      settings: { enforceSourceIps: true },
    };
    const made = (await api("POST /v1/connections", { body })).body;
    expect(made).toMatchObject({ enforceSourceIps: true });
    const path = `/api/webhooks/elevenlabs/${made.id}`;
    expect(await callback("elevenlabs", { path, secret })).toBe(403);
    expect(await newest(made.id)).toMatchObject({
      reason: "source-address",
      remoteAddress: "127.0.0.1",
      details: { allowedSources: "provider", header: "elevenlabs-signature" },
    });
    const settings = { sourceAddresses: ["127.0.0.0/8"] };
    await api(`PATCH /v1/connections/${made.id}`, { body: { settings } });
    await waitFor(async () => (await callback("elevenlabs", { path, secret })) === 200, {
      what: "the new addresses",
    });
    const off = { settings: { enforceSourceIps: null, sourceAddresses: null } };
    const changed = await api(`PATCH /v1/connections/${made.id}`, { body: off });
    expect(changed.body).toMatchObject({ enforceSourceIps: false });
    expect(await callback("elevenlabs", { path, secret })).toBe(200);
  });

  it("are not said to be enforced where nobody knows them", async () => {
    const body = { provider: "signalwire", name: "x", secret: "PSK_x" };
    const settings = { enforceSourceIps: true };
    expect(await api("POST /v1/connections", { body: { ...body, settings } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "settings.enforceSourceIps" }] },
    });
    const own = { ...settings, sourceAddresses: ["192.0.2.1"] };
    const made = await api("POST /v1/connections", { body: { ...body, settings: own } });
    expect(made.body).toMatchObject({ enforceSourceIps: true });
  });
});

import { createPublicKey, randomUUID, verify } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { prefixedId } from "#src/core/ids.ts";
import { hmacHex } from "#src/security/hmac.ts";
import { standardWebhookHeaders } from "#src/security/standard-webhooks.ts";
import { type Api, apiOf } from "../support/api.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink, type SinkRequest } from "../support/sink.ts";

const FIRST = "the first secret of all";
const CONTACT = { type: "contact.created", data: { contactId: 1 } };

let app: TestApp;
let ours: AppTenant;
let theirs: AppTenant;
let api: Api;
let sink: Sink;

beforeAll(async () => {
  app = await startApp();
  theirs = await app.tenant();
});

beforeEach(async () => {
  await sink?.[Symbol.asyncDispose]();
  sink = await createSink();
  ours = await app.tenant();
  api = apiOf(app, ours);
});

afterAll(async () => {
  await sink?.[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

async function newWebhook(settings: object = {}): Promise<string> {
  const made = await api("POST /v1/webhooks", {
    body: {
      url: sink.url,
      secret: FIRST,
      dialect: "standard",
      eventKeys: ["contact.created"],
      ...settings,
    },
  });
  expect(made).toMatchObject({ status: 201 });
  return made.body.id;
}

function rotate(id: string, body?: object, headers: Readonly<Record<string, string>> = {}) {
  const call = { headers, ...(body !== undefined && { body }) };
  return api(`POST /v1/webhooks/${id}/secret/rotate`, call);
}

async function publish(): Promise<SinkRequest> {
  const before = sink.requests.length;
  expect(await api("POST /v1/events", { body: CONTACT })).toMatchObject({ status: 202 });
  const request = (await sink.received(before + 1))[before];
  if (request === undefined) throw new Error("nothing came");
  return request;
}

/** Which of the secrets a request's Standard Webhooks signatures were made with, in order. */
function signers(request: SinkRequest, ...secrets: string[]): readonly string[] {
  const { headers, body } = request;
  const context = {
    previousSecret: null,
    signingKey: null,
    messageId: String(headers["webhook-id"]),
    at: new Date(Number(headers["webhook-timestamp"]) * 1000),
  };
  const bySignature = new Map(
    secrets.map((secret) => {
      const signed = standardWebhookHeaders(body, { ...context, secret });
      return [signed["webhook-signature"], secret];
    }),
  );
  const signatures = String(headers["webhook-signature"]).split(" ");
  return signatures.map((signature) => bySignature.get(signature) ?? "somebody else");
}

describe("a rotation", () => {
  it("generates a secret, shows it once and signs with both for a day", async () => {
    const id = await newWebhook();
    const before = Date.now();
    const { status, headers, body } = await rotate(id);

    expect(status).toBe(200);
    expect(body).toEqual({
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{32}$/),
      secretPreview: expect.stringMatching(/^whsec_\*+/),
      previousSecretExpiresAt: expect.any(String),
    });
    const grace = Date.parse(body.previousSecretExpiresAt) - before;
    expect(grace).toBeGreaterThanOrEqual(86_400_000);
    expect(grace).toBeLessThan(86_460_000);
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(signers(await publish(), FIRST, body.secret)).toEqual([body.secret, FIRST]);
    const shown = await api(`GET /v1/webhooks/${id}`);
    expect(shown.body).toMatchObject({
      secretPreview: body.secretPreview,
      previousSecretExpiresAt: body.previousSecretExpiresAt,
    });
    expect(JSON.stringify(shown.body)).not.toContain(body.secret);
    expect(headers.get("ETag")).toBe(shown.headers.get("ETag"));
  });

  it("takes a secret and does not repeat it", async () => {
    const id = await newWebhook();
    const { body } = await rotate(id, { secret: "another secret of ours", gracePeriodSeconds: 60 });
    expect(body).toEqual({
      secretPreview: expect.stringMatching(/^\*/),
      previousSecretExpiresAt: expect.any(String),
    });
    expect(signers(await publish(), FIRST, "another secret of ours")).toEqual([
      "another secret of ours",
      FIRST,
    ]);
  });

  it("without a grace period forgets the present secret at once", async () => {
    const id = await newWebhook();
    const { body } = await rotate(id, { gracePeriodSeconds: 0 });
    expect(body).toMatchObject({ previousSecretExpiresAt: null });
    expect(signers(await publish(), FIRST, body.secret)).toEqual([body.secret]);
    const [row] = await app.query<{ previous_secret_sealed: string | null }>(
      "select previous_secret_sealed from webhooks where id = $1",
      [id],
    );
    expect(row?.previous_secret_sealed).toBeNull();
  });

  it("within the grace period forgets the oldest secret", async () => {
    const id = await newWebhook();
    const second = (await rotate(id)).body.secret;
    const third = (await rotate(id)).body.secret;
    expect(signers(await publish(), FIRST, second, third)).toEqual([third, second]);
  });

  it("is over when the grace period is", async () => {
    const id = await newWebhook();
    const { secret } = (await rotate(id)).body;
    await app.query(
      `update webhooks set previous_secret_until = now() - interval '1 second' where id = $1`,
      [id],
    );
    await app.query("update workspaces set config_version = config_version + 1 where id = $1", [
      ours.workspaceId,
    ]);
    expect(signers(await publish(), FIRST, secret)).toEqual([secret]);
    const shown = await api(`GET /v1/webhooks/${id}`);
    expect(shown.body.previousSecretExpiresAt).toBeNull();
  });

  it("signs the documents' own headers with the new secret alone", async () => {
    await newWebhook({ dialect: "agents-studio", eventKeys: ["tool.invoked"] });
    const listed = await api("GET /v1/webhooks");
    const { secret } = (await rotate(listed.body.data[0].id)).body;
    const published = await api("POST /v1/events", {
      body: { type: "tool.invoked", data: { toolIdentifier: "t", result: { success: true } } },
    });
    expect(published.status).toBe(202);
    const [request] = await sink.received(1);
    expect(request?.headers["x-supervisor-signature"]).toBe(
      `sha256=${hmacHex("sha256", secret, request?.body ?? "")}`,
    );
    expect(signers(request as SinkRequest, FIRST, secret)).toEqual([secret, FIRST]);
  });

  it("holds for retries of what was queued before", async () => {
    sink.answers(({ attempt }) => ({ status: attempt === 1 ? 500 : 200 }));
    const retryPolicy = { maxAttempts: 3, initialDelay: 0.4, maxDelay: 0.4, backoffFactor: 1 };
    const id = await newWebhook({ retryPolicy });
    const first = await publish();
    const { secret } = (await rotate(id, { gracePeriodSeconds: 0 })).body;
    const [, second] = await sink.received(2);
    expect(second?.body).toBe(first.body);
    expect(signers(first, FIRST, secret)).toEqual([FIRST]);
    expect(signers(second as SinkRequest, FIRST, secret)).toEqual([secret]);
  });

  it("replaces at once by PATCH, and forgets what it replaces", async () => {
    const id = await newWebhook();
    const second = (await rotate(id)).body.secret;
    const third = "a secret given by PATCH";
    expect(await api(`PATCH /v1/webhooks/${id}`, { body: { secret: third } })).toMatchObject({
      status: 200,
      body: { previousSecretExpiresAt: null },
    });
    expect(signers(await publish(), FIRST, second, third)).toEqual([third]);
  });
});

describe("a rotation is refused", () => {
  it.each([
    ["a negative grace", { gracePeriodSeconds: -1 }, "gracePeriodSeconds"],
    ["eight days of grace", { gracePeriodSeconds: 604_801 }, "gracePeriodSeconds"],
    ["half a second", { gracePeriodSeconds: 0.5 }, "gracePeriodSeconds"],
    ["a grace in words", { gracePeriodSeconds: "60" }, "gracePeriodSeconds"],
    ["an endless grace", { gracePeriodSeconds: 1e300 }, "gracePeriodSeconds"],
    ["a short secret", { secret: "short" }, "secret"],
    ["a secret that is a number", { secret: 1 }, "secret"],
    ["NUL in the secret", { secret: "0123456789abcdef\0" }, "secret"],
  ])("for %s", async (_what, body, path) => {
    const id = await newWebhook();
    expect(await rotate(id, body)).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
    expect(signers(await publish(), FIRST)).toEqual([FIRST]);
  });

  it("when the webhook has changed since it was read", async () => {
    const id = await newWebhook();
    const { headers } = await api(`GET /v1/webhooks/${id}`);
    const seen = { "If-Match": headers.get("ETag") ?? "" };
    await api(`PATCH /v1/webhooks/${id}`, { body: { description: "changed" } });
    expect(await rotate(id, {}, seen)).toMatchObject({
      status: 412,
      body: { code: "precondition-failed" },
    });
    expect(await rotate(id, {}, { "If-Match": "3" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "If-Match" }] },
    });
    expect(signers(await publish(), FIRST)).toEqual([FIRST]);
    expect(await rotate(id, {}, { "If-Match": "*" })).toMatchObject({ status: 200 });
  });

  it("for others, without the scope, and where nothing is", async () => {
    const id = await newWebhook();
    const path = `POST /v1/webhooks/${id}/secret/rotate`;
    const reader = { headers: await ours.newKey(["webhooks:read"]) };
    expect(await api(path, { as: theirs })).toMatchObject({ status: 404 });
    expect(await api(path, { as: reader })).toMatchObject({ status: 403 });
    expect(await rotate(randomUUID())).toMatchObject({ status: 404 });
    expect(await api(path, { body: "{" })).toMatchObject({ status: 400 });
    expect(await api(path, { body: "[]" })).toMatchObject({ status: 400 });
    expect(signers(await publish(), FIRST)).toEqual([FIRST]);
  });
});

describe("the public keys of a webhook", () => {
  function keysOf(id: string) {
    return apiOf(app, { headers: {} })(`GET /.well-known/webhook-keys/${id}`);
  }

  it("are there for everybody, and verify its v1a signatures", async () => {
    const id = await newWebhook({ signatureAlgorithm: "ed25519" });
    const { status, headers, body } = await keysOf(id);
    const { publicKey } = (await api(`GET /v1/webhooks/${id}`)).body;

    expect(status).toBe(200);
    expect(headers.get("Cache-Control")).toBe("public, max-age=300");
    expect(body).toEqual({
      publicKeys: [publicKey],
      keys: [
        {
          kty: "OKP",
          crv: "Ed25519",
          x: Buffer.from(publicKey.slice("whpk_".length), "base64").toString("base64url"),
          kid: expect.stringMatching(/^[\w-]{43}$/),
          use: "sig",
          alg: "EdDSA",
        },
      ],
    });
    const request = await publish();
    const signatures = String(request.headers["webhook-signature"]).split(" ");
    const signature = signatures.find((text) => text.startsWith("v1a,"))?.slice(4) ?? "";
    const signed = `${request.deliveryId}.${request.headers["webhook-timestamp"]}.${request.body}`;
    const key = createPublicKey({ key: body.keys[0], format: "jwk" });
    expect(verify(null, Buffer.from(signed), key, Buffer.from(signature, "base64"))).toBe(true);
    expect((await keysOf(prefixedId("wh", id))).body).toEqual(body);
  });

  it("go when the webhook does without them, and with it", async () => {
    const id = await newWebhook({ signatureAlgorithm: "ed25519" });
    await api(`PATCH /v1/webhooks/${id}`, { body: { signatureAlgorithm: "hmac-sha256" } });
    expect(await keysOf(id)).toMatchObject({ status: 404, body: { code: "not-found" } });
    await api(`PATCH /v1/webhooks/${id}`, { body: { signatureAlgorithm: "ed25519" } });
    expect(await keysOf(id)).toMatchObject({ status: 200 });
    await api(`DELETE /v1/webhooks/${id}`);
    expect(await keysOf(id)).toMatchObject({ status: 404 });
  });

  it.each(["none", "01890000-0000-7000-8000-ffffffffffff", "%00"])(
    "are not found for %s",
    async (id) => {
      expect(await keysOf(id)).toMatchObject({ status: 404, body: { code: "not-found" } });
    },
  );

  it("are not there for a webhook with a secret alone", async () => {
    expect(await keysOf(await newWebhook())).toMatchObject({ status: 404 });
  });
});

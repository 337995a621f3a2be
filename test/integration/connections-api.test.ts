import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, createApp } from "#src/app.ts";
import { readConfig } from "#src/config.ts";
import { signers } from "#src/registry.ts";
import {
  ADMIN_TOKEN,
  type AppTenant,
  ENCRYPTION_KEY,
  startApp,
  type TestApp,
} from "../support/app.ts";
import { recordingLog } from "../support/samples.ts";
import { waitFor } from "../support/wait-for.ts";

let app: TestApp;
/** Another process over the same database. */
let elsewhere: App;
let ours: AppTenant;
let theirs: AppTenant;

beforeAll(async () => {
  app = await startApp();
  ours = await app.tenant();
  theirs = await app.tenant();
  elsewhere = await createApp({
    config: readConfig({ PORT: "0", DATA_DIR: app.dataDir }),
    connectionString: app.connectionString,
    encryptionKeys: [ENCRYPTION_KEY],
    adminToken: ADMIN_TOKEN,
    log: recordingLog(),
  });
  await elsewhere.start();
});

afterAll(async () => {
  await elsewhere[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const SECRET = "wsec_5d2e8046b1c4d7f0a9e253863f9c1b7a";
const ROTATED = "wsec_0000000000000000000000000000beef";

// biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
type Reply = { readonly status: number; readonly headers: Headers; readonly body: any };
type Options = {
  readonly as?: AppTenant;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

async function api(request: string, { as = ours, body, headers }: Options = {}): Promise<Reply> {
  const [method = "", path = ""] = request.split(" ");
  const type = body === undefined ? {} : { "Content-Type": "application/json" };
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { ...as.headers, ...type, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
}

async function newConnection(body: object = {}): Promise<Reply["body"]> {
  const wanted = { provider: "elevenlabs", name: "Voice", secret: SECRET, ...body };
  const made = await api("POST /v1/connections", { body: wanted });
  expect(made.body).toMatchObject({ id: expect.any(String) });
  return made.body;
}

function patch(id: string, body: object): Promise<Reply> {
  return api(`PATCH /v1/connections/${id}`, { body });
}

let callbacks = 0;

/** The status of a callback signed with the secret. */
async function callback(id: string, secret: string, base = app.url): Promise<number> {
  const sign = signers.get("elevenlabs");
  if (sign === undefined) throw new Error("elevenlabs does not sign");
  const body = new TextEncoder().encode(JSON.stringify({ type: "anything", n: ++callbacks }));
  const headers = { "content-type": "application/json" };
  const url = `${base}/api/webhooks/elevenlabs/${id}`;
  const signed = sign({ method: "POST", url, body, headers }, secret, new Date());
  const sent = { method: "POST", headers: { ...headers, ...signed.headers }, body };
  return (await fetch(signed.url, sent)).status;
}

describe("a connection", () => {
  it("is made, read, changed and deleted without its secrets being shown", async () => {
    const made = await api("POST /v1/connections", {
      body: {
        ...{ provider: "signalwire", name: "Main line", secret: ["PSK_first", `PSK_${SECRET}`] },
        identifiers: ["project-1"],
        settings: { basicAuth: { username: "sw", password: "hunter2hunter2" }, mailbox: true },
      },
    });
    const { id } = made.body;
    expect(made.status).toBe(201);
    expect(made.headers.get("Location")).toBe(`/v1/connections/${id}`);
    expect(made.headers.get("ETag")).toBe('"1"');
    expect(made.body).toEqual({
      id,
      callbackUrl: `${app.url}/api/webhooks/signalwire/${id}`,
      provider: "signalwire",
      name: "Main line",
      identifiers: ["project-1"],
      secretPreviews: ["*".repeat(20), `${"*".repeat(20)}1b7a`],
      settings: { basicAuth: { username: "sw", password: "********" }, mailbox: true },
      isReadable: true,
      enforceSourceIps: false,
      lastCallbackAt: null,
      lastRejectedAt: null,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect((await api(`GET /v1/connections/${id}`)).body).toEqual(made.body);
    const listed = await api("GET /v1/connections?limit=100");
    expect(listed.body.data).toContainEqual(made.body);
    expect(JSON.stringify([made.body, listed.body])).not.toMatch(/hunter2|PSK_first|5d2e8046/);
    const changed = await patch(id, { name: "Second line" });
    expect(changed.body).toEqual({
      ...made.body,
      name: "Second line",
      updatedAt: changed.body.updatedAt,
    });
    expect(changed.headers.get("ETag")).toBe('"2"');
    expect(await api(`DELETE /v1/connections/${id}`)).toMatchObject({ status: 204 });
    expect(await api(`GET /v1/connections/${id}`)).toMatchObject({ status: 404 });
  });

  it.each([
    ["an unknown provider", { provider: "acme" }, "provider"],
    ["an empty secret", { secret: "" }, "secret"],
    ["no secret in the list", { secret: [] }, "secret"],
    ["a setting that the provider does not know", { settings: { verifyTokn: "x" } }, "settings"],
    ["a setting of another type", { settings: { mailbox: "yes" } }, "settings.mailbox"],
    ["identifiers that are no list", { identifiers: "agent_1" }, "identifiers"],
    ["a NUL character", { name: "a\0b" }, "name"],
  ])("is refused with %s", async (_case, wrong, path) => {
    const before = (await api("GET /v1/connections")).body.meta.total;
    const body = { provider: "elevenlabs", name: "x", secret: SECRET, ...wrong };
    const reply = await api("POST /v1/connections", { body });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect((await api("GET /v1/connections")).body.meta.total).toBe(before);
  });

  it("whose seal is broken is shown as such and can be given a new secret", async () => {
    const { id } = await newConnection();
    await app.query("update connections set secrets_sealed = 'damaged' where id = $1", [id]);
    const shown = await api(`GET /v1/connections/${id}`);
    expect(shown).toMatchObject({ status: 200, body: { isReadable: false, secretPreviews: [] } });
    expect(await patch(id, { name: "x" })).toMatchObject({ status: 409 });
    expect(await patch(id, { secret: ROTATED })).toMatchObject({ body: { isReadable: true } });
    expect(await callback(id, ROTATED)).toBe(200);
  });

  it("of another workspace is not there", async () => {
    const { id } = await newConnection();
    const as = theirs;
    expect(await api(`GET /v1/connections/${id}`, { as })).toMatchObject({ status: 404 });
    const body = { secret: ROTATED };
    expect(await api(`PATCH /v1/connections/${id}`, { as, body })).toMatchObject({ status: 404 });
    expect(await api(`DELETE /v1/connections/${id}`, { as })).toMatchObject({ status: 404 });
    const { data } = (await api("GET /v1/connections?limit=100", { as })).body;
    expect(data.map((connection: { id: string }) => connection.id)).not.toContain(id);
    expect(await callback(id, SECRET)).toBe(200);
  });

  it("is left alone by a change that starts from an older state", async () => {
    const { id } = await newConnection();
    await patch(id, { name: "Second" });
    const headers = { "If-Match": '"1"' };
    const body = { secret: ROTATED };
    expect(await api(`PATCH /v1/connections/${id}`, { body, headers })).toMatchObject({
      status: 412,
    });
    expect(await api(`DELETE /v1/connections/${id}`, { headers })).toMatchObject({ status: 412 });
    expect(await callback(id, SECRET)).toBe(200);
  });
});

describe("settings", () => {
  const settings = {
    basicAuth: { username: "sw", password: "hunter2hunter2" },
    enrichmentWindowSeconds: 5,
  };

  async function signalwire(): Promise<string> {
    const body = { provider: "signalwire", secret: "PSK_1", settings };
    return (await newConnection(body)).id;
  }

  /** With the password: is a callback without a signature let in by it? */
  async function isPassword(id: string, password: string): Promise<boolean> {
    const response = await fetch(`${app.url}/api/webhooks/signalwire/${id}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Authorization: `Basic ${Buffer.from(`sw:${password}`).toString("base64")}`,
      },
      body: JSON.stringify({ call_id: `c-${++callbacks}`, action: "post_conversation" }),
    });
    await response.arrayBuffer();
    return response.status === 200;
  }

  it("are merged, and null removes one", async () => {
    const id = await signalwire();
    const one = await patch(id, { settings: { mailbox: true, enrichmentWindowSeconds: null } });
    const masked = { username: "sw", password: "********" };
    expect(one.body.settings).toEqual({ basicAuth: masked, mailbox: true });
    expect(await isPassword(id, "hunter2hunter2")).toBe(true);
  });

  it("that come back as they were shown do not become their masks", async () => {
    const id = await signalwire();
    const shown = (await api(`GET /v1/connections/${id}`)).body.settings;
    expect(await patch(id, { settings: shown })).toMatchObject({ status: 200 });
    expect(await isPassword(id, "hunter2hunter2")).toBe(true);
    expect(await isPassword(id, "********")).toBe(false);
  });

  it("take a new password at once", async () => {
    const id = await signalwire();
    expect(await isPassword(id, "hunter2hunter2")).toBe(true);
    await patch(id, { settings: { basicAuth: { password: "correct horse" } } });
    expect(await isPassword(id, "correct horse")).toBe(true);
    expect(await isPassword(id, "hunter2hunter2")).toBe(false);
  });

  it("refuse a mask that hides nothing", async () => {
    const { id } = await newConnection({ provider: "signalwire", secret: "PSK_1" });
    const reply = await patch(id, {
      settings: { basicAuth: { username: "sw", password: "********" } },
    });
    const errors = [{ path: "settings.basicAuth.password" }];
    expect(reply).toMatchObject({ status: 400, body: { errors } });
  });

  it("are checked as a whole by the provider", async () => {
    const id = await signalwire();
    const reply = await patch(id, { settings: { basicAuth: { username: null } } });
    const errors = [{ path: "settings.basicAuth.username" }];
    expect(reply).toMatchObject({ status: 400, body: { errors } });
    expect(await isPassword(id, "hunter2hunter2")).toBe(true);
  });
});

describe("the very next callback", () => {
  it("is judged by the new secret", async () => {
    const { id } = await newConnection();
    expect(await callback(id, SECRET)).toBe(200);
    await patch(id, { secret: [ROTATED, SECRET] });
    expect([await callback(id, SECRET), await callback(id, ROTATED)]).toEqual([200, 200]);
    await patch(id, { secret: ROTATED });
    expect([await callback(id, SECRET), await callback(id, ROTATED)]).toEqual([401, 200]);
  });

  it("is unknown once its connection is deleted, while its history stays", async () => {
    const { id } = await newConnection();
    expect(await callback(id, SECRET)).toBe(200);
    const unknown = await callback("01890000-0000-7000-8000-ffffffffffff", SECRET);
    await api(`DELETE /v1/connections/${id}`);
    expect(await callback(id, SECRET)).toBe(unknown);
    const filter = encodeURIComponent(`eq(connectionId,"${id}")`);
    const history = await api(`GET /v1/callbacks?filter=${filter}`);
    expect(history.body.data).toMatchObject([{ verdict: "accepted" }]);
  });

  it("is judged so by every other process", async () => {
    const { id } = await newConnection();
    const there = elsewhere.publicUrl();
    expect(await callback(id, SECRET, there)).toBe(200);
    await patch(id, { secret: ROTATED });
    const oldIsRefused = async () => (await callback(id, SECRET, there)) === 401;
    await waitFor(oldIsRefused, { what: "the other process to hear of the rotation" });
    expect(await callback(id, ROTATED, there)).toBe(200);
    await api(`DELETE /v1/connections/${id}`);
    const isForgotten = async () => (await callback(id, ROTATED, there)) !== 200;
    await waitFor(isForgotten, { what: "the other process to forget the connection" });
  });
});

describe("the list of connections", () => {
  it("can be filtered and sorted", async () => {
    const as = await app.tenant();
    const filter = encodeURIComponent('in(provider,"whatsapp","signalwire")');
    const { data } = (await api(`GET /v1/connections?sort=name&filter=${filter}`, { as })).body;
    const providers = data.map(({ provider }: { provider: string }) => provider);
    expect(providers).toEqual(["signalwire", "whatsapp"]);
  });
});

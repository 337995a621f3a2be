import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ADMIN_TOKEN, type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";

const MIB = 1024 * 1024;
const HOUR_AGO = Math.floor(Date.now() / 1000) - 3600;

let app: TestApp;
let sink: Sink;
let ours: AppTenant;
let theirs: AppTenant;

beforeAll(async () => {
  app = await startApp({ ALLOW_PRIVATE_TARGETS: "true" });
  theirs = await app.tenant();
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

type Headers = Readonly<Record<string, string>>;

async function send(request: string, headers: Headers = ours.headers, body?: unknown) {
  const [method = "GET", path = "/"] = request.split(" ");
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { "Content-Type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  return { status: response.status, body: JSON.parse((await response.text()) || "null") as any };
}

async function webhook(keys: readonly string[]): Promise<void> {
  const { body } = await send("POST /v1/webhooks", ours.headers, { url: sink.url });
  for (const eventKey of keys) {
    await send(`POST /v1/webhooks/${body.id}/subscriptions`, ours.headers, { eventKey });
  }
}

function whatsappText(id: string, text = "Hola"): string {
  const messages = [
    { id, from: "16505551234", timestamp: String(HOUR_AGO), type: "text", text: { body: text } },
  ];
  const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };
  const value = { messaging_product: "whatsapp", metadata, messages };
  const changes = [{ field: "messages", value }];
  return JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "102290129340398", changes }],
  });
}

function callUnanswered(callId: string): string {
  return new URLSearchParams({
    CallSid: callId,
    AccountSid: "4b7ae78a-d02e-4889-a63b-08b156d5916e",
    Direction: "outbound-api",
    From: "+12137771234",
    To: "+525538808448",
    CallStatus: "no-answer",
    CallDuration: "0",
  }).toString();
}

/** Sends a callback and returns the newest one of the workspace. */
async function received(provider: string, body: string | Uint8Array, status = 200) {
  expect((await app.send(ours, provider, body)).status).toBe(status);
  const { body: listed } = await send("GET /v1/callbacks?limit=1");
  return listed.data[0];
}

async function forget(table: "events" | "calls" | "conversations"): Promise<void> {
  await app.query(`delete from ${table} where workspace_id = $1`, [ours.workspaceId]);
  if (table === "events") await forgetKeys();
}

/** Of events that are no longer there. */
async function forgetKeys(): Promise<void> {
  await app.query("delete from event_keys where id not in (select id from events)");
}

describe("/v1/callbacks", () => {
  it("lists what the workspace received, without bodies", async () => {
    await received("whatsapp", whatsappText("wamid.1"));
    const call = randomUUID();
    await received("signalwire", callUnanswered(call));
    const { body } = await send("GET /v1/callbacks");
    expect(body.meta.total).toBe(2);
    expect(body.data[0]).toEqual({
      id: expect.any(String),
      connectionId: ours.callbackPaths["signalwire"]?.split("/").at(-1),
      provider: "signalwire",
      type: expect.stringContaining("no-answer"),
      callId: call,
      verdict: "accepted",
      reason: null,
      method: "POST",
      target: ours.callbackPaths["signalwire"],
      bodyBytes: callUnanswered(call).length,
      remoteAddress: "127.0.0.1",
      receivedAt: expect.stringMatching(/Z$/),
      details: null,
    });
  });

  it("filters and sorts", async () => {
    await received("whatsapp", whatsappText("wamid.1"));
    await received("whatsapp", "[]");
    await send("POST /v1/events", ours.headers, {
      type: "contact.created",
      data: { contactId: 1 },
    });
    const providers = async (filter: string, more = "") => {
      const { body } = await send(`GET /v1/callbacks?filter=${encodeURIComponent(filter)}${more}`);
      return body.data.map((row: { provider: string; verdict: string }) =>
        [row.provider, row.verdict].join(),
      );
    };
    const connection = ours.callbackPaths["whatsapp"]?.split("/").at(-1);
    expect(await providers('eq(provider,"platform")')).toEqual(["platform,accepted"]);
    expect(await providers('eq(type,"contact.created")')).toEqual(["platform,accepted"]);
    expect(await providers('eq(verdict,"unreadable")')).toEqual(["whatsapp,unreadable"]);
    expect(await providers("ne(reason,null)")).toEqual(["whatsapp,unreadable"]);
    expect(await providers(`eq(connectionId,"${connection}")`, "&sort=receivedAt")).toEqual([
      "whatsapp,accepted",
      "whatsapp,unreadable",
    ]);
    expect(await providers('gt(receivedAt,"2100-01-01")')).toEqual([]);
    expect((await send('GET /v1/callbacks?filter=eq(body,"x")')).status).toBe(400);
    expect((await send("GET /v1/callbacks?sort=body")).status).toBe(400);
  });

  it("shows one byte for byte, with its headers and the events it yielded", async () => {
    const text = whatsappText("wamid.1", "¿Qué tal?");
    const { id } = await received("whatsapp", text);
    const { body } = await send(`GET /v1/callbacks/${id}`);
    expect(Buffer.from(body.body, "base64").toString()).toBe(text);
    expect(body.bodyText).toBe(text);
    expect(body.headers).toContainEqual(["content-type", "application/json"]);
    expect(body.headers.map(([name]: [string]) => name)).toContain("x-hub-signature-256");
    const events = await app.query<{ id: string }>(
      "select id from events where workspace_id = $1 order by id",
      [ours.workspaceId],
    );
    expect(events.length).toBeGreaterThan(0);
    expect(body.eventIds).toEqual(events.map((event) => event.id));
  });

  it("shows no text where the bytes are none", async () => {
    const bytes = Uint8Array.from([0x7b, 0xff, 0x00, 0x7d]);
    const { id } = await received("whatsapp", bytes);
    const { body } = await send(`GET /v1/callbacks/${id}`);
    expect([body.body, body.bodyText]).toEqual([Buffer.from(bytes).toString("base64"), null]);
    expect([body.verdict, body.eventIds]).toEqual(["unreadable", []]);
  });

  it("hides what belongs to another workspace, and asks for the scopes", async () => {
    const { id } = await received("whatsapp", whatsappText("wamid.1"));
    expect((await send(`GET /v1/callbacks/${id}`, theirs.headers)).status).toBe(404);
    expect((await send(`POST /v1/callbacks/${id}/replay`, theirs.headers)).status).toBe(404);
    expect((await send(`GET /v1/callbacks/${randomUUID()}`)).status).toBe(404);
    expect((await send("GET /v1/callbacks/x%00")).status).toBe(404);
    const listed = await send("GET /v1/callbacks", theirs.headers);
    expect(listed.body.data.map((row: { id: string }) => row.id)).not.toContain(id);
    const writer = await ours.newKey(["events:write"]);
    expect((await send("GET /v1/callbacks", writer)).status).toBe(403);
    expect((await send(`GET /v1/callbacks/${id}`, writer)).status).toBe(403);
    const reader = await ours.newKey(["events:read"]);
    expect((await send(`POST /v1/callbacks/${id}/replay`, reader)).status).toBe(403);
  });
});

describe("a replay", () => {
  it("finds nothing new in what was understood the first time", async () => {
    await webhook(["whatsapp.messageReceived"]);
    const { id } = await received("whatsapp", whatsappText("wamid.1"));
    await sink.received(1);
    const { status, body } = await send(`POST /v1/callbacks/${id}/replay`);
    expect(status).toBe(200);
    expect(body).toEqual({
      callbackId: id,
      verdict: "accepted",
      type: "messages.text",
      facts: 1,
      newEvents: [],
      knownEvents: 2,
      deliveries: 0,
      message: expect.stringContaining("No new events; 2 events known before"),
    });
    expect(sink.requests).toHaveLength(1);
  });

  it("emits and delivers what is new, and only that", async () => {
    await webhook(["whatsapp.messageReceived", "whatsapp.conversationStarted"]);
    const { id } = await received("whatsapp", whatsappText("wamid.1"));
    await sink.received(2);
    // As if the code of that day had not known what a message is.
    await app.query("delete from events where workspace_id = $1 and type = $2", [
      ours.workspaceId,
      "whatsapp.messageReceived",
    ]);
    await forgetKeys();
    const { body } = await send(`POST /v1/callbacks/${id}/replay`);
    expect(body.newEvents).toEqual([{ id: expect.any(String), type: "whatsapp.messageReceived" }]);
    expect(body).toMatchObject({ knownEvents: 1, deliveries: 1 });
    const requests = await sink.received(3);
    expect(requests[2]?.body).toContain("whatsapp.messageReceived");
    const shown = await send(`GET /v1/callbacks/${id}`);
    expect(shown.body.eventIds).toContain(body.newEvents[0].id);
  });

  it("with force sends the events it yielded before again", async () => {
    await webhook(["whatsapp.messageReceived"]);
    const { id } = await received("whatsapp", whatsappText("wamid.1"));
    await sink.received(1);
    const { body } = await send(`POST /v1/callbacks/${id}/replay?force=true`);
    expect(body).toMatchObject({ newEvents: [], knownEvents: 2, deliveries: 1 });
    expect(body.message).toContain("sent again");
    const [first, second] = await sink.received(2);
    expect(second?.deliveryId).not.toBe(first?.deliveryId);
    const unforced = await send(`POST /v1/callbacks/${id}/replay?force=false`);
    expect(unforced.body.deliveries).toBe(0);
    expect((await send(`POST /v1/callbacks/${id}/replay?force=1`)).status).toBe(400);
  });

  it("takes what was seen of a call through its state", async () => {
    await webhook(["call.callMissed"]);
    const call = randomUUID();
    const { id } = await received("signalwire", callUnanswered(call));
    await sink.received(1);
    const again = await send(`POST /v1/callbacks/${id}/replay`);
    expect(again.body).toMatchObject({ facts: 1, newEvents: [], deliveries: 0 });
    expect(again.body.knownEvents).toBeGreaterThanOrEqual(3);
    await forget("events");
    await forget("calls");
    const anew = await send(`POST /v1/callbacks/${id}/replay`);
    const types = anew.body.newEvents.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(["call.callEnded", "call.callMissed"]));
    expect(anew.body.deliveries).toBe(1);
    await sink.received(2);
    expect((await send(`GET /v1/calls/${call}`)).status).toBe(200);
  });

  it("says so when the bytes still cannot be read, and reads them once they can be", async () => {
    const { id, verdict } = await received("whatsapp", "[]");
    expect(verdict).toBe("unreadable");
    const still = await send(`POST /v1/callbacks/${id}/replay`);
    expect(still.status).toBe(200);
    expect(still.body).toMatchObject({
      verdict: "unreadable",
      type: null,
      facts: 0,
      newEvents: [],
    });
    expect(still.body.message).toContain("cannot be read");
    // Stands for code that understands the bytes.
    await app.query("update callbacks set body = $2 where id = $1", [
      id,
      Buffer.from(whatsappText("wamid.1")),
    ]);
    const { body } = await send(`POST /v1/callbacks/${id}/replay`);
    expect(body.verdict).toBe("accepted");
    expect(body.newEvents).toHaveLength(2);
    expect(body.message).toMatch(/^It can be read now\. 2 new events;/);
    const shown = await send(`GET /v1/callbacks/${id}`);
    expect(shown.body).toMatchObject({ verdict: "accepted", reason: null, type: "messages.text" });
  });

  it("reads what the tenant published itself", async () => {
    await webhook(["tool.invoked"]);
    const tool = { toolIdentifier: "search", arguments: {}, result: { success: true, output: 1 } };
    const { body: published } = await send("POST /v1/events", ours.headers, {
      type: "tool.invoked",
      data: tool,
    });
    await sink.received(1);
    const { body: listed } = await send("GET /v1/callbacks");
    const known = await send(`POST /v1/callbacks/${listed.data[0].id}/replay?force=true`);
    expect(known.body).toMatchObject({
      type: "tool.invoked",
      facts: 1,
      newEvents: [],
      knownEvents: 1,
      deliveries: 1,
    });
    await sink.received(2);
    await forget("events");
    const anew = await send(`POST /v1/callbacks/${listed.data[0].id}/replay`);
    expect(anew.body.newEvents).toEqual([{ id: expect.any(String), type: "tool.invoked" }]);
    expect(anew.body.newEvents[0].id).not.toBe(published.id);
  });

  it("of one callback many times at once tells its events once", async () => {
    await webhook(["whatsapp.messageReceived"]);
    const { id } = await received("whatsapp", whatsappText("wamid.1"));
    await sink.received(1);
    await forget("events");
    await forget("conversations");
    const replays = await Promise.all(
      Array.from({ length: 20 }, () => send(`POST /v1/callbacks/${id}/replay`)),
    );
    expect(new Set(replays.map(({ status }) => status))).toEqual(new Set([200]));
    const deliveries = replays.reduce((sum, { body }) => sum + body.deliveries, 0);
    expect(deliveries).toBe(1);
    await sink.received(2);
    const [row] = await app.query<{ count: string }>(
      "select count(*) from events where workspace_id = $1",
      [ours.workspaceId],
    );
    expect(Number(row?.count)).toBe(2);
  });

  it("is refused when the connection is gone", async () => {
    const { id, connectionId } = await received("whatsapp", whatsappText("wamid.1"));
    await app.query("delete from connections where id = $1", [connectionId]);
    await app.restart();
    const { status, body } = await send(`POST /v1/callbacks/${id}/replay`);
    expect(status).toBe(409);
    expect(body.detail).toContain("connection");
  });

  it("reads a body that is kept in a file", async () => {
    const text = whatsappText("wamid.1", "x".repeat(2 * MIB));
    const { id } = await received("whatsapp", text);
    const [row] = await app.query<{ body_path: string }>(
      "select body_path from callbacks where id = $1",
      [id],
    );
    expect(row?.body_path).toEqual(expect.any(String));
    const shown = await send(`GET /v1/callbacks/${id}`);
    expect(shown.body.bodyText === text).toBe(true);
    await forget("events");
    const { body } = await send(`POST /v1/callbacks/${id}/replay`);
    expect(body.newEvents).toHaveLength(1);
    await rm(join(app.dataDir, "media", row?.body_path ?? ""));
    const gone = await send(`POST /v1/callbacks/${id}/replay`);
    expect(gone.status).toBe(409);
    expect((await send(`GET /v1/callbacks/${id}`)).status).toBe(409);
  });
});

describe("a rejected callback", () => {
  const forged = (path: string) =>
    fetch(`${app.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer abc" },
      body: whatsappText("wamid.forged", "y".repeat(8_192)),
    });

  it("is shown to the workspace whose connection it was for, and cannot be replayed", async () => {
    expect((await forged(ours.callbackPaths["whatsapp"] ?? "")).status).toBe(401);
    const { body } = await send('GET /v1/callbacks?filter=eq(verdict,"rejected")');
    expect(body.data).toMatchObject([{ reason: "missing-signature", verdict: "rejected" }]);
    const [{ id, bodyBytes }] = body.data;
    const shown = await send(`GET /v1/callbacks/${id}`);
    expect(bodyBytes).toBeGreaterThan(8_192);
    expect(Buffer.from(shown.body.body, "base64")).toHaveLength(4_096);
    expect(shown.body.headers).toContainEqual(["authorization", "[redacted]"]);
    const replayed = await send(`POST /v1/callbacks/${id}/replay?force=true`);
    expect(replayed.status).toBe(409);
    expect(replayed.body.detail).toContain("rejected");
  });

  it("of no known workspace is shown to the operator alone", async () => {
    expect((await forged("/api/webhooks/whatsapp?token=secret")).status).toBe(401);
    for (const tenant of [ours, theirs]) {
      const { body } = await send(
        'GET /v1/callbacks?filter=eq(verdict,"rejected")',
        tenant.headers,
      );
      expect(body.data).toEqual([]);
    }
    const admin = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    const { status, body } = await send("GET /admin/rejections?provider=whatsapp", admin);
    expect(status).toBe(200);
    expect(body.data[0]).toMatchObject({
      workspaceId: null,
      connectionId: null,
      provider: "whatsapp",
      verdict: "rejected",
      target: "/api/webhooks/whatsapp?token=[redacted]",
      bodyText: expect.stringContaining("wamid.forged"),
    });
    const [{ id }] = body.data;
    expect((await send(`GET /v1/callbacks/${id}`)).status).toBe(404);
    expect((await send(`POST /v1/callbacks/${id}/replay`)).status).toBe(404);
    const others = await send("GET /admin/rejections?provider=elevenlabs", admin);
    expect(others.body.data).toEqual([]);
    expect((await send("GET /admin/rejections", admin)).body.data[0].id).toBe(id);
  });

  it("is listed for nobody without the admin token", async () => {
    expect((await send("GET /admin/rejections")).status).toBe(401);
    const wrong = { Authorization: `Bearer ${ADMIN_TOKEN}x` };
    expect((await send("GET /admin/rejections", wrong)).status).toBe(401);
  });
});

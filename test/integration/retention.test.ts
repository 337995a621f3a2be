import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMedia } from "#src/composition/media.ts";
import { retentionOver } from "#src/composition/retention.ts";
import { openStorage } from "#src/composition/storage.ts";
import { readConfig } from "#src/config.ts";
import { type Deleted, deleteOld } from "#src/pipeline/retention.ts";
import { type AppTenant, ENCRYPTION_KEY, startApp, type TestApp } from "../support/app.ts";
import { recordingLog } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const log = recordingLog();

let app: TestApp;
let sink: Sink;
let tenant: AppTenant;

beforeEach(async () => {
  app = await startApp();
  sink = await createSink();
  tenant = await app.tenant();
});

afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
});

/** One run by another process over the same database and directory, so many days from now. */
async function deleteAfter(days: number, env: Record<string, string> = {}): Promise<Deleted> {
  await using stack = new AsyncDisposableStack();
  const config = readConfig({ DATA_DIR: app.dataDir, RETENTION_DAYS: "30", ...env });
  const options = { config, encryptionKeys: [ENCRYPTION_KEY], log, publicUrl: () => app.url };
  const { connectionString } = app;
  const storage = await openStorage({ ...options, connectionString, poolSize: 2 }, stack);
  const media = await openMedia(options, storage, stack);
  const now = () => new Date(Date.now() + days * DAY_MS);
  return await deleteOld({ ...retentionOver({ ...config, log }, storage, media), now });
}

async function subscribe(eventKey: string): Promise<void> {
  const headers = { ...tenant.headers, "content-type": "application/json" };
  const post = async (path: string, body: object) => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return (await (await fetch(`${app.url}${path}`, init)).json()) as { readonly id: string };
  };
  const { id } = await post("/v1/webhooks", { url: sink.url });
  await post(`/v1/webhooks/${id}/subscriptions`, { eventKey });
}

async function sent(provider: string, body: string): Promise<void> {
  expect((await app.send(tenant, provider, body)).status).toBe(200);
}

function whatsappText(text: string): string {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const messages = [
    {
      id: `wamid.${randomUUID()}`,
      from: "16505551234",
      timestamp,
      type: "text",
      text: { body: text },
    },
  ];
  const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };
  const value = { messaging_product: "whatsapp", metadata, messages };
  const entry = [{ id: "102290129340398", changes: [{ field: "messages", value }] }];
  return JSON.stringify({ object: "whatsapp_business_account", entry });
}

function carrierSays(callId: string, status: string): string {
  return new URLSearchParams({
    CallSid: callId,
    CallStatus: status,
    CallbackSource: "call-progress-events",
    Direction: "outbound-api",
    From: "+12137771234",
    To: "+525538808448",
    Timestamp: new Date().toUTCString(),
    ...(status === "completed" && { CallDuration: "60", SipResultCode: "200" }),
  }).toString();
}

function audioOf(conversation_id: string, bytes: number): string {
  const full_audio = Buffer.concat([Buffer.from("ID3"), randomBytes(bytes)]).toString("base64");
  const data = { agent_id: "agent_1", conversation_id, full_audio };
  return JSON.stringify({ type: "post_call_audio", event_timestamp: 1_768_732_280, data });
}

const TABLES = [
  "callbacks",
  "events",
  "deliveries",
  "attempts",
  "calls",
  "conversations",
  "media",
] as const;
type Counts = Readonly<Record<(typeof TABLES)[number], number>>;

async function counts(): Promise<Counts> {
  const selects = TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  const [row] = await app.query<Counts>(`select ${selects.join(", ")}`);
  if (row === undefined) throw new Error("nothing was counted");
  return row;
}

const NOTHING = Object.fromEntries(TABLES.map((table) => [table, 0]));

async function delivered(status: string, count = 1): Promise<void> {
  await waitFor(
    async () =>
      (await app.query("select from deliveries where status = $1", [status])).length === count,
    { what: `${count} deliveries to be ${status}` },
  );
}

async function mediaFiles(): Promise<readonly string[]> {
  const root = join(app.dataDir, "media");
  if (!existsSync(root)) return [];
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function recordingLink(conversation: string): Promise<string> {
  const [event] = await app.query<{ url: string }>(
    `select data ->> 'url' as url from events
     where type = 'call.recordingCompleted' and conversation_id = $1`,
    [conversation],
  );
  return String(event?.url);
}

describe("what was kept long enough", () => {
  it("goes, and what is younger stays", async () => {
    await subscribe("whatsapp.messageReceived");
    await sent("whatsapp", whatsappText("hello"));
    await sent("signalwire", carrierSays(randomUUID(), "completed"));
    await sent("elevenlabs", "{}");
    await delivered("delivered");
    await app.query("update conversations set wake_at = null, ended_at = now()");
    const before = await counts();
    expect(before).toMatchObject({ callbacks: 3, deliveries: 1, attempts: 1, calls: 1 });

    expect(await deleteAfter(29)).toEqual({});
    expect(await counts()).toEqual(before);
    const deleted = await deleteAfter(31);
    expect(deleted).toMatchObject({ callbacks: 3, deliveries: 1, calls: 1, conversations: 1 });
    expect(await counts()).toEqual(NOTHING);
    expect(log.lines.at(-1)).toMatchObject({ level: "info", fields: deleted });
    expect(await deleteAfter(31)).toEqual({});
  });

  it("goes no sooner than RETENTION_DAYS says", async () => {
    await sent("signalwire", carrierSays(randomUUID(), "completed"));
    expect(await deleteAfter(31, { RETENTION_DAYS: "60" })).toEqual({});
    expect(await deleteAfter(2, { RETENTION_DAYS: "1" })).toMatchObject({ callbacks: 1 });
  });

  it("goes once when several processes delete at a time", async () => {
    for (let i = 0; i < 20; i++) await sent("whatsapp", whatsappText(`message ${i}`));
    await app.query("update conversations set wake_at = null, ended_at = now()");
    const before = await counts();
    const runs = await Promise.all([1, 2, 3].map(() => deleteAfter(31)));
    // Whoever finds another process at it leaves it alone, so that the rest is for the next run.
    await deleteAfter(31);
    expect(await counts()).toEqual(NOTHING);
    const events = runs.map(({ events = 0 }) => events);
    expect(events.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(before.events);
  });

  it("goes of an Idempotency-Key as soon as it has expired", async () => {
    const init = {
      method: "POST",
      headers: { ...tenant.headers, "content-type": "application/json", "idempotency-key": "k1" },
      body: JSON.stringify({ type: "contact.created", data: { contactId: "c" } }),
    };
    expect((await fetch(`${app.url}/v1/events`, init)).status).toBe(202);
    const keys = () => app.query("select from idempotency_keys");
    expect(await keys()).toHaveLength(1);
    await deleteAfter(0);
    expect(await keys()).toHaveLength(1);
    expect(await deleteAfter(2)).toEqual({ idempotencyKeys: 1 });
    expect(await keys()).toHaveLength(0);
  });
});

describe("what is not over", () => {
  it("stays: a delivery that waits, with its event and its callback", async () => {
    sink.answers(() => ({ status: 503, headers: { "retry-after": "3600" } }));
    await subscribe("whatsapp.messageReceived");
    await sent("whatsapp", whatsappText("waiting"));
    await waitFor(async () => (await counts()).attempts === 1);
    await deleteAfter(400);
    expect(await counts()).toMatchObject({ deliveries: 1, attempts: 1, events: 1, callbacks: 1 });
    await app.query("update deliveries set status = 'failed', job_id = null, ended_at = now()");
    await deleteAfter(400);
    expect(await counts()).toMatchObject({ deliveries: 0, attempts: 0, events: 0, callbacks: 0 });
  });

  it("stays: a call that has not ended, with all that was told of it", async () => {
    const callId = randomUUID();
    await sent("signalwire", carrierSays(callId, "ringing"));
    await sent("signalwire", carrierSays(randomUUID(), "completed"));
    const ours = { calls: 1, events: 2, callbacks: 1 };
    await deleteAfter(400);
    expect(await counts()).toMatchObject(ours);
    const { headers } = tenant;
    expect((await fetch(`${app.url}/v1/calls/${callId}`, { headers })).status).toBe(200);

    await sent("signalwire", carrierSays(callId, "completed"));
    await deleteAfter(29);
    expect((await counts()).calls).toBe(1);
    await deleteAfter(31);
    expect(await counts()).toEqual(NOTHING);
    expect((await fetch(`${app.url}/v1/calls/${callId}`, { headers })).status).toBe(404);
  });

  it("stays: a conversation whose day is not over", async () => {
    await sent("whatsapp", whatsappText("hello"));
    await deleteAfter(31);
    expect((await counts()).conversations).toBe(1);
  });
});

describe("media", () => {
  it("go with their rows, and their links say that there is nothing", async () => {
    await sent("elevenlabs", audioOf("conv_small", 1_000));
    await sent("elevenlabs", audioOf("conv_large", 1_500_000));
    const link = await recordingLink("conv_large");
    expect((await fetch(link)).status).toBe(200);
    expect(await mediaFiles()).toHaveLength(3);

    await deleteAfter(29);
    expect(await mediaFiles()).toHaveLength(3);
    expect(await deleteAfter(31)).toMatchObject({ recordings: 2, bodies: 1, media: 2 });
    expect(await mediaFiles()).toEqual([]);
    expect(await counts()).toEqual(NOTHING);
    expect((await fetch(link)).status).toBe(404);
  });

  it("go sooner where MEDIA_RETENTION_DAYS says so, and their links say that they were deleted", async () => {
    await sent("elevenlabs", audioOf("conv_large", 1_500_000));
    const [callback] = await app.query<{ id: string }>("select id from callbacks");
    const link = await recordingLink("conv_large");
    const before = await counts();

    expect(await deleteAfter(6, { MEDIA_RETENTION_DAYS: "7" })).toEqual({});
    const first = await deleteAfter(8, { MEDIA_RETENTION_DAYS: "7" });
    expect(first).toEqual({ recordings: 1, bodies: 1 });
    expect(await deleteAfter(8, { MEDIA_RETENTION_DAYS: "7" })).toEqual({});
    expect(await mediaFiles()).toEqual([]);
    expect(await counts()).toEqual(before);
    expect((await fetch(link)).status).toBe(410);
    const { headers } = tenant;
    const shown = await fetch(`${app.url}/v1/callbacks/${callback?.id}`, { headers });
    expect(shown.status).toBe(409);

    expect(await deleteAfter(31, { MEDIA_RETENTION_DAYS: "7" })).toMatchObject({ media: 1 });
    expect(await counts()).toEqual(NOTHING);
  });

  it("of a callback stay while a delivery of it waits", async () => {
    sink.answers(() => ({ status: 503, headers: { "retry-after": "3600" } }));
    await subscribe("whatsapp.messageReceived");
    await sent("whatsapp", whatsappText(randomBytes(700_000).toString("hex")));
    await waitFor(async () => (await counts()).attempts === 1);
    await deleteAfter(400, { MEDIA_RETENTION_DAYS: "1" });
    expect(await mediaFiles()).toHaveLength(1);
  });

  it("of which a crash left the row without its file go nevertheless", async () => {
    await sent("elevenlabs", audioOf("conv_crash", 1_000));
    await app.query("update media set deleted_at = now()");
    expect(await mediaFiles()).toHaveLength(1);
    expect(await deleteAfter(31)).toMatchObject({ media: 1 });
    expect(await mediaFiles()).toEqual([]);
  });
});

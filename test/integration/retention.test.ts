import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMedia } from "#src/composition/media.ts";
import { retentionOver } from "#src/composition/retention.ts";
import { openStorage } from "#src/composition/storage.ts";
import { readConfig } from "#src/config.ts";
import { firstIdAt } from "#src/core/ids.ts";
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
    const deleted = await deleteAfter(36);
    const some = expect.any(Number);
    const partitions = { callbackPartitions: some, deliveryPartitions: some, callbackKeys: 3 };
    expect(deleted).toMatchObject({ ...partitions, calls: 1, conversations: 1 });
    expect(await counts()).toEqual(NOTHING);
    expect(log.lines.at(-1)).toMatchObject({ level: "info", fields: deleted });
    expect(await deleteAfter(36)).toEqual({});
  });

  it("goes no sooner than RETENTION_DAYS says", async () => {
    await sent("signalwire", carrierSays(randomUUID(), "completed"));
    expect(await deleteAfter(31, { RETENTION_DAYS: "60" })).toEqual({});
    expect(await deleteAfter(4, { RETENTION_DAYS: "1" })).toMatchObject({
      callbackPartitions: expect.any(Number),
    });
    expect(await counts()).toEqual(NOTHING);
  });

  it("goes once when several processes delete at a time", async () => {
    for (let i = 0; i < 20; i++) await sent("whatsapp", whatsappText(`message ${i}`));
    await app.query("update conversations set wake_at = null, ended_at = now()");
    const before = await counts();
    const runs = await Promise.all([1, 2, 3].map(() => deleteAfter(36)));
    // Whoever finds another process at it leaves it alone, so that the rest is for the next run.
    await deleteAfter(36);
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

describe("recoveries", () => {
  it("go once they have been over for long enough", async () => {
    await subscribe("whatsapp.messageReceived");
    const state = async (name: string, ended: string | null) =>
      app.query(
        `insert into recoveries (id, workspace_id, webhook_id, since, until, statuses, state, total, ended_at)
         select gen_random_uuid(), workspace_id, id, now(), now(), '{failed}', $1, 0, $2::timestamptz from webhooks`,
        [name, ended],
      );
    await state("completed", new Date(Date.now() - 2 * DAY_MS).toISOString());
    await state("canceled", new Date().toISOString());
    expect(await deleteAfter(29)).toEqual({ recoveries: 1 });
    expect(await app.query("select state from recoveries")).toEqual([{ state: "canceled" }]);
    expect(await deleteAfter(36)).toMatchObject({ recoveries: 1 });
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
    await deleteAfter(36);
    expect(await counts()).toEqual(NOTHING);
    expect((await fetch(`${app.url}/v1/calls/${callId}`, { headers })).status).toBe(404);
  });

  it("stays: a conversation whose day is not over", async () => {
    await sent("whatsapp", whatsappText("hello"));
    await deleteAfter(36);
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
    expect(await deleteAfter(36)).toMatchObject({ recordings: 2, bodies: 1, media: 2 });
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
    expect(await shown.json()).toMatchObject({ body: null, bodyRemovedAt: expect.any(String) });

    expect(await deleteAfter(36, { MEDIA_RETENTION_DAYS: "7" })).toMatchObject({ media: 1 });
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
    expect(await deleteAfter(36)).toMatchObject({ media: 1 });
    expect(await mediaFiles()).toEqual([]);
  });
});

describe("bodies", () => {
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is asked for by name.
  type Answer = { readonly status: number; readonly body: any };

  async function ask(request: string): Promise<Answer> {
    const [method = "", path = ""] = request.split(" ");
    const answer = await fetch(`${app.url}${path}`, { method, headers: tenant.headers });
    return { status: answer.status, body: (await answer.json()) as Answer["body"] };
  }

  async function idIn(table: string): Promise<string> {
    const [row] = await app.query<{ id: string }>(`select id from ${table} order by id limit 1`);
    return row?.id ?? "";
  }

  const GONE = { body: null, bodyRemovedAt: expect.any(String) };

  it("go sooner where BODY_RETENTION_DAYS says so, and what is left says so", async () => {
    await subscribe("whatsapp.messageReceived");
    await sent("whatsapp", whatsappText("hello"));
    await delivered("delivered");
    const before = await counts();
    const callback = `/v1/callbacks/${await idIn("callbacks")}`;
    const delivery = `/v1/deliveries/${await idIn("deliveries")}`;
    expect((await ask(`GET ${callback}`)).body).toMatchObject({ bodyRemovedAt: null });
    expect((await ask(`GET ${delivery}`)).body).toMatchObject({ bodyRemovedAt: null });

    await deleteAfter(8, { BODY_RETENTION_DAYS: "2" });
    expect(await counts()).toEqual(before);
    expect(await ask(`GET ${callback}`)).toMatchObject({ status: 200, body: GONE });
    expect(await ask(`GET ${delivery}`)).toMatchObject({ status: 200, body: GONE });
    const replayed = await ask(`POST ${callback}/replay`);
    expect(replayed.status).toBe(409);
    expect(replayed.body.detail).toContain("removed");
    const retried = await ask(`POST ${delivery}/retry`);
    expect(retried.status).toBe(409);
    expect(retried.body.detail).toContain("removed");
    expect((await ask(`GET ${delivery}`)).body.status).toBe("delivered");
  });

  it("stay as long as their delivery waits, and are sent then", async () => {
    sink.answers(() => ({ status: 503, headers: { "retry-after": "3600" } }));
    await subscribe("whatsapp.messageReceived");
    await sent("whatsapp", whatsappText("waiting"));
    await waitFor(async () => (await counts()).attempts === 1);
    const delivery = `/v1/deliveries/${await idIn("deliveries")}`;
    const { body } = await ask(`GET ${delivery}`);
    await deleteAfter(8, { BODY_RETENTION_DAYS: "2" });
    await deleteAfter(9, { BODY_RETENTION_DAYS: "2" });
    expect((await ask(`GET ${delivery}`)).body.body).toEqual(body.body);
    sink.answers(() => ({ status: 200 }));
    await ask(`POST ${delivery}/retry`);
    await delivered("delivered");
    await deleteAfter(10, { BODY_RETENTION_DAYS: "2" });
    expect((await ask(`GET ${delivery}`)).body).toMatchObject(GONE);
  });

  it("in rows from before bodies had tables of their own go as well, once", async () => {
    await subscribe("whatsapp.messageReceived");
    await sent("whatsapp", whatsappText("hello"));
    await delivered("delivered");
    await app.query(
      `update callbacks c set body = b.body from callback_bodies b where b.id = c.id`,
    );
    await app.query(
      `update deliveries d set body = b.body from delivery_bodies b where b.id = d.id`,
    );
    await app.query(`update attempts set response_body = 'ok'`);
    const removed = { bodiesInCallbacks: 1, bodiesInDeliveries: 1, bodiesInAttempts: 1 };
    expect(await deleteAfter(8, { BODY_RETENTION_DAYS: "2" })).toMatchObject(removed);
    expect((await ask(`GET /v1/deliveries/${await idIn("deliveries")}`)).body).toMatchObject(GONE);
    expect((await ask(`GET /v1/callbacks/${await idIn("callbacks")}`)).body).toMatchObject(GONE);
    expect(await deleteAfter(8, { BODY_RETENTION_DAYS: "2" })).toEqual({});
  });

  it("of refused callbacks go too", async () => {
    const path = tenant.callbackPaths["whatsapp"];
    expect((await fetch(`${app.url}${path}`, { method: "POST", body: "{}" })).status).toBe(401);
    await waitFor(async () => (await counts()).callbacks === 1);
    // Out of the first partition, of which all bodies in rows go.
    const later = firstIdAt(new Date(Date.now() + 3 * DAY_MS));
    await app.query("update callbacks set id = $1", [later]);
    expect(await deleteAfter(8, { BODY_RETENTION_DAYS: "2" })).toMatchObject({
      bodiesInRejections: 1,
    });
    expect(await app.query("select from callbacks where body is not null")).toEqual([]);
  });
});

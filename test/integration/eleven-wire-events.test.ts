/** `/api/webhooks/events` as a client of the 11Wire document sees it, and what its webhooks are sent. */
import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import {
  expectInvalid,
  SECONDS,
  TEST,
  type WireReply,
  type WireRequest,
  wireClient,
} from "../support/eleven-wire.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { newAgent } from "../support/talkover.ts";
import { waitFor } from "../support/wait-for.ts";

const ONCE = { maxAttempts: 1 };

let app: TestApp;
let sink: Sink;
let ours: AppTenant;
let theirs: AppTenant;
let send: (request: string, sent?: WireRequest) => Promise<WireReply>;

beforeAll(async () => {
  app = await startApp({ ALLOW_PRIVATE_TARGETS: "true" });
  theirs = await app.tenant();
  send = wireClient(app, () => ours);
});

beforeEach(async () => {
  await sink?.[Symbol.asyncDispose]();
  sink = await createSink(() => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: "Received",
  }));
  ours = await app.tenant();
});

afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await sink?.[Symbol.asyncDispose]();
});

async function create(more: object = {}): Promise<number> {
  const made = await send("POST /config", {
    body: {
      name: "CRM Integration",
      url: sink.url,
      secret: "webhooksecret123",
      eventTypes: ["call.completed"],
      ...more,
    },
  });
  expect(made.status).toBe(201);
  return made.body.webhook.id;
}

async function publish(type: string, data: object): Promise<void> {
  const response = await fetch(`${app.url}/v1/events`, {
    method: "POST",
    headers: { ...ours.headers, "Content-Type": "application/json" },
    body: JSON.stringify({ type, data }),
  });
  expect(response.status).toBe(202);
}

/** A call that ended, as SignalWire tells it. */
async function endCall(callId: string = randomUUID()): Promise<Record<string, string>> {
  const form = {
    AccountSid: "4b7ae78a-d02e-4889-a63b-08b156d5916e",
    CallSid: callId,
    CallStatus: "completed",
    Direction: "outbound-api",
    From: "+18005551234",
    To: "+18005557890",
    CallDuration: "125",
    SipResultCode: "200",
  };
  const received = await app.send(ours, "signalwire", new URLSearchParams(form).toString());
  expect(received.status).toBe(200);
  return form;
}

/** The events of a list that is filtered, once there are so many. */
function listed(query: string, count: number): Promise<WireReply["body"]> {
  return waitFor(
    async () => {
      const { body } = await send(`GET /events?${query}`);
      return body.total === count && body;
    },
    { what: `${count} events with ${query}` },
  );
}

const TIMES = {
  createdAt: expect.stringMatching(SECONDS),
  updatedAt: expect.stringMatching(SECONDS),
};

describe("the history", () => {
  it("holds what was received and what was sent, as the document shows them", async () => {
    const webhook = await create();
    const form = await endCall();
    await listed("status=delivered", 1);
    const { status, body } = await send("GET /events");
    expect(status).toBe(200);
    const sent = JSON.parse(sink.requests[0]?.body ?? "");
    expect(body).toEqual({
      success: true,
      count: 2,
      total: 2,
      page: 1,
      pages: 1,
      events: [
        {
          id: expect.any(Number),
          direction: "outbound",
          source: "11wire",
          eventType: "call.completed",
          status: "delivered",
          webhookConfigId: webhook,
          attempts: 1,
          payload: sent,
          responseData: {
            statusCode: 200,
            body: "Received",
            headers: expect.objectContaining({ "content-type": "application/json" }),
          },
          ...TIMES,
        },
        {
          id: expect.any(Number),
          direction: "inbound",
          source: "signalwire",
          eventType: "call.completed",
          status: "processed",
          payload: form,
          ...TIMES,
        },
      ],
    });
    expect(sent).toMatchObject({ callId: form["CallSid"], duration: 125, status: "completed" });
  });

  it("shows one event, with the webhook of what was sent", async () => {
    const webhook = await create();
    await endCall();
    const { events } = await listed("direction=outbound&status=delivered", 1);
    const [listedEvent] = events;
    const shown = await send(`GET /events/${listedEvent.id}`);
    expect(shown.status).toBe(200);
    expect(shown.body).toEqual({
      success: true,
      event: {
        ...listedEvent,
        responseData: { ...listedEvent.responseData, timing: expect.any(Number) },
      },
      webhookConfig: { id: webhook, name: "CRM Integration", url: sink.url },
    });
    const [received] = (await send("GET /events?direction=inbound")).body.events;
    const inbound = await send(`GET /events/${received.id}`);
    expect(inbound.body).toEqual({ success: true, event: received });
  });

  it("tells what is JSON from what is a form, and names what has a name of ours", async () => {
    const sample = {
      event_type: "voice.completed",
      timestamp: "2023-07-29T15:05:00Z",
      voice_id: "voice-123",
      agent_id: "agent-456",
      call_id: "CA123456789abcdef",
      duration: 15.5,
      metadata: { campaignId: "campaign-123", contactId: 42 },
    };
    await app.send(ours, "elevenlabs", JSON.stringify(sample));
    await endCall();
    await publish("contact.created", { contactId: 1 });
    const { events } = await listed("direction=inbound", 3);
    expect(events).toMatchObject([
      { source: "platform", eventType: "contact.created", payload: { data: { contactId: 1 } } },
      { source: "signalwire", eventType: "call.completed", payload: { CallStatus: "completed" } },
      { source: "elevenlabs", eventType: "voice.completed", payload: sample },
    ]);
  });

  it("leaves recordings out of what it shows", async () => {
    const audio = Buffer.alloc(900_000, 7).toString("base64");
    const body = {
      type: "post_call_audio",
      event_timestamp: 1_768_732_280,
      data: { agent_id: "agent_1", conversation_id: "conv_1", full_audio: audio },
    };
    const received = await app.send(ours, "elevenlabs", JSON.stringify(body));
    expect(received.status).toBe(200);
    const { events } = await listed("direction=inbound", 1);
    expect(events[0].payload).toEqual({ omitted: true, bytes: JSON.stringify(body).length });
    const shown = await send(`GET /events/${events[0].id}`);
    expect(shown.body.event.payload).toEqual({
      ...body,
      data: { ...body.data, full_audio: expect.stringContaining("characters left out") },
    });
  });

  it("calls failed what could not be read, and shows nothing of what was refused", async () => {
    await app.send(ours, "elevenlabs", "no json");
    const path = ours.callbackPaths["elevenlabs"];
    const forged = await fetch(`${app.url}${path}`, { method: "POST", body: "{}" });
    expect(forged.status).toBe(401);
    const { events } = await listed("", 1);
    expect(events).toMatchObject([
      { direction: "inbound", status: "failed", eventType: "unknown", payload: { raw: "no json" } },
    ]);
  });

  it("tells why something was not delivered", async () => {
    sink.answers(() => ({ status: 503, body: "busy" }));
    await create({ retryConfig: ONCE });
    const off = await create({ status: "inactive", retryConfig: ONCE });
    await endCall();
    const { events } = await listed("status=failed", 2);
    const byWebhook = Object.fromEntries(
      events.map((event: { webhookConfigId: number }) => [event.webhookConfigId === off, event]),
    );
    expect(byWebhook).toMatchObject({
      true: {
        attempts: 0,
        responseData: { statusCode: null, error: "Not sent: the webhook is inactive." },
      },
      false: {
        attempts: 1,
        responseData: { statusCode: 503, body: "busy", error: expect.stringContaining("503") },
      },
    });
  });
});

describe("pages", () => {
  it("count exactly, newest first, and hold each event once", async () => {
    await create({ eventTypes: ["contact.created"] });
    for (let contactId = 1; contactId <= 13; contactId++) {
      await publish("contact.created", { contactId });
    }
    await listed("status=delivered", 13);
    const all = (await send("GET /events?limit=100")).body;
    expect(all).toMatchObject({ count: 26, total: 26, page: 1, pages: 1 });
    const seen = [];
    for (const page of [1, 2, 3]) {
      const { body } = await send(`GET /events?limit=10&page=${page}`);
      expect(body).toMatchObject({ count: page === 3 ? 6 : 10, total: 26, page, pages: 3 });
      seen.push(...body.events);
    }
    expect(seen).toEqual(all.events);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(26);
    const contacts = seen.filter(({ direction }) => direction === "inbound");
    expect(contacts.map(({ payload }) => payload.data.contactId)).toEqual(
      Array.from({ length: 13 }, (_, index) => 13 - index),
    );
    expect((await send("GET /events?limit=10&page=4")).body).toEqual({
      success: true,
      count: 0,
      total: 26,
      page: 4,
      pages: 3,
      events: [],
    });
    expect((await send("GET /events")).body).toMatchObject({ count: 20, pages: 2 });
    expect((await send("GET /events", { as: theirs })).body).toEqual({
      success: true,
      count: 0,
      total: 0,
      page: 1,
      pages: 0,
      events: [],
    });
  });
});

function idAt(time: string | null | undefined): string {
  return uuidv7({ msecs: Date.parse(time ?? "") });
}

/** Records at times of our own choosing, without a gateway having seen them. */
async function seed(): Promise<void> {
  const webhook = await create({ eventTypes: ["call.completed", "agent.ready"] });
  const [row] = await app.query<{ id: string }>("select id from webhooks where number = $1", [
    webhook,
  ]);
  const inbound = [
    ["signalwire", "call.completed", "accepted", "2023-07-29T10:17:05.300Z"],
    ["signalwire", "call.busy", "accepted", "2023-07-29T23:59:59.999Z"],
    ["signalwire", null, "unreadable", "2023-07-30T00:00:00Z"],
    ["elevenlabs", "post_call_transcription", "accepted", "2023-07-31T12:00:00Z"],
    ["elevenlabs", "agent.ready", "rejected", "2023-07-31T12:00:00Z"],
  ];
  for (const [provider, type, verdict, at] of inbound) {
    await app.query(
      `insert into callbacks (id, workspace_id, provider, type, verdict, method, target, headers, body, body_bytes,
         remote_address, received_at)
       values ($1, $2, $3, $4, $5, 'POST', '/', '[]', '{}', 2, '127.0.0.1', $6)`,
      [idAt(at), ours.workspaceId, provider, type, verdict, at],
    );
  }
  const outbound = [
    ["call.completed", "delivered", "2023-07-29T10:17:10Z"],
    ["call.completed", "failed", "2023-07-30T08:00:00Z"],
    ["agent.ready", "suppressed", "2023-07-30T09:00:00Z"],
    ["agent.ready", "pending", "2023-08-01T00:00:00Z"],
  ];
  for (const [key, status, at] of outbound) {
    await app.query(
      `insert into deliveries (id, workspace_id, webhook_id, event_id, event_key, status, body, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, '{}', $7, $7)`,
      [idAt(at), ours.workspaceId, row?.id, uuidv7(), key, status, at],
    );
  }
}

describe("filters", () => {
  it("narrow the history, alone and together, with exact counts", async () => {
    await seed();
    const expected: Readonly<Record<string, number>> = {
      "": 8,
      "direction=inbound": 4,
      "direction=outbound": 4,
      "source=signalwire": 3,
      "source=elevenlabs": 1,
      "source=11wire": 4,
      "source=11wire&direction=inbound": 0,
      "source=signalwire&direction=outbound": 0,
      "source=nobody": 0,
      "status=processed": 3,
      "status=delivered": 1,
      "status=failed": 3,
      "status=failed&direction=outbound": 2,
      "status=pending": 1,
      "status=processed&direction=outbound": 0,
      "eventType=call.completed": 4,
      "eventType=call.completed&direction=inbound": 2,
      "eventType=call.busy": 0,
      "eventType=conversation.completed": 1,
      "eventType=post_call_transcription": 0,
      "eventType=agent.ready": 2,
      "eventType=unknown": 1,
      "fromDate=2023-07-30": 5,
      "toDate=2023-07-29": 3,
      "fromDate=2023-07-30&toDate=2023-07-30": 3,
      "fromDate=2023-07-29T10:17:05Z&toDate=2023-07-29T10:17:05Z": 1,
      "fromDate=2023-07-29T10:17:06Z&toDate=2023-07-29T10:17:10Z": 1,
      "toDate=2023-07-29T10:17": 2,
      "fromDate=2023-07-29T10:17:05.301Z&toDate=2023-07-29T23:59:59.998Z": 1,
      "fromDate=2023-07-31T14:00:00%2B02:00": 2,
      "fromDate=2023-07-31T14:00:00+02:00": 2,
      "fromDate=2023-07-31T12:00:00.000": 2,
      "fromDate=2024-01-01": 0,
      "fromDate=0000-01-01": 8,
      "toDate=9999-12-31T23:59:59.999Z": 8,
      "toDate=9999-12-31": 8,
      "fromDate=2023-07-31&toDate=2023-07-30": 0,
      "status=&direction=&fromDate=&page=&limit=": 8,
    };
    for (const [query, total] of Object.entries(expected)) {
      const { status, body } = await send(`GET /events?${query}`);
      expect({ query, status, total: body.total, count: body.events?.length }).toEqual({
        query,
        status: 200,
        total,
        count: total,
      });
    }
  });

  it.each([
    ["page=0", "page"],
    ["page=-1", "page"],
    ["page=1.5", "page"],
    ["page=abc", "page"],
    ["page=99999999999999999999", "page"],
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=ten", "limit"],
    ["direction=sideways", "direction"],
    ["status=done", "status"],
    ["fromDate=yesterday", "fromDate"],
    ["fromDate=2023-02-30", "fromDate"],
    ["toDate=2023-13-01", "toDate"],
    ["toDate=2023-07-29T25:00:00Z", "toDate"],
    ["toDate=1690000000", "toDate"],
    ["source=%00", "source"],
    [`eventType=${"x".repeat(201)}`, "eventType"],
    ["status=failed&status=pending", "status"],
  ])("refuse %s", async (query, parameter) => {
    expectInvalid(await send(`GET /events?${query}`), parameter);
  });
});

describe("a retry", () => {
  it("sends again what failed, on the schedule of the webhook", async () => {
    sink.answers(() => ({ status: 500 }));
    await create({
      retryConfig: { maxAttempts: 3, initialDelay: 1, maxDelay: 60, backoffFactor: 2 },
    });
    await endCall();
    const [first, second, third] = await sink.received(3);
    // Never early; ten percent of jitter, and the time that sending takes.
    const gaps = [(second?.at ?? 0) - (first?.at ?? 0), (third?.at ?? 0) - (second?.at ?? 0)];
    expect(gaps[0]).toBeGreaterThanOrEqual(1000);
    expect(gaps[0]).toBeLessThan(2500);
    expect(gaps[1]).toBeGreaterThanOrEqual(2000);
    expect(gaps[1]).toBeLessThan(4000);
    const { events } = await listed("status=failed", 1);
    expect(events[0]).toMatchObject({ attempts: 3, responseData: { statusCode: 500 } });

    sink.answers(() => ({ status: 200 }));
    const retried = await send(`POST /events/${events[0].id}/retry`);
    expect(retried.status).toBe(200);
    expect(retried.body).toEqual({
      success: true,
      message: "Webhook delivery retry queued",
      event: {
        ...events[0],
        status: "pending",
        responseData: { ...events[0].responseData, timing: expect.any(Number) },
        updatedAt: expect.stringMatching(SECONDS),
      },
    });
    const delivered = (await listed("status=delivered", 1)).events[0];
    expect(delivered).toMatchObject({ id: events[0].id, attempts: 4 });
    expect(sink.requests).toHaveLength(4);
  });

  it("is for what failed alone", async () => {
    const webhook = await create();
    await endCall();
    const { events } = await listed("status=delivered", 1);
    const [received] = (await send("GET /events?direction=inbound")).body.events;
    for (const { id } of [events[0], received]) {
      const refused = await send(`POST /events/${id}/retry`);
      expect(refused.status).toBe(409);
      expect(refused.body).toEqual({ success: false, message: expect.stringMatching(/./) });
    }
    sink.answers(() => ({ status: 500 }));
    await send(`POST /config/${webhook}/test`, { body: TEST });
    const tested = (await listed("status=failed", 1)).events[0];
    expect((await send(`POST /events/${tested.id}/retry`)).status).toBe(409);
    expect(sink.requests).toHaveLength(2);
  });

  it("is refused where its webhook would not be sent it", async () => {
    sink.answers(() => ({ status: 500 }));
    const webhook = await create({ retryConfig: ONCE });
    await endCall();
    const { events } = await listed("status=failed", 1);
    await send(`PUT /config/${webhook}`, { body: { status: "inactive" } });
    const refused = await send(`POST /events/${events[0].id}/retry`);
    expect(refused.status).toBe(409);
    expect(refused.body.message).toMatch(/inactive/);
    await send(`PUT /config/${webhook}`, { body: { status: "active" } });
    expect((await send(`POST /events/${events[0].id}/retry`)).status).toBe(200);
  });

  it("is refused while the event waits", async () => {
    sink.answers(() => ({ status: 500 }));
    await create({ retryConfig: { maxAttempts: 2, initialDelay: 600 } });
    await endCall();
    await sink.received(1);
    const { events } = await listed("status=pending", 1);
    const refused = await send(`POST /events/${events[0].id}/retry`);
    expect(refused.status).toBe(409);
    expect(refused.body.message).toContain("pending");
  });

  it("knows no events of others, nor what is none", async () => {
    sink.answers(() => ({ status: 500 }));
    await create({ retryConfig: ONCE });
    await endCall();
    const { events } = await listed("status=failed", 1);
    const [received] = (await send("GET /events?direction=inbound")).body.events;
    for (const { id } of [events[0], received]) {
      expect((await send(`GET /events/${id}`, { as: theirs })).status).toBe(404);
      expect((await send(`POST /events/${id}/retry`, { as: theirs })).status).toBe(404);
    }
    for (const id of ["0", "-1", "abc", "999999999999", "9223372036854775808", "1.5"]) {
      const unknown = await send(`GET /events/${id}`);
      expect(unknown.status).toBe(404);
      expect(unknown.body).toEqual({ success: false, message: expect.any(String) });
      expect((await send(`POST /events/${id}/retry`)).status).toBe(404);
    }
  });

  it("finds nothing of a webhook that was deleted", async () => {
    const webhook = await create();
    await endCall();
    const { events } = await listed("status=delivered", 1);
    await send(`DELETE /config/${webhook}`);
    expect((await send("GET /events")).body.total).toBe(1);
    expect((await send(`GET /events/${events[0].id}`)).status).toBe(404);
  });
});

describe("what a webhook asks for", () => {
  it("is obeyed: its agents, by whatever name the workspace has for them", async () => {
    await newAgent(app, ours, ["agent-456", "+18005551234"]);
    const wanted = await create({ filters: { agents: ["agent-456"] } });
    await create({ filters: { agents: ["agent-457"] } });
    await endCall();
    const { events } = await listed("status=delivered", 1);
    expect(events[0].webhookConfigId).toBe(wanted);
    await listed("direction=outbound", 1);
  });

  it("is obeyed: its filters", async () => {
    const eventTypes = ["campaign.started", "conversation.completed"];
    await create({
      eventTypes,
      filters: { campaigns: ["campaign-789"], outcomes: ["appointment_set"] },
    });
    const conversation = (id: string, campaignId: string, outcomes: object) =>
      publish("conversation.completed", {
        conversationId: id,
        status: "done",
        outcomes,
        metadata: { campaignId },
      });
    await publish("campaign.started", { campaignId: "campaign-1", status: "started" });
    await publish("campaign.started", { campaignId: "campaign-789", status: "started" });
    await conversation("conv_1", "campaign-1", { appointmentSet: true });
    await conversation("conv_2", "campaign-789", { appointmentSet: false });
    await conversation("conv_3", "campaign-789", { appointmentSet: true });
    await listed("direction=inbound", 5);
    await listed("status=delivered", 2);
    expect(new Set(sink.requests.map(({ headers }) => headers["x-webhook-event"]))).toEqual(
      new Set(eventTypes),
    );
    expect(sink.requests.some(({ body }) => body.includes("conv_3"))).toBe(true);
  });

  it("is obeyed from the very next event on: its status, its events, its headers", async () => {
    const webhook = await create({
      eventTypes: ["contact.created"],
      headers: { "X-API-Key": "crm-api-key-123" },
    });
    await publish("contact.created", { contactId: 1 });
    const [first] = await sink.received(1);
    expect(first?.headers["x-api-key"]).toBe("crm-api-key-123");
    await send(`PUT /config/${webhook}`, { body: { eventTypes: ["campaign.started"] } });
    await publish("contact.created", { contactId: 2 });
    await publish("campaign.started", { campaignId: "c", status: "started" });
    await listed("status=delivered", 2);
    await send(`PUT /config/${webhook}`, { body: { status: "inactive" } });
    await publish("campaign.started", { campaignId: "d", status: "started" });
    await listed("status=failed", 1);
    expect(sink.requests.map(({ headers }) => headers["x-webhook-event"])).toEqual([
      "contact.created",
      "campaign.started",
    ]);
  });
});

import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN_TOKEN, type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink, type SinkRequest } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const SECRET = "a secret of some length";
const BOT = "+12137771234";
const CUSTOMER = "+525538808448";
const SAID = "agent: Hola\nuser: Una cita, por favor.";
const SUMMARY = "The customer booked a visit.";

let app: TestApp;
let tenant: AppTenant;
let agentId: string;

beforeAll(async () => {
  app = await startApp();
  tenant = await app.tenant();
  agentId = await newAgent();
});

afterAll(() => app[Symbol.asyncDispose]());

async function newAgent(): Promise<string> {
  const response = await fetch(`${app.url}/admin/workspaces/${tenant.workspaceId}/agents`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Ana", references: ["agent_1", BOT] }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { readonly id: string }).id;
}

async function newWebhook(sink: Sink, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(`${app.url}/v1/webhooks`, {
    method: "POST",
    headers: { ...tenant.headers, "content-type": "application/json" },
    body: JSON.stringify({ url: sink.url, secret: SECRET, ...settings }),
  });
  expect(response.status).toBe(201);
}

/** `carrier`: the carrier's call that the conversation was held over. */
function report(carrier: string | null, conversation = `conv_${randomUUID()}`): string {
  return JSON.stringify({
    type: "post_call_transcription",
    event_timestamp: 1_768_732_265,
    data: {
      agent_id: "agent_1",
      conversation_id: conversation,
      status: "done",
      transcript: [
        { role: "agent", message: "Hola", time_in_call_secs: 0 },
        { role: "user", message: "Una cita,\npor favor.", time_in_call_secs: 2 },
      ],
      metadata: {
        start_time_unix_secs: 1_768_732_200,
        call_duration_secs: 60,
        phone_call: {
          type: "sip_trunking",
          direction: "outbound",
          agent_number: BOT,
          external_number: CUSTOMER,
          call_sid: carrier,
        },
      },
      analysis: {
        call_successful: "success",
        transcript_summary: SUMMARY,
        data_collection_results: { sentiment: { value: "positive" }, slot: { value: "09:30" } },
      },
    },
  });
}

function carrierSays(callId: string, status: string, second: number): string {
  return new URLSearchParams({
    CallSid: callId,
    CallStatus: status,
    CallbackSource: "call-progress-events",
    Direction: "outbound-api",
    From: BOT,
    To: CUSTOMER,
    Timestamp: new Date(1_768_732_200_000 + second * 1000).toUTCString(),
    ...(status === "completed" && { CallDuration: "60", SipResultCode: "200" }),
  }).toString();
}

async function send(provider: string, body: string): Promise<void> {
  const response = await app.send(tenant, provider, body);
  expect(response.status).toBe(200);
}

function bodyOf(request: SinkRequest | undefined) {
  return JSON.parse(request?.body ?? "null");
}

describe("subverse", () => {
  const ANALYSIS = { sentiment: "positive", summary: SUMMARY, customFields: { slot: "09:30" } };

  it("tells of a completed call with what its report said", async () => {
    await using sink = await createSink();
    await newWebhook(sink, {
      dialect: "subverse",
      eventKeys: ["call.placed", "call.completed"],
      headers: { Authorization: "Bearer tenant-token" },
    });
    const callId = randomUUID();
    await send("signalwire", carrierSays(callId, "in-progress", 0));
    const [placed] = await sink.received(1);
    await send("elevenlabs", report(callId));
    await send("signalwire", carrierSays(callId, "completed", 60));
    const [, completed] = await sink.received(2);

    const call = {
      callId,
      customerNumber: CUSTOMER,
      botNumber: BOT,
      agentId,
      agentName: "Ana",
      callDirection: "outbound",
    };
    expect(bodyOf(placed)).toMatchObject({
      eventType: "call.placed",
      data: { ...call, callStatus: "call_placed", callDuration: null, transcript: null },
    });
    expect(bodyOf(completed)).toMatchObject({
      eventType: "call.completed",
      data: {
        ...call,
        callStatus: "completed",
        callDuration: 60,
        transcript: SAID,
        analysis: ANALYSIS,
      },
    });
    expect(completed?.headers.authorization).toBe("Bearer tenant-token");
    expect(completed?.headers["webhook-signature"]).toMatch(/^v1,/);
  });

  it("tells of a call that only its report tells of", async () => {
    await using sink = await createSink();
    await newWebhook(sink, { dialect: "subverse", eventKeys: ["call.completed"] });
    await send("elevenlabs", report(null, `conv_${randomUUID()}`));
    const [completed] = await sink.received(1);
    expect(bodyOf(completed).data).toMatchObject({ transcript: SAID, analysis: ANALYSIS });
  });

  it("does not send again what was refused", async () => {
    await using sink = await createSink(() => ({ status: 404 }));
    await newWebhook(sink, { dialect: "subverse", eventKeys: ["call.completed"] });
    await send("elevenlabs", report(null));
    const [{ deliveryId } = { deliveryId: "" }] = await sink.received(1);
    const rows = await ended(deliveryId);
    expect(rows).toEqual([{ status: "failed", attempts: 1 }]);
  });
});

async function ended(deliveryId: string) {
  return waitFor(async () => {
    const rows = await app.query<{ readonly status: string; readonly attempts: number }>(
      "select status, attempts from deliveries where id = $1 and ended_at is not null",
      [deliveryId],
    );
    return rows.length > 0 && rows;
  });
}

describe("talkover", () => {
  it("tells of the start and the end of a call, signed", async () => {
    await using sink = await createSink();
    await newWebhook(sink, {
      dialect: "talkover",
      eventKeys: ["event_phone_call_started", "event_phone_call_ended"],
    });
    const callId = randomUUID();
    await send("signalwire", carrierSays(callId, "in-progress", 0));
    await sink.received(1);
    await send("elevenlabs", report(callId));
    await send("signalwire", carrierSays(callId, "completed", 60));
    const [started, last] = await sink.received(2);

    expect(bodyOf(started)).toMatchObject({
      event: "event_phone_call_started",
      timestamp: "2026-01-18T10:30:00.000000Z",
      agent_id: agentId,
      data: { call_id: callId, status: "started", from_number: BOT, to_number: CUSTOMER },
    });
    expect(bodyOf(last)).toMatchObject({
      event: "event_phone_call_ended",
      data: { call_id: callId, status: "ended", duration: 60, transcript: SAID, summary: SUMMARY },
    });
    for (const request of [started, last]) {
      const hex = createHmac("sha256", SECRET).update(String(request?.body)).digest("hex");
      expect(request?.headers["x-webhook-signature"]).toBe(`sha256=${hex}`);
    }
  });
});

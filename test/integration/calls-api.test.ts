import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const CALL = "d2a1c6f0-6a43-4c58-9f0e-0a7d4c1b9e55";
const MINUTES = 60 * 1000;

let app: TestApp;
let sink: Sink;
let ours: AppTenant;
let theirs: AppTenant;

beforeAll(async () => {
  app = await startApp();
  sink = await createSink();
  ours = await app.tenant();
  theirs = await app.tenant();
});

afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await sink?.[Symbol.asyncDispose]();
});

async function get(path: string, tenant = ours) {
  const response = await fetch(`${app.url}${path}`, { headers: tenant.headers });
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  return { status: response.status, body: (await response.json()) as any };
}

async function post(path: string, body: unknown) {
  const headers = { ...ours.headers, "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  return (await (await fetch(`${app.url}${path}`, init)).json()) as any;
}

function callStatus(status: string, at: number, more: Record<string, string> = {}): string {
  return new URLSearchParams({
    CallSid: CALL,
    AccountSid: "8f0119fc-05e2-4bd1-8a1b-8a1b05d2f0aa",
    CallStatus: status,
    CallbackSource: "call-progress-events",
    Direction: "outbound-api",
    From: "+12137771234",
    To: "+525538808448",
    Timestamp: new Date(at).toUTCString(),
    ...more,
  }).toString();
}

function whatsappText(id: string, at: number): string {
  const timestamp = String(Math.floor(at / 1000));
  const messages = [{ id, from: "16505551234", timestamp, type: "text", text: { body: "Hola" } }];
  const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };
  const value = { messaging_product: "whatsapp", metadata, messages };
  const entry = [{ id: "102290129340398", changes: [{ field: "messages", value }] }];
  return JSON.stringify({ object: "whatsapp_business_account", entry });
}

describe("the story of a call", () => {
  beforeAll(async () => {
    const webhook = await post("/v1/webhooks", { url: sink.url });
    for (const eventKey of ["call.callStarted", "call.callEnded"]) {
      await post(`/v1/webhooks/${webhook.id}/subscriptions`, { eventKey });
    }
    const start = Math.floor(Date.now() / 1000) * 1000 - 10 * MINUTES;
    for (const [index, status] of ["initiated", "ringing", "in-progress"].entries()) {
      await app.send(ours, "signalwire", callStatus(status, start + index * 1000));
    }
    const ended = { CallDuration: "58" };
    await app.send(ours, "signalwire", callStatus("completed", start + 60_000, ended));
    await sink.received(2);
  });

  it("tells callbacks, events, deliveries and attempts in order of time", async () => {
    const story = await waitFor(
      async () => {
        const { body } = await get(`/v1/calls/${CALL}`);
        const attempts = body.timeline.filter(({ kind }: { kind: string }) => kind === "attempt");
        return attempts.length === 2 && body;
      },
      { what: "both attempts to be written down" },
    );
    expect(story.call).toMatchObject({
      callId: CALL,
      status: "ended",
      direction: "outbound",
      fromNumber: "+12137771234",
      toNumber: "+525538808448",
      answered: true,
      durationMs: 58_000,
      endReason: "hangup",
    });
    const kinds = story.timeline.map(({ kind }: { kind: string }) => kind);
    expect(new Set(kinds)).toEqual(new Set(["callback", "event", "delivery", "attempt"]));
    expect(kinds.filter((kind: string) => kind === "callback")).toHaveLength(4);
    const times = story.timeline.map(({ at }: { at: string }) => at);
    expect(times).toEqual(times.toSorted());
  });

  it("is found by our id of the call too", async () => {
    const { body } = await get(`/v1/calls/${CALL}`);
    expect((await get(`/v1/calls/${body.call.id}`)).body.call.callId).toBe(CALL);
  });

  it.each([
    ['eq(status,"ended")', 1],
    ['eq(toNumber,"+525538808448")', 1],
    ['and(eq(direction,"outbound"),ne(answeredAt,null))', 1],
    ['gt(startedAt,"2999-01-01T00:00:00Z")', 0],
    ['eq(status,"missed")', 0],
  ])("is listed by %s: %i", async (filter, total) => {
    const { body } = await get(`/v1/calls?sort=-startedAt&filter=${encodeURIComponent(filter)}`);
    expect(body.meta.total).toBe(total);
  });

  it("refuses a filter by a field that calls have not", async () => {
    const { status, body } = await get("/v1/calls?filter=eq(url,%22x%22)");
    expect(status).toBe(400);
    expect(body.errors[0].path).toBe("filter");
  });

  it("is not told to another workspace", async () => {
    expect((await get(`/v1/calls/${CALL}`, theirs)).status).toBe(404);
    expect((await get("/v1/calls", theirs)).body.meta.total).toBe(0);
  });

  it("needs the scope events:read", async () => {
    const headers = await ours.newKey(["webhooks:read"]);
    const response = await fetch(`${app.url}/v1/calls`, { headers });
    expect(response.status).toBe(403);
  });

  it("does not exist for a call nobody told of", async () => {
    expect((await get("/v1/calls/nothing")).status).toBe(404);
  });
});

describe("a WhatsApp conversation", () => {
  async function events(type: string) {
    return app.query<{ conversation_id: string; occurred_at: Date }>(
      "select conversation_id, occurred_at from events where workspace_id = $1 and type = $2 order by id",
      [ours.workspaceId, type],
    );
  }

  it("is one window for messages of a day, and its id leads to its story", async () => {
    const at = Date.now() - 30 * MINUTES;
    await app.send(ours, "whatsapp", whatsappText("wamid.first", at));
    await app.send(ours, "whatsapp", whatsappText("wamid.second", at + MINUTES));
    const received = await events("whatsapp.messageReceived");
    const started = await events("whatsapp.conversationStarted");
    expect(started).toHaveLength(1);
    expect(new Set(received.map((row) => row.conversation_id))).toEqual(
      new Set([started[0]?.conversation_id]),
    );
    const { body } = await get(`/v1/conversations/${started[0]?.conversation_id}`);
    const types = body.timeline.map((entry: { details: { type?: string } }) => entry.details.type);
    expect(types).toContain("whatsapp.conversationStarted");
    expect(types.filter((type: string) => type === "whatsapp.messageReceived")).toHaveLength(2);
    const foreign = await get(`/v1/conversations/${started[0]?.conversation_id}`, theirs);
    expect(foreign.status).toBe(404);
  });

  it("ends when its day is over, also when nobody ran at that moment", async () => {
    await app.query(
      `update conversations set wake_at = now() - interval '1 minute',
         state = jsonb_set(state::jsonb, '{endsAt}', to_jsonb((now() - interval '1 minute')::text))::json
       where workspace_id = $1`,
      [ours.workspaceId],
    );
    await app.restart();
    await waitFor(async () => (await events("whatsapp.conversationEnded")).length === 1, {
      what: "the end of the conversation",
    });
  });
});

describe("a call that nobody ends", () => {
  const SILENT = "0b1d2e3f-silent";

  it("is given up once, and listed as expired", async () => {
    await app.send(ours, "signalwire", callStatus("initiated", Date.now(), { CallSid: SILENT }));
    await app.query(
      `update calls set wake_at = now() - interval '1 second',
         state = jsonb_set(state::jsonb, '{heardAt}', to_jsonb('2020-01-01T00:00:00.000Z'::text))::json
       where workspace_id = $1 and call_id = $2`,
      [ours.workspaceId, SILENT],
    );
    const call = await waitFor(
      async () => {
        const { body } = await get(`/v1/calls/${SILENT}`);
        return body.call.status === "expired" && body.call;
      },
      { what: "the call to expire" },
    );
    expect(call.endedAt).toBeNull();
    const told = await app.query<{ type: string }>(
      "select type from events where call_id = $1 and type = 'call.callExpired'",
      [SILENT],
    );
    expect(told).toHaveLength(1);
  });
});

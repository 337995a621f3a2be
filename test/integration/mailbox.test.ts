import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN_TOKEN, type AppTenant, startApp, type TestApp } from "../support/app.ts";

const MAILBOX_NUMBER = "+525538808448";
const OTHER_NUMBER = "+525538808449";

let app: TestApp;
let tenant: AppTenant;
let mailbox: string;

beforeAll(async () => {
  app = await startApp();
  tenant = await app.tenant();
  mailbox = await agent({ references: [MAILBOX_NUMBER, "agent_mailbox"], isMailbox: true });
  await agent({ references: [OTHER_NUMBER] });
});

afterAll(() => app?.[Symbol.asyncDispose]());

async function agent(changes: object): Promise<string> {
  const response = await fetch(`${app.url}/admin/workspaces/${tenant.workspaceId}/agents`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Agent", ...changes }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { readonly id: string }).id;
}

type Callback = readonly [provider: string, body: string];

function status(callId: string, to: string, CallStatus: string): Callback {
  const form = new URLSearchParams({
    CallSid: callId,
    CallStatus,
    CallbackSource: "call-progress-events",
    Direction: "inbound",
    From: "+12137771234",
    To: to,
    Timestamp: "Fri, 21 Aug 2026 15:00:09 +0000",
    ...(CallStatus === "completed" && { CallDuration: "20" }),
  });
  return ["signalwire", form.toString()];
}

/** Names its call alone. */
function recording(callId: string): Callback {
  const id = randomUUID();
  const form = new URLSearchParams({
    CallSid: callId,
    RecordingSid: id,
    RecordingUrl: `https://example.signalwire.com/api/v1/recordings/${id}/download`,
    RecordingStatus: "completed",
    RecordingDuration: "14",
  });
  return ["signalwire", form.toString()];
}

function report(callId: string, direction: string): Callback {
  const data = {
    agent_id: "agent_mailbox",
    conversation_id: `conv_${randomUUID()}`,
    status: "done",
    has_audio: true,
    transcript: [{ role: "user", message: "Call me back.", time_in_call_secs: 0 }],
    metadata: {
      start_time_unix_secs: 1_768_732_200,
      call_duration_secs: 20,
      phone_call: {
        type: "twilio",
        direction,
        agent_number: OTHER_NUMBER,
        external_number: "+12137771234",
        call_sid: callId,
      },
    },
    analysis: { call_successful: "success", transcript_summary: "" },
  };
  const body = { type: "post_call_transcription", event_timestamp: 1_768_732_265, data };
  return ["elevenlabs", JSON.stringify(body)];
}

async function hear(callbacks: readonly Callback[]): Promise<void> {
  for (const [provider, body] of callbacks) {
    expect((await app.send(tenant, provider, body)).status).toBe(200);
  }
}

async function voicemailsOf(callId: string): Promise<readonly { readonly agent_id: string }[]> {
  return app.query(
    "select agent_id from events where type = 'call.voicemailReceived' and call_id = $1",
    [callId],
  );
}

describe("a recording of a call to an agent that is a mailbox", () => {
  it.each([
    ["after the call was told of", [0, 1, 2]],
    ["before anything else", [2, 0, 1]],
    ["in between, and again", [0, 2, 1, 2]],
  ])("is a voicemail once, %s", async (_when, order) => {
    const callId = randomUUID();
    const told = [
      status(callId, MAILBOX_NUMBER, "answered"),
      status(callId, MAILBOX_NUMBER, "completed"),
      recording(callId),
    ];
    await hear(order.flatMap((index) => told.slice(index, index + 1)));
    expect(await voicemailsOf(callId)).toEqual([{ agent_id: mailbox }]);
  });

  it("is a voicemail where the agent's platform reports it", async () => {
    const callId = randomUUID();
    await hear([report(callId, "inbound"), status(callId, OTHER_NUMBER, "completed")]);
    expect(await voicemailsOf(callId)).toHaveLength(1);
  });

  it("is none of a call that the agent made, as on a connection that is a mailbox", async () => {
    const callId = randomUUID();
    await hear([report(callId, "outbound")]);
    expect(await voicemailsOf(callId)).toEqual([]);
  });
});

describe("a call", () => {
  it("to another agent leaves no voicemail", async () => {
    const callId = randomUUID();
    await hear([status(callId, OTHER_NUMBER, "completed"), recording(callId)]);
    expect(await voicemailsOf(callId)).toEqual([]);
  });

  it("to a mailbox leaves none where nothing was recorded", async () => {
    const callId = randomUUID();
    await hear([status(callId, MAILBOX_NUMBER, "completed")]);
    expect(await voicemailsOf(callId)).toEqual([]);
  });
});

import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import { type CanonicalEvent, type EventData, subscribableKeys } from "#src/core/catalog.ts";
import { elevenWire } from "#src/dialects/11wire/index.ts";

const OWNER = {
  id: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: "00000000-0000-4000-8000-000000000301",
  occurredAt: "2025-01-18T10:30:00.000Z",
};
const DELIVERY_ID = "0194790c-9c00-7d10-a1b2-c3d4e5f60718";

function rendered(event: CanonicalEvent, eventKey: string) {
  return JSON.parse(elevenWire.render(event, { deliveryId: DELIVERY_ID, eventKey, agent: null }));
}

function completed(data: Partial<EventData<"call.callEnded">>) {
  const event: CanonicalEvent = {
    ...exampleEvent("call.callEnded", OWNER),
    type: "call.callEnded",
    data: { ...EXAMPLES["call.callEnded"], outcomes: {}, metadata: {}, ...data },
  };
  return rendered(event, "call.completed");
}

function signed(body: string, secret = "webhooksecret123"): Record<string, string> {
  return {
    ...elevenWire.sign(body, {
      secret,
      previousSecret: "webhooksecret122",
      signingKey: null,
      messageId: DELIVERY_ID,
      eventKey: "call.completed",
      at: new Date("2025-01-18T10:30:01.999Z"),
    }),
  };
}

describe("signing", () => {
  it("names the event and the second of the attempt", () => {
    expect(signed("{}")).toMatchObject({
      "X-Webhook-Event": "call.completed",
      "X-Webhook-Timestamp": "1737196201",
    });
  });

  it.each(["webhooksecret123", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "señal", "x"])(
    "signs timestamp and body with the text of %s",
    (secret) => {
      const hex = createHmac("sha256", secret).update('1737196201.{"é":1}').digest("hex");
      expect(signed('{"é":1}', secret)["X-Webhook-Signature"]).toBe(`sha256=${hex}`);
    },
  );

  it("signs with both secrets where Standard Webhooks does, and with the new one alone here", () => {
    const headers = signed("{}");
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    expect(headers["X-Webhook-Signature"]).toMatch(/^sha256=[0-9a-f]{64}$/);
  });
});

describe("the payload of a call", () => {
  it("has the fields of the document, in its order, for every event of a call", () => {
    const fields = [
      "callId",
      "direction",
      "from",
      "to",
      "status",
      "duration",
      "startTime",
      "endTime",
      "campaignId",
      "contactId",
      "outcomes",
      "metadata",
    ];
    const names = [
      ["call.callStarted", "call.created"],
      ["call.callRinging", "call.ringing"],
      ["call.callAnswered", "call.answered"],
      ["call.callEnded", "call.completed"],
      ["call.callExpired", "call.completed"],
    ] as const;
    for (const [type, eventKey] of names) {
      expect(Object.keys(rendered(exampleEvent(type, OWNER), eventKey))).toEqual(fields);
    }
  });

  it.each([
    [42, 42],
    ["42", "42"],
    [0, 0],
    [null, null],
    [undefined, null],
  ])("gives a contact and a campaign attached as %j as %j", (id, expected) => {
    const metadata = id === undefined ? {} : { contactId: id, campaignId: id };
    const { contactId, campaignId, metadata: rest } = completed({ metadata });
    expect([contactId, campaignId]).toEqual([expected, expected]);
    expect(rest).not.toHaveProperty("contactId");
    expect(rest).not.toHaveProperty("campaignId");
  });

  it.each([
    [125_000, 125],
    [124_500, 125],
    [499, 0],
    [0, 0],
    [null, null],
  ])("counts %j ms as %j s", (durationMs, expected) => {
    expect(completed({ durationMs }).duration).toBe(expected);
  });

  it("gives times to the second, and the creation where no start is known", () => {
    const call = completed({
      startedAt: null,
      createdAt: "2025-01-18T10:29:15.999Z",
      endedAt: "2025-01-18T10:30:09Z",
    });
    expect(call).toMatchObject({
      startTime: "2025-01-18T10:29:15Z",
      endTime: "2025-01-18T10:30:09Z",
    });
  });

  it.each([
    ["appointment_set", "appointmentSet"],
    ["appointmentSet", "appointmentSet"],
    ["AppointmentSet", "appointmentSet"],
    ["lead-qualified", "leadQualified"],
    ["Call back", "callBack"],
    ["_call__back_", "callBack"],
    ["step_2_done", "step2Done"],
    ["NPS", "NPS"],
    ["nps_score", "npsScore"],
    ["reunião_às_três", "reuniãoÀsTrês"],
    ["___", "___"],
    ["", ""],
    ["__proto__", "proto"],
  ])("writes the outcome %j as %j", (name, expected) => {
    const { outcomes } = completed({ outcomes: { [name]: true } });
    expect(Object.entries(outcomes)).toEqual([[expected, true]]);
  });

  it("lets an outcome that is already spelled right stand before another spelling of it", () => {
    const first = completed({ outcomes: { appointmentSet: true, appointment_set: false } });
    const last = completed({ outcomes: { appointment_set: false, appointmentSet: true } });
    expect([first.outcomes, last.outcomes]).toEqual([
      { appointmentSet: true },
      { appointmentSet: true },
    ]);
  });

  it.each([true, false, "success", 3, null, ["a"], { b: 1 }])("keeps the value %j", (value) => {
    expect(completed({ outcomes: { some_outcome: value } }).outcomes).toEqual({
      someOutcome: value,
    });
  });

  it.each([
    ["user_hangup", {}, false, false],
    ["transferred", {}, true, false],
    ["user_hangup", { transferredToAgent: true, voicemailLeft: true }, true, true],
    ["transferred", { transferredToAgent: false, voicemailLeft: false }, true, false],
    ["user_hangup", { transferredToAgent: "yes", voicemailLeft: 1 }, false, false],
  ] as const)("ended by %s with %j attached: transferred %s, voicemail %s", (...row) => {
    const [endReason, metadata, transferredToAgent, voicemailLeft] = row;
    expect(completed({ endReason, metadata }).metadata).toMatchObject({
      transferredToAgent,
      voicemailLeft,
    });
  });

  it.each([
    ["a message that an agent left", "voicemail_reached", true, true],
    ["a mailbox in which none was left", "voicemail_reached", false, false],
    ["a message that a caller left", "user_hangup", true, true],
    ["a mailbox of which no more is known", "voicemail_reached", null, true],
    ["an end of which no more is known", "user_hangup", null, false],
  ] as const)("tells of %s", (_what, endReason, voicemailLeft, expected) => {
    const call = completed({ endReason, voicemailLeft, metadata: {} });
    expect(call.metadata).toMatchObject({ voicemailLeft: expected });
  });

  it.each([
    ["by name", { lead_qualified: true, appointment_set: false }, { leadQualified: true }],
    ["as a list", ["lead_qualified", 7], { leadQualified: true }],
    ["as what is neither", "lead_qualified", {}],
  ])("counts outcomes attached %s where the call says nothing of them", (_how, given, expected) => {
    const metadata = { outcomes: given };
    const call = completed({ outcomes: { appointment_set: true }, metadata });
    expect(call.outcomes).toEqual({ appointmentSet: true, ...expected });
  });

  it("lets attached values fill gaps and never replace what the call says", () => {
    const metadata = { sipCode: 1, agentId: "agent-456", deal: { id: 7 }, errorCode: "E1" };
    expect(completed({ sipCode: 200, errorCode: null, metadata }).metadata).toMatchObject({
      sipCode: 200,
      agentId: OWNER.agentId,
      deal: { id: 7 },
      errorCode: "E1",
    });
  });
});

it.each([
  ["initiated", "started"],
  ["in-progress", "started"],
  ["done", "completed"],
  ["completed", "completed"],
  ["failed", "failed"],
])("calls the status %s of a conversation %s", (status, expected) => {
  const event: CanonicalEvent = {
    ...exampleEvent("conversation.completed", OWNER),
    type: "conversation.completed",
    data: { ...EXAMPLES["conversation.completed"], status },
  };
  expect(rendered(event, "conversation.completed").status).toBe(expected);
});

it("refuses a name that the event does not have here", () => {
  const pairs = [
    ["call.callMissed", "call.completed"],
    ["call.callEnded", "call.callEnded"],
    ["call.callEnded", "call.created"],
    ["tool.invoked", "tool.invoked"],
    ["agent.ready", "constructor"],
  ] as const;
  for (const [type, eventKey] of pairs) {
    expect(() => rendered(exampleEvent(type, OWNER), eventKey)).toThrow(
      `11wire has no form of ${type} as ${eventKey}`,
    );
  }
});

it("offers the document's event types", () => {
  expect(subscribableKeys("11wire").toSorted()).toEqual([
    "agent.error",
    "agent.listening",
    "agent.ready",
    "agent.speaking",
    "call.answered",
    "call.completed",
    "call.created",
    "call.ringing",
    "campaign.completed",
    "campaign.started",
    "contact.created",
    "conversation.completed",
    "conversation.started",
    "recording.completed",
    "recording.started",
    "transfer.completed",
    "transfer.initiated",
    "voice.completed",
    "voice.processing",
  ]);
});

it.each([
  [200, "delivered"],
  [204, "delivered"],
  [299, "delivered"],
  [199, "retry"],
  [302, "retry"],
  [400, "retry"],
  [404, "retry"],
  [500, "retry"],
] as const)("judges %i as %s", (status, verdict) => {
  expect(elevenWire.judge({ status })).toBe(verdict);
});

it("makes five attempts, 30, 60, 120 and 240 seconds apart, each within 30 seconds", () => {
  expect(elevenWire.retry.delaysMs).toEqual([30_000, 60_000, 120_000, 240_000]);
  expect(elevenWire.timeoutMs).toBe(30_000);
});

it("lets tenants set Authorization", () => {
  expect(elevenWire.allowsAuthorizationHeader).toBe(true);
});

import crypto from "node:crypto";
import { describe, expect, it } from "vitest";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import { type CanonicalEvent, eventKeys, subscribableKeys } from "#src/core/catalog.ts";
import { agentsStudio } from "#src/dialects/agents-studio/index.ts";

const OWNER = {
  id: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: "00000000-0000-4000-8000-000000000301",
  occurredAt: "2025-01-18T10:30:00.000Z",
};
const DELIVERY_ID = "0194790c-9c00-7d10-a1b2-c3d4e5f60718";
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const AT = new Date("2025-01-18T10:30:01.250Z");

function rendered(event: CanonicalEvent, eventKey: string, deliveryId = DELIVERY_ID) {
  return JSON.parse(agentsStudio.render(event, { deliveryId, eventKey, agent: null }));
}

function signed(body: string, secret = SECRET): Record<string, string> {
  const rotation = { previousSecret: null, signingKey: null };
  const attempt = { messageId: DELIVERY_ID, eventKey: "call.callEnded", at: AT };
  return { ...agentsStudio.sign(body, { secret, ...rotation, ...attempt }) };
}

/** As printed in the Agents Studio webhook document. */
function verifyWebhookSignature(
  payload: string,
  signature: string,
  timestamp: string,
  secret: string,
): boolean {
  const message = `${timestamp}.${payload}`;
  const expectedSignature = crypto.createHmac("sha256", secret).update(message).digest("base64");

  return crypto.timingSafeEqual(Buffer.from(signature), Buffer.from(expectedSignature));
}

describe("the printed verification function", () => {
  it.each([SECRET, "mi-secreto-de-16-caracteres-o-mas", "contraseña larga ✓"])(
    "accepts what was signed with %s",
    (secret) => {
      const body = rendered(
        exampleEvent("whatsapp.messageReceived", OWNER),
        "whatsapp.messageReceived",
      );
      const text = JSON.stringify(body);
      const { "x-signature": signature = "", "x-timestamp": timestamp = "" } = signed(text, secret);
      expect(verifyWebhookSignature(text, signature, timestamp, secret)).toBe(true);
    },
  );

  it.each([
    ["another body", '{"a":2}', AT.toISOString(), SECRET],
    ["another time", '{"a":1}', "2025-01-18T10:30:01.251Z", SECRET],
    ["another secret", '{"a":1}', AT.toISOString(), `${SECRET}x`],
  ])("refuses %s", (_what, payload, timestamp, secret) => {
    const { "x-signature": signature = "" } = signed('{"a":1}');
    expect(verifyWebhookSignature(payload, signature, timestamp, secret)).toBe(false);
  });
});

describe("signing", () => {
  it("gives the time of the attempt with milliseconds", () => {
    expect(signed("{}")["x-timestamp"]).toBe("2025-01-18T10:30:01.250Z");
  });

  it("signs the body alone in X-Supervisor-Signature, with the secret's text", () => {
    const hex = crypto.createHmac("sha256", SECRET).update("{}").digest("hex");
    expect(signed("{}")["X-Supervisor-Signature"]).toBe(`sha256=${hex}`);
  });
});

describe("the envelope of call.status.updated, call.completed and call.error", () => {
  it("has an id of its own for each delivery of one event", () => {
    const event = exampleEvent("call.callEnded", OWNER);
    const first = rendered(event, "call.status.updated");
    const second = rendered(event, "call.completed", "0194790c-9c00-7d10-a1b2-c3d4e5f60719");
    expect(first.id).toMatch(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(first.id).not.toBe(second.id);
  });

  it.each([
    ["call.callQueued", "registered"],
    ["call.callAnswered", "ongoing"],
    ["call.callEnded", "ended"],
    ["call.callFailed", "error"],
  ] as const)("tells %s as %s", (type, status) => {
    const body = rendered(exampleEvent(type, OWNER), "call.status.updated");
    expect(body.data.call_status).toBe(status);
  });

  it.each([
    [null, null, "call_failed", "The call failed"],
    [404, null, "call_failed", "The call failed"],
    [503, null, "telephony_provider_unavailable", "Carrier unavailable"],
    [503, "E42", "E42", "Carrier unavailable"],
  ])("with SIP code %s and error code %s says %s", (sipCode, errorCode, code, message) => {
    const data = { ...EXAMPLES["call.callFailed"], sipCode, errorCode, errorMessage: null };
    const event: CanonicalEvent = {
      ...exampleEvent("call.callFailed", OWNER),
      type: "call.callFailed",
      data,
    };
    const body = rendered(event, "call.error");
    expect(body.data).toMatchObject({ error_code: code, error_message: message });
  });
});

describe("rendering", () => {
  it("refuses a name that the event does not have here", () => {
    const event = exampleEvent("call.callRinging", OWNER);
    const keys = ["call.callRinging", "call.status.updated", "constructor"];
    for (const eventKey of keys) {
      expect(() =>
        agentsStudio.render(event, { deliveryId: DELIVERY_ID, eventKey, agent: null }),
      ).toThrow(`no form of call.callRinging as ${eventKey}`);
    }
  });

  it("tells of call.completed only where the call was answered", () => {
    const ended = exampleEvent("call.callEnded", OWNER);
    const unanswered: CanonicalEvent = {
      ...ended,
      type: "call.callEnded",
      data: { ...EXAMPLES["call.callEnded"], answered: false },
    };
    expect(eventKeys(ended, "agents-studio")).toContain("call.completed");
    expect(eventKeys(unanswered, "agents-studio")).not.toContain("call.completed");
  });

  it("writes times with milliseconds however they came", () => {
    const event = {
      ...exampleEvent("call.callStarted", OWNER),
      occurredAt: "2025-01-18T10:30:00Z",
    };
    expect(rendered(event, "call.callStarted").timestamp).toBe("2025-01-18T10:30:00.000Z");
  });

  it("lets attached metadata fill gaps and never replace what the call says", () => {
    const data = {
      ...EXAMPLES["call.callStarted"],
      direction: null,
      metadata: { toNumber: "+10000000000", direction: "outbound", deal: { id: 7 } },
    };
    const event: CanonicalEvent = {
      ...exampleEvent("call.callStarted", OWNER),
      type: "call.callStarted",
      data,
    };
    expect(rendered(event, "call.callStarted").metadata).toEqual({
      toNumber: "+525538808448",
      direction: "outbound",
      executionId: null,
      fromNumber: "+12137771234",
      deal: { id: 7 },
    });
  });
});

it("offers the events of both documents, text messages, calls given up and notices", () => {
  expect(subscribableKeys("agents-studio").toSorted()).toEqual(
    [
      "tool.invoked",
      "call.callStarted",
      "call.callEnded",
      "call.callMissed",
      "call.voicemailReceived",
      "call.transcriptionCompleted",
      "call.status.updated",
      "call.completed",
      "call.error",
      "whatsapp.messageReceived",
      "whatsapp.messageSent",
      "whatsapp.messageDelivered",
      "whatsapp.messageRead",
      "whatsapp.messageFailed",
      "whatsapp.conversationStarted",
      "whatsapp.conversationEnded",
      "call.callExpired",
      "sms.messageReceived",
      "sms.messageSent",
      "sms.messageDelivered",
      "sms.messageFailed",
      "webhook.failing",
      "webhook.disabled",
      "delivery.exhausted",
    ].toSorted(),
  );
});

it.each([
  [200, "delivered"],
  [299, "delivered"],
  [199, "retry"],
  [301, "retry"],
  [400, "retry"],
  [404, "retry"],
  [500, "retry"],
] as const)("judges %i as %s", (status, verdict) => {
  expect(agentsStudio.judge({ status })).toBe(verdict);
});

it("makes five attempts, 1, 2, 4 and 8 seconds apart, each within 15 seconds", () => {
  expect(agentsStudio.retry).toEqual({ delaysMs: [1000, 2000, 4000, 8000], jitter: 0.05 });
  expect(agentsStudio.timeoutMs).toBe(15_000);
});

it("does not let tenants set Authorization", () => {
  expect(agentsStudio.allowsAuthorizationHeader).toBe(false);
});

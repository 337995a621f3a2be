import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { CallData } from "#src/core/catalog/call-events.ts";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import { type CanonicalEvent, subscribableKeys } from "#src/core/catalog.ts";
import { exponential } from "#src/core/schedule.ts";
import { talkover } from "#src/dialects/talkover/index.ts";

const OWNER = {
  id: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: "9fbef0b7-8d4e-4a08-9207-66c22155721d",
  occurredAt: "2025-09-03T23:19:51.000Z",
};
const DELIVERY_ID = "0194790c-9c00-7d10-a1b2-c3d4e5f60718";
const STARTED = "event_phone_call_started";
const ENDED = "event_phone_call_ended";

function rendered(event: CanonicalEvent, eventKey: string) {
  return JSON.parse(talkover.render(event, { deliveryId: DELIVERY_ID, eventKey, agent: null }));
}

function ended(changes: Partial<CallData> = {}): CanonicalEvent {
  const data = { ...EXAMPLES["call.callEnded"], ...changes };
  return { ...exampleEvent("call.callEnded", OWNER), type: "call.callEnded", data };
}

describe("an event", () => {
  it.each([
    ["call.callStarted", STARTED, "started"],
    ["call.callEnded", ENDED, "ended"],
    ["call.callExpired", ENDED, "expired"],
  ] as const)("%s is %s of a call that has %s", (type, key, status) => {
    const body = rendered(exampleEvent(type, OWNER), key);
    expect(body).toMatchObject({ event: key, agent_id: OWNER.agentId, data: { status } });
    expect(Object.keys(body)).toEqual(["event", "timestamp", "agent_id", "data"]);
  });

  it("has the same fields whatever it tells", () => {
    const first = rendered(exampleEvent("call.callStarted", OWNER), STARTED);
    const last = rendered(ended(), ENDED);
    expect(Object.keys(first.data)).toEqual(Object.keys(last.data));
  });

  it("writes every time with microseconds", () => {
    const body = rendered(ended({ answeredAt: "2025-09-03T23:19:58.12Z" }), ENDED);
    const times = [body.timestamp, body.data.started_at, body.data.answered_at, body.data.ended_at];
    expect(times).toEqual([
      "2025-09-03T23:19:51.000000Z",
      "2025-01-18T10:29:15.000000Z",
      "2025-09-03T23:19:58.120000Z",
      "2025-01-18T10:30:09.000000Z",
    ]);
  });

  it("counts the duration in seconds, where there is one", () => {
    expect(rendered(ended({ durationMs: 64_887 }), ENDED).data.duration).toBe(65);
    expect(rendered(ended({ durationMs: null }), ENDED).data.duration).toBeNull();
  });

  it("stored before transcripts and summaries were kept has none", () => {
    const { transcript: _, summary: __, ...data } = EXAMPLES["call.callEnded"];
    const event = { ...ended(), data } as CanonicalEvent;
    expect(rendered(event, ENDED).data).toMatchObject({ transcript: null, summary: null });
  });

  it("is refused a name that it does not have here", () => {
    expect(() => rendered(exampleEvent("call.callRinging", OWNER), STARTED)).toThrow(
      `no form of call.callRinging as ${STARTED}`,
    );
    expect(() => rendered(ended(), STARTED)).toThrow(`no form of call.callEnded as ${STARTED}`);
  });
});

describe("X-Webhook-Signature", () => {
  const BODY = '{"event":"event_phone_call_ended","data":{"summary":"Olá"}}';

  function signatureWith(secret: string, body = BODY) {
    const context = {
      secret,
      previousSecret: null,
      signingKey: null,
      messageId: DELIVERY_ID,
      eventKey: ENDED,
      at: new Date(OWNER.occurredAt),
    };
    return { ...talkover.sign(body, context) }["X-Webhook-Signature"];
  }

  it.each(["optional_secret_for_hmac", "s", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "ção ✓"])(
    "is of the body, with the text %s as the key",
    (secret) => {
      const hex = createHmac("sha256", Buffer.from(secret, "utf8"))
        .update(BODY, "utf8")
        .digest("hex");
      expect(signatureWith(secret)).toBe(`sha256=${hex}`);
    },
  );

  it("changes with the body and with the secret", () => {
    const signature = signatureWith("secret");
    expect(signatureWith("secret", `${BODY} `)).not.toBe(signature);
    expect(signatureWith("secret2")).not.toBe(signature);
  });

  it("is not for tenants to set", () => {
    expect(talkover.ownHeaders).toEqual(["x-webhook-signature"]);
  });
});

it("offers the two events of the document", () => {
  expect(subscribableKeys("talkover").toSorted()).toEqual([ENDED, STARTED]);
});

it.each([
  [200, "delivered"],
  [204, "delivered"],
  [302, "retry"],
  [400, "retry"],
  [422, "retry"],
  [500, "retry"],
] as const)("judges %i as %s", (status, verdict) => {
  expect(talkover.judge({ status })).toBe(verdict);
});

it("makes four attempts, exponentially from 1 second, each within 30 seconds", () => {
  const documented = { maxAttempts: 1 + 3, initialDelay: 1, maxDelay: 3600, backoffFactor: 2 };
  expect(talkover.retry).toEqual(exponential(documented, 0.05));
  expect(talkover.timeoutMs).toBe(30_000);
});

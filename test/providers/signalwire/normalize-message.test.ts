import { describe, expect, it } from "vitest";
import { CATALOG } from "#src/core/catalog.ts";
import { formFacts, jsonFacts, RECEIVED_AT, recorded } from "./support.ts";

const SENT = {
  MessageSid: "m1",
  AccountSid: "4b7ae78a-d02e-4889-a63b-08b156d5916e",
  From: "+12089806814",
  To: "+12135877632",
  Body: "See you at 3.",
  NumMedia: "0",
  NumSegments: "1",
};

describe("message status forms", () => {
  it.each([
    ["sent", "sms.messageSent", "sent"],
    ["delivered", "sms.messageDelivered", "delivered"],
    ["read", "sms.messageDelivered", "delivered"],
    ["undelivered", "sms.messageFailed", "failed"],
    ["failed", "sms.messageFailed", "failed"],
  ])("%s is %s", (MessageStatus, type, status) => {
    const event = recorded(formFacts({ ...SENT, MessageStatus }));
    expect(event).toMatchObject({
      type,
      dedupeKey: `sms:status:m1:${status}`,
      occurredAt: RECEIVED_AT.toISOString(),
      references: [SENT.From, SENT.To],
    });
    expect(event.data).toEqual({
      messageId: "m1",
      from: SENT.From,
      to: SENT.To,
      status,
      error: null,
      segments: 1,
      provider: "signalwire",
      metadata: {},
    });
    expect(CATALOG[event.type].data.parse(event.data)).toEqual(event.data);
  });

  it.each([["queued"], ["sending"], ["receiving"], ["accepted"], ["constructor"]])(
    "%s tells nothing",
    (MessageStatus) => {
      expect(formFacts({ ...SENT, MessageStatus })).toEqual([]);
    },
  );

  it.each([
    [{ ErrorCode: "30005" }, { code: "30005", message: null }],
    [{ ErrorMessage: "Unknown handset" }, { code: null, message: "Unknown handset" }],
    [{ ErrorCode: "" }, null],
  ])("explains a failure with %j", (fields, error) => {
    const event = recorded(formFacts({ ...SENT, MessageStatus: "failed", ...fields }));
    expect(event.data).toMatchObject({ error });
  });

  it("has no error where it was delivered", () => {
    const fields = { ...SENT, MessageStatus: "delivered", ErrorCode: "0" };
    expect(recorded(formFacts(fields)).data).toMatchObject({ error: null });
  });

  it("reads the older names", () => {
    const fields = { SmsSid: "m2", SmsStatus: "delivered", From: SENT.From };
    expect(recorded(formFacts(fields))).toMatchObject({
      dedupeKey: "sms:status:m2:delivered",
      data: { messageId: "m2", to: null, segments: null },
    });
  });
});

describe("inbound message forms", () => {
  const inbound = { ...SENT, From: "+12135877632", To: "+12089806814", Body: "Danke 🙂" };

  it.each([[{}], [{ MessageStatus: "received" }], [{ SmsStatus: "received" }]])(
    "with %j is a message received",
    (fields) => {
      const event = recorded(formFacts({ ...inbound, ...fields }));
      expect(event).toMatchObject({
        type: "sms.messageReceived",
        dedupeKey: "sms:message:m1",
        references: [inbound.To, inbound.From],
      });
      expect(event.data).toEqual({
        messageId: "m1",
        from: inbound.From,
        to: inbound.To,
        body: "Danke 🙂",
        media: [],
        segments: 1,
        provider: "signalwire",
        metadata: {},
      });
      expect(CATALOG[event.type].data.parse(event.data)).toEqual(event.data);
    },
  );

  it("lists its media in order, whatever their number is said to be", () => {
    const fields = {
      ...inbound,
      Body: "",
      NumMedia: "5",
      MediaUrl0: "https://m/0",
      MediaContentType0: "image/jpeg",
      MediaUrl1: "https://m/1",
      MediaUrl3: "https://m/3",
    };
    expect(recorded(formFacts(fields)).data).toMatchObject({
      body: null,
      media: [
        { url: "https://m/0", contentType: "image/jpeg" },
        { url: "https://m/1", contentType: null },
      ],
    });
  });

  it.each([
    ["without an id", { MessageSid: "" }],
    ["without a sender", { From: "" }],
    ["without a recipient", { To: "" }],
    ["from WhatsApp", { From: "whatsapp:+34600111222" }],
    ["to WhatsApp", { To: " WhatsApp:+34600111222" }],
  ])("%s tells nothing", (_, fields) => {
    expect(formFacts({ ...inbound, ...fields })).toEqual([]);
  });
});

describe("flat message status callbacks", () => {
  // As the vendor's specification shows it.
  const callback = {
    id: "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
    project_id: "b2c3d4e5-f6a7-8901-bcde-f12345678901",
    status: "delivered",
    to: "+15551234567",
    from: "+15559876543",
    body: "Hello World!",
    number_of_segments: 1,
    timestamp: "2026-03-17T22:26:57Z",
    error_code: null,
    error_message: null,
    custom_variables: { id: "12345", case_number: "54321" },
  };

  it("carries the custom variables as metadata", () => {
    const event = recorded(jsonFacts(callback));
    expect(event).toMatchObject({
      type: "sms.messageDelivered",
      dedupeKey: `sms:status:${callback.id}:delivered`,
      occurredAt: "2026-03-17T22:26:57.000Z",
      agentId: null,
    });
    expect(event.data).toEqual({
      messageId: callback.id,
      from: callback.from,
      to: callback.to,
      status: "delivered",
      error: null,
      segments: 1,
      provider: "signalwire",
      metadata: callback.custom_variables,
    });
  });

  it.each([
    ["sent", "sms.messageSent"],
    ["delivered", "sms.messageDelivered"],
    ["read", "sms.messageDelivered"],
    ["undelivered", "sms.messageFailed"],
    ["failed", "sms.messageFailed"],
    ["received", "sms.messageReceived"],
  ])("%s is %s", (status, type) => {
    expect(recorded(jsonFacts({ ...callback, status })).type).toBe(type);
  });

  it.each([["queued"], ["initiated"], ["toString"]])("%s tells nothing", (status) => {
    expect(jsonFacts({ ...callback, status })).toEqual([]);
  });

  it.each([["30007"], [30007]])("takes the error code %j", (error_code) => {
    const failed = {
      ...callback,
      status: "failed",
      error_code,
      error_message: "Carrier violation",
    };
    expect(recorded(jsonFacts(failed)).data).toMatchObject({
      error: { code: "30007", message: "Carrier violation" },
    });
  });

  it("names the agent and workflow that the custom variables name", () => {
    const custom_variables = { agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50", workflowId: "w1" };
    const event = recorded(jsonFacts({ ...callback, custom_variables }));
    expect(event).toMatchObject({
      agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
      workflowId: "w1",
    });
  });
});

it("tells no number that is too long for an index, and no agent that is not of the platform", () => {
  const custom_variables = { agentId: "agent-7", workflowId: "w-1" };
  const sent = { id: "m-1", status: "sent", from: "+15550100", to: "9".repeat(300) };
  const { data, agentId, workflowId } = recorded(jsonFacts({ ...sent, custom_variables }));
  expect(data).toMatchObject({ from: "+15550100", to: null });
  expect({ agentId, workflowId }).toEqual({ agentId: null, workflowId: "w-1" });
});

it("tells an id with half a surrogate pair in a form that can be stored", () => {
  const { dedupeKey } = recorded(jsonFacts({ id: "m-\ud800", status: "sent" }));
  expect(dedupeKey).toBe("sms:status:m-\ufffd:sent");
});

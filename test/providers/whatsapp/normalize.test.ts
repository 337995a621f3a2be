import { describe, expect, it } from "vitest";
import { CATALOG } from "#src/core/catalog.ts";
import {
  events,
  eventsOf,
  fixture,
  fixtureNames,
  normalized,
  payload,
  post,
  receiver,
  SECRET,
  status,
  text,
  updates,
} from "./callbacks.ts";

function message(more: Record<string, unknown>, contacts: unknown = []) {
  const [event] = events(payload(updates({ contacts, messages: [text("wamid.1", more)] })));
  if (event?.type !== "whatsapp.messageReceived") throw new Error("no message was received");
  return event;
}

function kinds(...statuses: unknown[]) {
  return events(payload(updates({ statuses }))).map(({ type, dedupeKey }) => [type, dedupeKey]);
}

describe("recordings", () => {
  it.each(fixtureNames)("%s becomes its events, which fit the catalog", (name) => {
    const { request, secrets, settings, expected } = fixture(name);
    const result = receiver(...secrets).normalize(request);
    expect(result).toEqual({ ok: true, value: expected });
    expect(settings).toBeDefined();
    for (const event of eventsOf(expected.facts)) {
      expect(CATALOG[event.type].data.parse(event.data)).toEqual(event.data);
    }
  });
});

describe("a received message", () => {
  it("is passed on as Meta sends it, without what has a place of its own", () => {
    const { data, ...event } = message({ from_user_id: "US.1", future: { kept: true } });
    expect(event).toEqual({
      type: "whatsapp.messageReceived",
      occurredAt: "2026-02-16T08:50:00.000Z",
      dedupeKey: "whatsapp:message:wamid.1",
      callId: null,
      conversationId: null,
      references: ["106540352242922", "+15550783881", "15550783881", "102290129340398"],
      agentId: null,
      workflowId: null,
    });
    expect(data).toEqual({
      messageId: "wamid.1",
      phoneNumberId: "106540352242922",
      displayPhoneNumber: "15550783881",
      businessAccountId: "102290129340398",
      from: "+16505551234",
      fromUserId: "US.1",
      profileName: null,
      message: { type: "text", text: { body: "Hola" }, future: { kept: true } },
      conversationId: null,
      metadata: {},
    });
  });

  it.each([
    ["by number", { from: "111111" }, "Number"],
    ["by user id", { from: undefined, from_user_id: "US.2" }, "User"],
    ["by user id before number", { from: "111111", from_user_id: "US.2" }, "User"],
    ["not at all", { from: "999999" }, null],
    ["not by what both lack", { from: undefined }, null],
  ])("is joined with its contact %s", (_case, sender, name) => {
    const contacts = [
      { profile: { name: "Nobody" } },
      { wa_id: "111111", profile: { name: "Number" } },
      { user_id: "US.2", profile: { name: "User" } },
    ];
    expect(message(sender, contacts).data).toMatchObject({ profileName: name });
  });

  it("learns the sender's user id from the contact", () => {
    const contacts = [{ wa_id: "16505551234", user_id: "US.7", profile: { name: "Ana" } }];
    expect(message({}, contacts).data).toMatchObject({ fromUserId: "US.7", profileName: "Ana" });
  });

  it.each([
    ["16505551234", "+16505551234"],
    ["+16505551234", "+16505551234"],
    ["US.1349", "US.1349"],
    ["15551234567-1400000000", "15551234567-1400000000"],
    [undefined, null],
    [16505551234, null],
  ])("has %s as sender %s", (from, expected) => {
    expect(message({ from }).data).toMatchObject({ from: expected });
  });

  it.each([
    ["text", "1771231800", "2026-02-16T08:50:00.000Z"],
    ["a number", 1771231800, "2026-02-16T08:50:00.000Z"],
    ["missing: the arrival", undefined, "2026-02-16T08:56:00.000Z"],
    ["no number: the arrival", "soon", "2026-02-16T08:56:00.000Z"],
    ["beyond the year 9999: the arrival", "999999999999", "2026-02-16T08:56:00.000Z"],
    ["zero: the arrival", "0", "2026-02-16T08:56:00.000Z"],
    ["negative: the arrival", -1, "2026-02-16T08:56:00.000Z"],
  ])("has its time from a timestamp that is %s", (_case, timestamp, expected) => {
    expect(message({ timestamp }).occurredAt).toBe(expected);
  });

  it("keeps integers beyond 2^53 exact, wherever they are", () => {
    const body = payload(
      updates({ messages: [text("wamid.1", { text: undefined, type: "x", x: ["BIG", 1.5, 7] })] }),
    ).replace('"BIG"', "9163402367053924917,-9007199254740993,1e400,9007199254740991");
    const [event] = events(body);
    expect(event?.data).toMatchObject({
      message: {
        x: ["9163402367053924917", "-9007199254740993", "1e400", 9007199254740991, 1.5, 7],
      },
    });
  });

  it.each(["text", "image", "contacts", "interactive", "order"])(
    "of type %s is left out when its content is of the wrong kind",
    (type) => {
      const messages = [null, 7, "x", true].map((content, index) => ({
        ...text(`wamid.${index}`),
        type,
        [type]: content,
      }));
      expect(events(payload(updates({ messages })))).toEqual([]);
    },
  );

  it.each(["request_welcome", "unsupported", "unknown", "a_type_of_tomorrow"])(
    "of type %s needs no content",
    (type) => {
      expect(message({ type }).data).toMatchObject({ message: { type } });
    },
  );

  it("costs only itself when it cannot be understood", () => {
    const bad = [null, 7, "x", [], {}, { id: 7 }, text(""), text("a b"), text("a\u0000")];
    const worse = [{ id: "wamid.2", type: 5 }, text("w".repeat(257)), text("wamid.3", { text: 1 })];
    const messages = [text("wamid.first"), ...bad, ...worse, text("wamid.last")];
    expect(events(payload(updates({ messages }))).map(({ dedupeKey }) => dedupeKey)).toEqual([
      "whatsapp:message:wamid.first",
      "whatsapp:message:wamid.last",
    ]);
  });

  it("survives contacts and metadata that cannot be understood", () => {
    const value = { metadata: 5, contacts: [null, { profile: "x" }], messages: [text("wamid.1")] };
    const [event] = events(payload(updates(value)));
    expect(event?.references).toEqual(["102290129340398"]);
    expect(event?.data).toMatchObject({ phoneNumberId: null, displayPhoneNumber: null });
  });
});

describe("a status", () => {
  it.each([
    ["sent", [["whatsapp.messageSent", "whatsapp:status:wamid.1:sent"]]],
    ["delivered", [["whatsapp.messageDelivered", "whatsapp:status:wamid.1:delivered"]]],
    [
      "read",
      [
        ["whatsapp.messageDelivered", "whatsapp:status:wamid.1:delivered"],
        ["whatsapp.messageRead", "whatsapp:status:wamid.1:read"],
      ],
    ],
    [
      "played",
      [
        ["whatsapp.messageDelivered", "whatsapp:status:wamid.1:delivered"],
        ["whatsapp.messageRead", "whatsapp:status:wamid.1:read"],
      ],
    ],
    ["failed", [["whatsapp.messageFailed", "whatsapp:status:wamid.1:failed"]]],
    ["deleted", []],
    ["RINGING", []],
  ])("%s tells what happened and what that implies", (state, expected) => {
    expect(kinds(status("wamid.1", state))).toEqual(expected);
  });

  it("outside a group may name its participant as null", () => {
    expect(kinds(status("wamid.1", "sent", { recipient_participant_id: null }))).toEqual([
      ["whatsapp.messageSent", "whatsapp:status:wamid.1:sent"],
    ]);
  });

  it.each([
    [{ recipient_type: "group", recipient_id: "Y2Fw", recipient_participant_id: "1" }, "groupId"],
    [{ recipient_parent_user_id: "US.ENT.1" }, "recipientParentUserId"],
  ])("of %j keeps what has no place of its own", (more, name) => {
    const [event] = events(payload(updates({ statuses: [status("wamid.1", "sent", more)] })));
    expect(Object.keys(event?.data.metadata ?? {})).toEqual([name]);
  });

  it("takes its own time before that of what implies it, in any order", () => {
    const read = status("wamid.1", "read", { timestamp: "1771231803" });
    const delivered = status("wamid.1", "delivered", { timestamp: "1771231802" });
    const played = status("wamid.1", "played", { timestamp: "1771231804" });
    for (const statuses of [
      [read, delivered, played],
      [played, read, delivered],
      [delivered, played, read],
    ]) {
      const told = events(payload(updates({ statuses })));
      expect(told.map(({ type, occurredAt }) => [type, occurredAt]).toSorted()).toEqual([
        ["whatsapp.messageDelivered", "2026-02-16T08:50:02.000Z"],
        ["whatsapp.messageRead", "2026-02-16T08:50:03.000Z"],
      ]);
    }
  });

  it("of a call is not one of a message", () => {
    expect(kinds(status("wacid.1", "failed", { type: "call" }))).toEqual([]);
  });

  it("is told once per fact, however often and in which order a batch tells it", () => {
    const states = ["read", "sent", "delivered", "played", "read", "delivered"];
    expect(kinds(...states.map((state) => status("wamid.1", state)))).toEqual([
      ["whatsapp.messageDelivered", "whatsapp:status:wamid.1:delivered"],
      ["whatsapp.messageRead", "whatsapp:status:wamid.1:read"],
      ["whatsapp.messageSent", "whatsapp:status:wamid.1:sent"],
    ]);
  });

  it("says by its data what happened, also where it is implied", () => {
    const told = events(payload(updates({ statuses: [status("wamid.1", "played")] })));
    expect(told.map(({ data }) => "status" in data && data.status)).toEqual([
      "delivered",
      "played",
    ]);
  });

  it("is one fact for each participant of a group", () => {
    const group = { recipient_id: "Y2FwaQ", recipient_type: "group" };
    const statuses = ["16505551234", "14155550101"].map((id) =>
      status("wamid.1", "delivered", { ...group, recipient_participant_id: id }),
    );
    const told = events(payload(updates({ statuses })));
    expect(told.map(({ dedupeKey }) => dedupeKey)).toEqual([
      "whatsapp:status:wamid.1:delivered:16505551234",
      "whatsapp:status:wamid.1:delivered:14155550101",
    ]);
    expect(told[1]?.data).toMatchObject({ recipientId: "+14155550101" });
  });

  it.each([
    [
      "whole",
      { code: 1, title: "t", message: "m", error_data: { details: "d" } },
      [1, "t", "m", "d"],
    ],
    ["bare", { code: 1 }, [1, null, null, null]],
    ["odd", { code: 1.5, title: 7, error_data: "x" }, [null, null, null, null]],
  ])("names the first error of a failure, %s", (_case, error, expected) => {
    const statuses = [status("wamid.1", "failed", { errors: [error, { code: 2 }] })];
    const [event] = events(payload(updates({ statuses })));
    const [code, title, text, details] = expected;
    expect(event?.data).toMatchObject({ error: { code, title, message: text, details } });
  });

  it("costs only itself when it cannot be understood", () => {
    const bad = [null, {}, { status: "read" }, status("wamid.2", "read", { id: 5 })];
    expect(kinds(...bad, status("wamid.3", "sent", { pricing: "x", errors: 5 }))).toEqual([
      ["whatsapp.messageSent", "whatsapp:status:wamid.3:sent"],
    ]);
  });
});

describe("a callback", () => {
  it.each([
    ["messages.text", [updates({ messages: [text("1"), text("2")] })]],
    ["messages", [updates({ messages: [text("1"), text("2", { type: "x" })] })]],
    ["statuses.read", [updates({ statuses: [status("1", "read")] })]],
    ["statuses", [updates({ statuses: [status("1", "read"), status("2", "sent")] })]],
    ["messages+statuses", [updates({ messages: [text("1")], statuses: [status("1", "read")] })]],
    ["statuses.call", [updates({ statuses: [{ type: "call", status: "RINGING" }] })]],
    ["statuses.call", [{ field: "calls", value: { statuses: [{ id: "wacid.1" }] } }]],
    ["calls.connect", [{ field: "calls", value: { calls: [{ id: "1", event: "connect" }] } }]],
    ["calls", [{ field: "calls", value: {} }]],
    ["errors", [updates({ errors: [{ code: 1 }] })]],
    ["messages", [updates({})]],
    ["messages", [{ field: "messages", value: null }]],
    ["account_update", [{ field: "account_update", value: { event: "X" } }]],
    ["history+messages", [{ field: "history", value: {} }, updates({ messages: [text("1")] })]],
    ["mixed", ["a", "b", "c", "d", "e"].map((field) => ({ field, value: {} }))],
    ["unknown", [{ field: "a\u0000b", value: {} }]],
    ["messages.unknown", [updates({ messages: [text("1", { type: "no\u0000name" })] })]],
    ["constructor", [{ field: "constructor", value: {} }]],
    ["unknown", []],
  ])("is called %s", (type, changes) => {
    expect(normalized(payload(...changes)).type).toBe(type);
  });

  it("of another product of Meta is named after it and means nothing", () => {
    const body = payload(updates({ messages: [text("wamid.1")] }));
    expect(normalized(body.replace("whatsapp_business_account", "instagram"))).toEqual({
      type: "instagram",
      facts: [],
    });
  });

  it.each([
    ["{}"],
    ['{"object":"whatsapp_business_account"}'],
    ['{"object":"whatsapp_business_account","entry":{}}'],
    ['{"object":"whatsapp_business_account","entry":[null,[],{"changes":5}]}'],
    ['{"object":"whatsapp_business_account","entry":[{"changes":[null,{"field":5},{}]}]}'],
  ])("%s has no facts", (body) => {
    expect(normalized(body)).toEqual({ type: "unknown", facts: [] });
  });

  it.each([
    ["is empty", ""],
    ["is no JSON", '{"entry":['],
    ["is a list", "[]"],
    ["is null", "null"],
    ["is a number", "7"],
    ["is nested 65 levels deep", `{"a":${"[".repeat(65)}${"]".repeat(65)}}`],
    ["is nested a million levels deep", `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`],
    ["has half a million values", `{"a":[${"0,".repeat(500_000)}0]}`],
    ["has 20,000 updates", payload(updates({ messages: Array(20_000).fill(text("wamid.1")) }))],
  ])("is malformed when it %s", (_case, body) => {
    const result = receiver(SECRET).normalize(post(body));
    expect(result).toMatchObject({ ok: false, reason: "malformed", detail: expect.any(String) });
  });

  it("may begin with a byte-order mark and hold bytes that are not UTF-8", () => {
    const body = Buffer.from(`\ufeff${payload(updates({ messages: [text("wamid.1")] }))}`);
    body.write("\xff", body.indexOf("Hola"), "latin1");
    const [event] = events(body);
    expect(event?.data).toMatchObject({ message: { text: { body: "\ufffdola" } } });
  });

  it("of 1,000 updates and 3 MB is read in well under half a second", () => {
    const messages = Array.from({ length: 1_000 }, (_, index) =>
      text(`wamid.${index}`, { from: `1650${index}5551234`, text: { body: "é".repeat(1_350) } }),
    );
    const contacts = messages.map(({ from }) => ({ wa_id: from, profile: { name: `n${from}` } }));
    const body = Buffer.from(payload(updates({ messages, contacts })));
    expect(body.byteLength).toBeGreaterThan(2_800_000);
    const startedAt = performance.now();
    const told = events(body);
    const tookMs = performance.now() - startedAt;
    expect(told).toHaveLength(1_000);
    expect(told[999]?.data).toMatchObject({ profileName: "n16509995551234" });
    expect(tookMs).toBeLessThan(500);
  });

  it("is acknowledged as the documents show", () => {
    const { acknowledge } = receiver(SECRET);
    expect(acknowledge({ duplicate: false, type: null })).toEqual({
      status: 200,
      contentType: "application/json",
      body: '{"success":true,"message":"Webhook received and processed"}',
    });
    expect(JSON.parse(acknowledge({ duplicate: true, type: null }).body)).toMatchObject({
      duplicate: true,
    });
  });
});

describe.each([["\u0000"], ["a\u0000b"], ["x".repeat(257)]])("an id like %j", (odd) => {
  it.each(["from", "from_user_id"])("as %s is none, and the rest of the batch is told", (name) => {
    const messages = [text("wamid.1", { [name]: odd }), text("wamid.2")];
    const told = events(payload(updates({ messages })));
    expect(told.map(({ data }) => data)).toMatchObject([
      name === "from"
        ? { messageId: "wamid.1", from: null }
        : { messageId: "wamid.1", fromUserId: null },
      { messageId: "wamid.2", from: "+16505551234" },
    ]);
  });

  it("as user_id of a contact is no sender's", () => {
    const contacts = [{ wa_id: "16505551234", user_id: odd }];
    const [event] = events(payload(updates({ messages: [text("wamid.1")], contacts })));
    expect(event?.data).toMatchObject({ fromUserId: null });
  });

  it.each(["recipient_id", "recipient_user_id"])("as %s names no recipient", (name) => {
    const statuses = [status("wamid.1", "sent", { [name]: odd })];
    const [event] = events(payload(updates({ statuses })));
    expect(event?.data).toHaveProperty(
      name === "recipient_id" ? "recipientId" : "recipientUserId",
      null,
    );
  });
});

import { describe, expect, it } from "vitest";
import { CATALOG } from "#src/core/catalog.ts";
import { eventsOf, factsOf, inbound, NOW, oneEvent, receiver, transcription } from "./support.ts";

const PHONE = {
  type: "twilio",
  direction: "outbound",
  agent_number: "+18005551234",
  external_number: "+18005557890",
  phone_number_id: "phnum_1",
  call_sid: "CA1",
};

function variables(dynamic_variables: object) {
  return transcription({ conversation_initiation_client_data: { dynamic_variables } });
}

describe("envelope", () => {
  it.each(["", "{", "hello", '{"type":"post_call_transcription"', Uint8Array.of(0xff, 0x00)])(
    "calls a body that is not JSON malformed: %j",
    (body) => {
      expect(receiver().normalize(inbound(body))).toEqual({
        ok: false,
        reason: "malformed",
        detail: "the body is not JSON",
      });
    },
  );

  it.each([
    [{ type: "post_call_audio", data: { full_audio: "" } }, "post_call_audio"],
    [{ type: "agent_qa", data: {} }, "agent_qa"],
    [{ event_type: "voice.cloned" }, "voice.cloned"],
    [{ type: 7 }, "7"],
    [{ type: "x".repeat(300) }, "unknown"],
    [{ type: "a\u0000b" }, "unknown"],
    [{}, "unknown"],
    [[], "unknown"],
    [null, "unknown"],
    ["text", "unknown"],
  ])("keeps %j as %s, without facts", (payload, type) => {
    expect(receiver().normalize(inbound(JSON.stringify(payload)))).toEqual({
      ok: true,
      value: { type, facts: [] },
    });
  });
});

describe("transcription", () => {
  it.each([
    {},
    { transcript: null, analysis: null, metadata: null },
    { transcript: "none", analysis: 5, metadata: [], conversation_initiation_client_data: "x" },
    { metadata: { start_time_unix_secs: "soon", call_duration_secs: -1, phone_call: "no" } },
    { metadata: { start_time_unix_secs: 1e300, call_duration_secs: 1e300 } },
    { transcript: [null, 5, "x", { role: 1, message: {}, tool_calls: {}, tool_results: "" }] },
    { analysis: { data_collection_results: [1], evaluation_criteria_results: { a: 1, b: null } } },
    { status: { a: 1 }, agent_id: ["x"] },
  ])("tolerates odd fields: %j", (data) => {
    const events = eventsOf(transcription(data));
    expect(events.map(({ type }) => type)).toContain("conversation.completed");
    for (const { type, data: told } of events) expect(CATALOG[type].data.parse(told)).toEqual(told);
  });

  it.each([undefined, null, "", "a\u0000b", "x".repeat(300), {}])(
    "has nothing to say without a usable conversation id: %j",
    (conversation_id) => {
      expect(factsOf(transcription({ conversation_id }))).toEqual([]);
    },
  );

  it("tells a number beyond double precision's range as unknown", () => {
    const body =
      '{"type":"post_call_transcription","data":{"conversation_id":"c","analysis":{"data_collection_results":{"n":{"value":1e999}}}}}';
    const normalized = receiver().normalize(inbound(body));
    expect(normalized).toMatchObject({
      ok: true,
      value: { facts: [{ event: { data: { outcomes: { n: null } } } }] },
    });
  });

  it("dates events by the report where the conversation has no times, and by receipt at last", () => {
    expect(oneEvent(transcription({}), "conversation.completed").occurredAt).toBe(
      "2026-01-18T10:31:05.000Z",
    );
    const undated = transcription({}, { event_timestamp: null });
    expect(oneEvent(undated, "conversation.completed").occurredAt).toBe(NOW.toISOString());
  });

  it("names the agent first and the customer last among its references", () => {
    const payload = transcription({ metadata: { phone_call: PHONE } });
    const { references, callId } = oneEvent(payload, "conversation.completed");
    expect(references).toEqual(["agent_1", "+18005551234", "phnum_1", "+18005557890"]);
    expect(callId).toBe("CA1");
  });

  it("has no call for a web session", () => {
    const payload = transcription({ metadata: { phone_call: null } });
    expect(oneEvent(payload, "conversation.completed")).toMatchObject({
      callId: null,
      conversationId: "conv_1",
      data: { callId: null, conversationId: "conv_1" },
    });
  });

  it.each([
    [{ phone_call: PHONE }, "voice"],
    [
      { whatsapp: { direction: "inbound", whatsapp_phone_number_id: "106540352242922" } },
      "whatsapp",
    ],
    [{ sms: { direction: "inbound" } }, "sms"],
    [{ conversation_initiation_source: "twilio_sms", text_only: true }, "sms"],
    [{ conversation_initiation_source: "whatsapp" }, "whatsapp"],
    [{ conversation_initiation_source: "genesys" }, "voice"],
    [{ conversation_initiation_source: "widget" }, "web"],
    [{ conversation_initiation_source: "python_sdk" }, "web"],
    [{ conversation_initiation_source: "widget", text_only: true }, "chat"],
    [{ text_only: true }, "chat"],
    [{ conversation_initiation_source: "telepathy" }, null],
    [{}, null],
  ])("reads the channel of %j as %s", (metadata, channel) => {
    expect(oneEvent(transcription({ metadata }), "conversation.completed").data.channel).toBe(
      channel,
    );
  });

  it.each([
    ["success", { achieved: true, reason: "Booked." }],
    ["failure", { achieved: false, reason: "Booked." }],
    ["unknown", null],
    ["partial", null],
    [null, null],
  ])("reads the goal of a call judged %s", (call_successful, goal) => {
    const payload = transcription({ analysis: { call_successful, transcript_summary: "Booked." } });
    expect(oneEvent(payload, "conversation.completed").data.goal).toEqual(goal);
  });

  it("lets a collected value win over a criterion of the same id", () => {
    const analysis = {
      evaluation_criteria_results: { a: { result: "success" }, b: { result: "failure" } },
      data_collection_results: { a: { value: { n: [1, null] } }, c: { rationale: "no value" } },
    };
    expect(oneEvent(transcription({ analysis }), "conversation.completed").data.outcomes).toEqual({
      a: { n: [1, null] },
      b: "failure",
      c: null,
    });
  });

  it.each([null, { transcript_summary: null }, { transcript_summary: "" }])(
    "says nothing of a transcription where there is neither text nor summary: %j",
    (analysis) => {
      const types = eventsOf(transcription({ transcript: [], analysis })).map((e) => e.type);
      expect(types).toEqual(["conversation.completed"]);
    },
  );

  it("tells the summary of a transcript that was left out", () => {
    const payload = transcription({ analysis: { transcript_summary: "Short." } });
    expect(oneEvent(payload, "call.transcriptionCompleted").data).toMatchObject({
      text: null,
      turns: [],
      summary: "Short.",
    });
  });

  it("writes one line a turn", () => {
    const transcript = [
      { role: "agent", message: "One\r\n two\n\nthree", time_in_call_secs: 0 },
      { role: "agent", message: null, time_in_call_secs: 1 },
      { role: "user", message: "Four", time_in_call_secs: 2.5 },
      { message: "Five" },
    ];
    const { data } = oneEvent(transcription({ transcript }), "call.transcriptionCompleted");
    expect(data.text).toBe("agent: One two three\nuser: Four\nunknown: Five");
    expect(data.turns).toHaveLength(4);
    expect(data.turns[3]).toEqual({ role: "unknown", message: "Five", timeInCallSeconds: null });
  });
});

describe("dynamic variables", () => {
  it.each([
    [
      { campaignId: "c", contactId: 42, executionId: "e" },
      { campaignId: "c", contactId: 42, executionId: "e" },
    ],
    [
      { campaign_id: "c", contact_id: 42, execution_id: "e" },
      { campaignId: "c", contactId: 42, executionId: "e" },
    ],
    [{ campaignId: "camel", campaign_id: "snake" }, { campaignId: "camel" }],
    [{ campaignId: null, campaign_id: "snake" }, { campaignId: "snake" }],
    [{ campaignId: { a: 1 } }, {}],
    [
      { plan: "gold", nested: { a: [1, true, null] } },
      { plan: "gold", nested: { a: [1, true, null] } },
    ],
    [{ system__caller_id: "+1", secret__key: "s", api_key: "k" }, { api_key: "[redacted]" }],
  ])("of %j become the metadata %j", (given, metadata) => {
    expect(oneEvent(variables(given), "conversation.completed").data.metadata).toEqual(metadata);
  });

  it("name the agent and the workflow", () => {
    const event = oneEvent(
      variables({ agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50", workflow_id: 7 }),
      "conversation.completed",
    );
    expect(event).toMatchObject({
      agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
      workflowId: "7",
      data: { metadata: { agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50", workflowId: 7 } },
    });
  });

  it("keep a key named __proto__ a plain key", () => {
    const payload = '{"__proto__":{"polluted":true},"plan":"gold"}';
    const { data } = oneEvent(variables(JSON.parse(payload)), "conversation.completed");
    expect(Object.getPrototypeOf(data.metadata)).toBe(Object.prototype);
    expect(data.metadata).not.toHaveProperty("polluted");
  });
});

describe("initiation failure", () => {
  function failure(data: object) {
    const [fact] = factsOf({
      type: "call_initiation_failure",
      event_timestamp: 1_769_072_410,
      data,
    });
    if (fact?.kind !== "call") throw new Error("expected an observation of a call");
    return fact.observation;
  }

  it.each([
    ["busy", "busy"],
    ["no-answer", "no-answer"],
    ["no_answer", "no-answer"],
    ["unknown", "failed"],
    ["congestion", "failed"],
    [null, "failed"],
  ])("for the reason %s is an outbound call that ended as %s", (failure_reason, outcome) => {
    expect(failure({ conversation_id: "conv_1", failure_reason })).toMatchObject({
      fact: "ended",
      direction: "outbound",
      outcome,
    });
  });

  it.each([
    [{ type: "sip", body: { call_sid: "SCL_1" } }, "SCL_1"],
    [{ type: "twilio", body: { CallSid: "CA1" } }, "CA1"],
    [{ type: "sip", body: { call_sid: "" } }, "conv_1"],
    [null, "conv_1"],
  ])("goes by the carrier's id of the call in %j", (metadata, callId) => {
    expect(failure({ conversation_id: "conv_1", metadata }).callId).toBe(callId);
  });

  it.each([
    [{ sip_status_code: 486 }, 486],
    [{ SipResponseCode: "487" }, 487],
    [{ sip_status_code: 0 }, null],
    [{ SipResponseCode: "" }, null],
    [{ sip_status_code: "busy" }, null],
    [{}, null],
  ])("reads the SIP code of %j as %s", (body, sipCode) => {
    expect(failure({ conversation_id: "conv_1", metadata: { body } }).sipCode).toBe(sipCode);
  });

  it.each([
    ["busy", "busy"],
    ["no-answer", "no-answer"],
    ["canceled", "canceled"],
    ["failed", "failed"],
  ])("for an unknown reason is what Twilio calls %s", (CallStatus, outcome) => {
    const data = { failure_reason: "unknown", metadata: { body: { CallSid: "CA1", CallStatus } } };
    expect(failure(data).outcome).toBe(outcome);
  });

  it("says nothing of a call without any id", () => {
    expect(factsOf({ type: "call_initiation_failure", data: { failure_reason: "busy" } })).toEqual(
      [],
    );
  });
});

describe("notices of the 11Wire document", () => {
  const notice = { timestamp: "2023-07-29T17:05:00+02:00", agent_id: "agent-456", call_id: "CA1" };

  it.each([
    "voice.processing",
    "voice.completed",
    "agent.ready",
    "agent.speaking",
    "agent.listening",
    "agent.error",
    "conversation.started",
    "conversation.completed",
  ])("%s becomes the event of the same name", (event_type) => {
    const [event, ...others] = eventsOf({ event_type, ...notice });
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      type: event_type,
      occurredAt: "2023-07-29T15:05:00.000Z",
      callId: "CA1",
      references: ["agent-456"],
    });
  });

  it.each([
    [{ error: "no voice" }, "no voice"],
    [{ error: { message: "no voice" } }, "no voice"],
    [{ error_message: "no voice" }, "no voice"],
    [{ message: "no voice" }, "no voice"],
    [{}, null],
  ])("reads what went wrong from %j", (more, errorMessage) => {
    const payload = { event_type: "agent.error", ...notice, ...more };
    expect(oneEvent(payload, "agent.error").data.errorMessage).toBe(errorMessage);
  });

  it("tells two notices of one call apart by their time, or else by their content", () => {
    const key = (more: object) =>
      oneEvent({ event_type: "agent.speaking", call_id: "CA1", ...more }, "agent.speaking")
        .dedupeKey;
    const first = "2026-01-18T10:30:00Z";
    expect(key({ timestamp: first })).toBe(key({ timestamp: first }));
    expect(key({ timestamp: first })).not.toBe(key({ timestamp: "2026-01-18T10:30:09Z" }));
    expect(key({ n: 1 })).toBe(key({ n: 1 }));
    expect(key({ n: 1 })).not.toBe(key({ n: 2 }));
  });

  it("has no conversation without an id of the conversation or the call", () => {
    expect(factsOf({ event_type: "conversation.started", agent_id: "agent-456" })).toEqual([]);
  });
});

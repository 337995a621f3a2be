import { describe, expect, it } from "vitest";
import { eventsOf, observationsOf, oneEvent, transcription } from "./support.ts";

const PHONE = {
  type: "twilio",
  direction: "outbound",
  agent_number: "+18005551234",
  external_number: "+18005557890",
  call_sid: "CA1",
};
const TIMES = { start_time_unix_secs: 1_768_732_200, call_duration_secs: 37 };

/** A report of a call. */
function call(phone: object = {}, metadata: object = {}, data: object = {}) {
  return transcription({
    metadata: { ...TIMES, ...metadata, phone_call: { ...PHONE, ...phone } },
    ...data,
  });
}

function reportOf(payload: unknown) {
  const [report, ...others] = observationsOf(payload);
  if (report?.fact !== "report" || others.length > 0) throw new Error("expected one report");
  return report;
}

function turnWith(result: object, more: object = {}) {
  const tool_results = [{ request_id: "r1", tool_name: "any", type: "system", result, ...more }];
  return { role: "agent", time_in_call_secs: 12, tool_results };
}

describe("a report", () => {
  it("tells the call from its beginning to its end", () => {
    expect(reportOf(call({}, { accepted_time_unix_secs: 1_768_732_203 }))).toEqual({
      callId: "CA1",
      provider: "elevenlabs",
      at: "2026-01-18T10:30:37.000Z",
      fact: "report",
      outcome: "completed",
      startedAt: "2026-01-18T10:30:03.000Z",
      namesCarrierCall: true,
      endReason: null,
      direction: "outbound",
      fromNumber: "+18005551234",
      toNumber: "+18005557890",
      durationMs: 37_000,
      transcript: null,
      summary: null,
      goal: null,
      outcomes: {},
      metadata: { conversationId: "conv_1" },
      references: ["agent_1", "+18005551234", "+18005557890"],
      agentId: null,
    });
  });

  it("of an inbound call turns the numbers round", () => {
    expect(reportOf(call({ direction: "inbound" }))).toMatchObject({
      direction: "inbound",
      fromNumber: "+18005557890",
      toNumber: "+18005551234",
    });
  });

  it.each([null, "sideways"])("knows no numbers' parts where the direction is %j", (direction) => {
    expect(reportOf(call({ direction }))).toMatchObject({ fromNumber: null, toNumber: null });
  });

  it("carries what was said, what was collected and what was attached", () => {
    const payload = call(
      {},
      {},
      {
        transcript: [
          { role: "agent", message: "Good morning." },
          { role: "user", message: "A visit,\nplease." },
        ],
        analysis: {
          call_successful: "success",
          transcript_summary: "Booked.",
          data_collection_results: { slot: { value: "09:30" } },
        },
        conversation_initiation_client_data: {
          dynamic_variables: {
            campaign_id: "c",
            contactId: 42,
            agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
          },
        },
      },
    );
    expect(reportOf(payload)).toMatchObject({
      transcript: "agent: Good morning.\nuser: A visit, please.",
      summary: "Booked.",
      goal: { achieved: true, reason: "Booked." },
      outcomes: { slot: "09:30" },
      metadata: {
        campaignId: "c",
        contactId: 42,
        agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
        conversationId: "conv_1",
      },
      agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
    });
  });

  it("goes by the conversation where it names no carrier's call", () => {
    const payload = call({ call_sid: null });
    expect(reportOf(payload)).toMatchObject({ callId: "conv_1", namesCarrierCall: false });
    expect(oneEvent(payload, "conversation.completed")).toMatchObject({
      callId: "conv_1",
      data: { callId: "conv_1" },
    });
  });

  it("stands in for times that it does not tell", () => {
    const payload = call({}, { start_time_unix_secs: null, call_duration_secs: null });
    expect(reportOf(payload)).toMatchObject({
      at: "2026-01-18T10:31:05.000Z",
      startedAt: null,
      durationMs: null,
    });
  });

  it.each([{ metadata: { phone_call: null } }, { metadata: TIMES }, { metadata: null }])(
    "of a web session is of no call: %j",
    (data) => {
      expect(observationsOf(transcription(data))).toEqual([]);
    },
  );

  it("carries the connection's enrichment window, a failed dial too", () => {
    const failure = { type: "call_initiation_failure", data: { conversation_id: "conv_1" } };
    for (const payload of [call(), failure]) {
      expect(observationsOf(payload)[0]).not.toHaveProperty("enrichmentWindowSeconds");
      expect(observationsOf(payload, { enrichmentWindowSeconds: 30 })).toMatchObject([
        { enrichmentWindowSeconds: 30 },
      ]);
    }
  });
});

describe("the outcome", () => {
  it.each([
    [{ call_result: "answered" }, "completed"],
    [{ call_result: null }, "completed"],
    [{ call_result: "abducted" }, "completed"],
    [{ call_result: "busy" }, "busy"],
    [{ call_result: "no_answer" }, "no-answer"],
    [{ call_result: "no-answer" }, "no-answer"],
    [{ call_result: "failed" }, "failed"],
  ])("of a call with %j is %s", (phone, outcome) => {
    expect(reportOf(call(phone)).outcome).toBe(outcome);
  });

  it.each([
    [{ error: { code: 1011, reason: "No answer." } }, {}, ["1011", "No answer."]],
    [{ error: { code: "LLM" } }, {}, ["LLM", null]],
    [{ termination_reason: "LLM error" }, { status: "failed" }, [null, "LLM error"]],
    [{ termination_reason: "" }, { status: "failed" }, [null, null]],
  ])("of a conversation that failed with %j, %j, is a failure", (metadata, data, told) => {
    const [errorCode, errorMessage] = told;
    expect(reportOf(call({ call_result: "answered" }, metadata, data))).toMatchObject({
      outcome: "failed",
      endReason: "error",
      errorCode,
      errorMessage,
    });
  });

  it("of a call that nobody took says more than that the conversation failed", () => {
    const report = reportOf(call({ call_result: "busy" }, {}, { status: "failed" }));
    expect(report).toMatchObject({ outcome: "busy", endReason: null });
    expect(report).not.toHaveProperty("errorMessage");
  });

  it.each([null, {}, { code: null, reason: null }, "none"])(
    "is untouched by an error that is none: %j",
    (error) => {
      expect(reportOf(call({}, { error })).outcome).toBe("completed");
    },
  );
});

describe("the end", () => {
  it.each([
    ["end_call tool was called.", "agent_hangup"],
    ["Agent ended the call", "agent_hangup"],
    ["Client disconnected: 1006", "user_hangup"],
    ["Client ended call", "user_hangup"],
    ["Call ended by remote party", "user_hangup"],
    ["Conversation exceeded maximum duration", "max_duration"],
    ["max_duration_exceeded", "max_duration"],
    ["Max conversation duration reached", "max_duration"],
    ["voicemail_detection tool was called.", "voicemail_reached"],
    ["transfer_to_number tool was called.", "transferred"],
    ["The user asked whether the agent ended", null],
    ["send_sms tool was called.", null],
    ["inactivity timeout", null],
    ["", null],
    [null, null],
    [7, null],
  ])("explained as %j is %s", (termination_reason, endReason) => {
    expect(reportOf(call({}, { termination_reason })).endReason).toBe(endReason);
  });
});

describe("a transfer", () => {
  const CALLED = {
    role: "agent",
    time_in_call_secs: 8,
    tool_calls: [
      {
        request_id: "r1",
        tool_name: "any",
        params_as_json: '{"transfer_number":"+18005550100"}',
        tool_has_been_called: true,
      },
    ],
  };

  it.each([
    ["transfer_to_number_twilio_success", { transfer_number: "+18005550177" }, "+18005550177"],
    ["transfer_to_number_sip_success", { transfer_number: "+18005550177" }, "+18005550177"],
    ["transfer_to_number_exotel_success", {}, "+18005550100"],
    ["transfer_to_number_success", {}, "+18005550100"],
  ])("told by %s %j goes to %s", (result_type, result, target) => {
    const payload = call(
      {},
      { termination_reason: "Client disconnected: 1000" },
      {
        transcript: [CALLED, turnWith({ result_type, ...result })],
      },
    );
    expect(reportOf(payload).endReason).toBe("transferred");
    expect(oneEvent(payload, "call.transferInitiated")).toMatchObject({
      occurredAt: "2026-01-18T10:30:12.000Z",
      dedupeKey: "transfer:conv_1:r1",
      callId: "CA1",
      conversationId: "conv_1",
      data: { callId: "CA1", fromNumber: "+18005551234", toNumber: "+18005557890", target },
    });
  });

  it("may be told in the result's text, and to nobody", () => {
    const result_value = '{"result_type":"transfer_to_number_success","status":"success"}';
    const payload = call({}, {}, { transcript: [turnWith({}, { result: null, result_value })] });
    expect(oneEvent(payload, "call.transferInitiated").data.target).toBeNull();
  });

  it.each([
    [{ result_type: "transfer_to_number_error" }, {}],
    [{ result_type: "transfer_to_number_twilio_success" }, { is_error: true }],
    [{ result_type: "transfer_to_agent_success" }, {}],
    [{ result_type: 7 }, {}],
    [null, {}],
  ])("is not one when the result is %j, %j", (result, more) => {
    const transcript = [CALLED, turnWith(result ?? {}, more)];
    const payload = call({}, {}, { transcript });
    expect(eventsOf(payload).map(({ type }) => type)).not.toContain("call.transferInitiated");
    expect(reportOf(payload).endReason).toBeNull();
  });

  it("is told once however often its result stands in the transcript", () => {
    const turn = turnWith({ result_type: "transfer_to_number_success" });
    const payload = call({}, {}, { transcript: [turn, turn] });
    expect(oneEvent(payload, "call.transferInitiated").dedupeKey).toBe("transfer:conv_1:r1");
  });

  it("needs a call to be one of", () => {
    const transcript = [turnWith({ result_type: "transfer_to_number_success" })];
    const types = eventsOf(transcription({ transcript })).map(({ type }) => type);
    expect(types).not.toContain("call.transferInitiated");
  });
});

describe("a voicemail", () => {
  const detected = (voicemail_message: unknown) => [
    turnWith({ result_type: "voicemail_detection_success", voicemail_message }),
  ];
  const left = (phone: object, transcript: unknown[]) =>
    observationsOf(call(phone, {}, { transcript })).map((seen) => seen.isVoicemail === true);

  it.each([
    ["a machine that was left a message", {}, detected("Please call back."), true],
    ["a machine that was left none", {}, detected(null), false],
    ["a machine that was left silence", {}, detected(" "), false],
    ["a call that went to voicemail", { call_result: "voicemail" }, [], true],
    ["voicemail without a message", { call_result: "voicemail" }, detected(null), false],
    ["a person", { call_result: "answered" }, [], false],
  ])("is what becomes of %s, %j: %j → %s", (_case, phone, transcript, isVoicemail) => {
    expect(left(phone, transcript)).toEqual([isVoicemail]);
  });

  it.each([
    [{ call_result: "voicemail" }, []],
    [{}, detected(null)],
  ])("reached with %j, %j is the end's reason", (phone, transcript) => {
    const [report] = observationsOf(call(phone, {}, { transcript }));
    expect(report).toMatchObject({ outcome: "completed", endReason: "voicemail_reached" });
  });

  it.each([
    [{ direction: "inbound" }, true, true],
    [{ direction: "outbound" }, true, false],
    [{ direction: "inbound" }, false, false],
    [{ direction: "inbound" }, null, false],
  ])("on a mailbox is a call with %j and audio %j: %s", (phone, has_audio, isVoicemail) => {
    const seen = observationsOf(call(phone, {}, { has_audio }), { mailbox: true });
    expect(seen.map((observation) => observation.isVoicemail === true)).toEqual([isVoicemail]);
  });
});

import { describe, expect, it } from "vitest";
import { parsePython } from "#providers/elevenlabs/python-literal.ts";
import { CATALOG } from "#src/core/catalog.ts";
import { eventsOf, factsOf, observationsOf, oneEvent } from "./support.ts";

const START = 1_768_732_200;

type Value = string | number | boolean;

function attributes(values: Readonly<Record<string, Value>>) {
  return Object.entries(values).map(([name, value]) => ({
    key: `elevenlabs.${name}`,
    value: typeof value === "string" ? { stringValue: value } : scalar(value),
  }));
}

function scalar(value: number | boolean) {
  return typeof value === "number" ? { intValue: String(value) } : { boolValue: value };
}

function span(name: string, values: Readonly<Record<string, Value>> = {}, more: object = {}) {
  return {
    name: `elevenlabs.${name}`,
    spanId: name,
    parentSpanId: "root",
    startTimeUnixNano: `${START}000000000`,
    endTimeUnixNano: `${START + 1}000000000`,
    attributes: attributes(values),
    status: { code: 1 },
    ...more,
  };
}

function root(values: Readonly<Record<string, Value>> = {}) {
  return span("conversation", values, {
    spanId: "root",
    parentSpanId: "",
    endTimeUnixNano: `${START + 42}000000000`,
  });
}

function traces(spans: unknown, data: object = {}) {
  return {
    type: "post_call_transcription_otel",
    event_timestamp: START + 60,
    data: {
      agent_id: "agent_1",
      conversation_id: "conv_1",
      otlp_traces: { resourceSpans: [{ scopeSpans: [{ spans }] }] },
      ...data,
    },
  };
}

function tool(values: Readonly<Record<string, Value>>, more: object = {}) {
  const payload = traces([root(), span("tool.lookup", values, more)]);
  return oneEvent(payload, "tool.invoked").data;
}

describe("a trace", () => {
  it("tells the turns in its order, seconds from the root's start", () => {
    const at = (seconds: number) => ({ startTimeUnixNano: `${START + seconds}500000000` });
    const payload = traces([
      root(),
      span("recv.agent_response", { "agent.text": "Hello" }, at(0)),
      span("recv.user_transcript", { "user.text": "Hi\nthere" }, at(3)),
      span("vad.score", {}, at(4)),
      span("recv.agent_response", {}, at(5)),
    ]);
    expect(oneEvent(payload, "call.transcriptionCompleted").data).toMatchObject({
      text: "agent: Hello\nuser: Hi there",
      turns: [
        { role: "agent", message: "Hello", timeInCallSeconds: 0.5 },
        { role: "user", message: "Hi\nthere", timeInCallSeconds: 3.5 },
        { role: "agent", message: null, timeInCallSeconds: 5.5 },
      ],
    });
  });

  it("tells the conversation from its root", () => {
    const payload = traces([
      root({
        status: "done",
        "session.duration_ms": 41_500,
        main_language: "es",
        "analysis.call_successful": "failure",
        "analysis.transcript_summary": "No slot.",
        "dynamic_variable.campaign_id": "c",
        "dynamic_variable.secret__key": "s",
      }),
    ]);
    expect(oneEvent(payload, "conversation.completed").data).toMatchObject({
      status: "done",
      startedAt: "2026-01-18T10:30:00.000Z",
      endedAt: "2026-01-18T10:30:41.500Z",
      durationMs: 41_500,
      summary: "No slot.",
      goal: { achieved: false, reason: "No slot." },
      metadata: { campaignId: "c" },
    });
    expect(oneEvent(payload, "call.transcriptionCompleted").data.language).toBe("es");
  });

  it("lasts from the root's start to its end where no duration is told", () => {
    expect(oneEvent(traces([root()]), "conversation.completed").data.durationMs).toBe(42_000);
  });

  it.each([
    ["{'value': 'Tuesday', 'rationale': None}", "Tuesday"],
    ['{"value": [1, true]}', [1, true]],
    ["{'value': {'a': False}}", { a: false }],
    ["{'value': 'cut o", null],
    ["{'rationale': 'no value'}", null],
    ["plain", "plain"],
  ])("reads the collected value %s as %j", (printed, value) => {
    const payload = traces([root({ "analysis.data_collection_results.slot": printed })]);
    expect(oneEvent(payload, "conversation.completed").data.outcomes).toEqual({ slot: value });
  });

  it("reads criteria, which Python prints as members of an enumeration", () => {
    const printed = "{'criteria_id': 'a', 'result': <EvaluationSuccessResult.success: 'success'>}";
    const payload = traces([root({ "analysis.evaluation_criteria_results.a": printed })]);
    expect(oneEvent(payload, "conversation.completed").data.outcomes).toEqual({ a: "success" });
  });

  it("is of a call where it has telephony attributes", () => {
    const payload = traces([
      root({
        "telephony.direction": "inbound",
        "telephony.agent_number": "+1",
        "telephony.external_number": "+2",
        "telephony.call_sid": "CA1",
        termination_reason: "Client disconnected: 1000",
      }),
    ]);
    expect(observationsOf(payload)).toMatchObject([
      {
        fact: "report",
        callId: "CA1",
        namesCarrierCall: true,
        at: "2026-01-18T10:30:42.000Z",
        fromNumber: "+2",
        toNumber: "+1",
        endReason: "user_hangup",
      },
    ]);
  });

  it("is of the call that ElevenLabs' own variables name", () => {
    const payload = traces([root({ "dynamic_variable.system__call_sid": "CA1" })]);
    expect(observationsOf(payload)).toMatchObject([{ callId: "CA1" }]);
  });

  it("is of no call otherwise", () => {
    expect(observationsOf(traces([root()]))).toEqual([]);
  });

  it("names conversation and agent in its attributes where nothing else does", () => {
    const resource = { attributes: attributes({ conversation_id: "conv_2", agent_id: "agent_2" }) };
    const payload = traces([], {
      conversation_id: null,
      agent_id: null,
      otlp_traces: { resourceSpans: [{ resource, scopeSpans: [] }] },
    });
    expect(oneEvent(payload, "conversation.completed")).toMatchObject({
      conversationId: "conv_2",
      references: ["agent_2"],
    });
  });
});

describe("a tool's span", () => {
  it("is an invocation with what it was given and what it gave", () => {
    expect(
      tool({
        "tool.name": "find",
        "tool.type": "webhook",
        "tool.request_id": "r1",
        "tool.arguments": '{"id": 9163402367053924917, "api_key": "k"}',
        "tool.result": '{"slots": []}',
        "tool.latency_ms": 412,
      }),
    ).toMatchObject({
      toolIdentifier: "find",
      invocationId: "r1",
      arguments: { api_key: "[redacted]" },
      result: { success: true, output: '{"slots": []}' },
      durationMs: 412,
      metadata: { toolType: "webhook" },
    });
  });

  it("goes by its span's name and id where it has no others", () => {
    expect(tool({})).toMatchObject({
      toolIdentifier: "lookup",
      invocationId: "tool.lookup",
      arguments: null,
      result: { success: true, output: null },
      durationMs: null,
    });
  });

  it("may print its arguments as Python does", () => {
    expect(tool({ "tool.parameters": "{'week': None, 'n': 2}" }).arguments).toEqual({
      week: null,
      n: 2,
    });
  });

  it.each([
    [{ status: { code: 2 } }, {}],
    [{ status: { code: "STATUS_CODE_ERROR" } }, {}],
    [{}, { "tool.is_error": true }],
  ])("has failed with %j, %j", (more, values) => {
    expect(tool({ "tool.error": "boom", ...values }, more).result).toEqual({
      success: false,
      output: "boom",
    });
  });

  it("stands in the turn that used it, and else between turns", () => {
    const payload = traces([
      root(),
      span("tool.first"),
      span("recv.agent_response", { "agent.text": "One" }, { spanId: "turn" }),
      span("tool.second", {}, { parentSpanId: "turn" }),
    ]);
    const names = eventsOf(payload).flatMap((event) =>
      event.type === "tool.invoked" ? [event.data.toolIdentifier] : [],
    );
    expect(names).toEqual(["first", "second"]);
    expect(oneEvent(payload, "call.transcriptionCompleted").data.turns).toHaveLength(2);
  });

  it("can hand the call on", () => {
    const result =
      '{"result_type":"transfer_to_number_sip_success","transfer_number":"+18005550177"}';
    const payload = traces([
      root({ "telephony.call_sid": "CA1" }),
      span("tool.transfer_to_number", { "tool.result": result }),
    ]);
    expect(oneEvent(payload, "call.transferInitiated").data.target).toBe("+18005550177");
  });
});

describe("an odd trace", () => {
  it.each([
    null,
    [],
    {},
    { resourceSpans: {} },
    { resourceSpans: [null, 7, {}, { resource: 5, scopeSpans: "x" }] },
    { resourceSpans: [{ scopeSpans: [null, { spans: null }, { spans: [null, 1, "x", {}] }] }] },
  ])("tells only that there was a conversation: %j", (otlp_traces) => {
    const types = eventsOf(traces([], { otlp_traces })).map(({ type }) => type);
    expect(types).toEqual(["conversation.completed"]);
  });

  it.each([
    root({}),
    { ...root(), startTimeUnixNano: "soon", endTimeUnixNano: -1, attributes: {}, status: 7 },
    { ...root(), attributes: [null, {}, { key: 5 }, { key: "elevenlabs.status", value: 7 }] },
    {
      ...root(),
      attributes: [{ key: "elevenlabs.status", value: { kvlistValue: { values: [] } } }],
    },
    { ...root(), attributes: [{ key: "elevenlabs.x", value: { arrayValue: { values: [{}] } } }] },
    { ...span("tool."), spanId: null },
    { ...span("recv.user_transcript", { "user.text": 7, "agent.text": true }), spanId: [] },
    { ...span("recv.agent_response"), startTimeUnixNano: "1" },
  ])("is told as far as it can be: %j", (odd) => {
    const events = eventsOf(traces([root(), odd]));
    expect(events.map(({ type }) => type)).toContain("conversation.completed");
    for (const { type, data } of events) expect(CATALOG[type].data.parse(data)).toEqual(data);
  });

  it("without any conversation id has nothing to say", () => {
    expect(factsOf(traces([root()], { conversation_id: null }))).toEqual([]);
  });

  it("of many thousand spans is read in a moment", () => {
    const spans = Array.from({ length: 10_000 }, (_, index) => [
      span("recv.agent_response", { "agent.text": "x" }, { spanId: `s${index}` }),
      span("tool.t", { "tool.request_id": `r${index}` }, { parentSpanId: `s${index}` }),
    ]);
    const startedAt = performance.now();
    expect(eventsOf(traces([root(), ...spans.flat()]))).toHaveLength(10_002);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe("a Python literal", () => {
  it.each<[string, unknown]>([
    ["None", null],
    ["True", true],
    ["-1.5e3", -1500],
    ["nan", null],
    ["'it''s'", undefined],
    ["'it\\'s'", "it's"],
    ['"it\'s"', "it's"],
    ["'a\\n\\x41\\u00e9\\U0001f600\\\\'", "a\nAé😀\\"],
    ["'\\U99999999'", "\ufffd"],
    ["[]", []],
    ["[1, 'a', [None,],]", [1, "a", [null]]],
    ["(1, 2)", [1, 2]],
    ["{}", {}],
    ["{'a': 1, 2: {'b': ()}}", { a: 1, 2: { b: [] } }],
    ["<Kind.a: 'x'>", "x"],
    ["<Kind.a>", undefined],
    ["{'a': 1", undefined],
    ["{'a' 1}", undefined],
    ["{'a': }", undefined],
    ["[1}", undefined],
    ["[1 2]", undefined],
    ["[,]", undefined],
    ["1.2.3", null],
    ["set()", undefined],
    ["'open", undefined],
    ["", undefined],
    ["1 2", undefined],
    ["[".repeat(40) + "]".repeat(40), undefined],
    ["[".repeat(60_000), undefined],
    [`'${"x".repeat(70_000)}'`, undefined],
  ])("%s is %j", (text, value) => {
    expect(parsePython(text)).toEqual(value);
  });

  it("with a key named __proto__ stays plain", () => {
    const read = parsePython("{'__proto__': {'polluted': True}}");
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(read).not.toHaveProperty("polluted");
  });
});

it.each([
  ["an integer that is an object", { intValue: { toString: 1, valueOf: 1 } }],
  ["a text that is a list", { stringValue: [["found"]] }],
])("has no value for %s", (_case, value) => {
  const more = { attributes: [{ key: "elevenlabs.tool.result", value }] };
  expect(tool({}, more).result.output).toBeNull();
});

it("reads a dictionary whose keys are no texts", () => {
  expect(parsePython("{{'toString': 1, 'valueOf': 1}: 2, (1, 2): 3}")).toEqual({
    '{"toString":1,"valueOf":1}': 2,
    "[1,2]": 3,
  });
});

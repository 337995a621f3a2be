import { expect, it } from "vitest";
import { eventsOf, oneEvent, transcription } from "./support.ts";

const CALL = {
  request_id: "req_1",
  tool_name: "lookup",
  type: "webhook",
  params_as_json: '{"q":"x"}',
  tool_has_been_called: true,
};
const RESULT = { request_id: "req_1", tool_name: "lookup", result_value: "found", is_error: false };

function withTools(...turns: object[]) {
  return transcription({ transcript: turns, metadata: { start_time_unix_secs: 1_768_732_200 } });
}

function invoked(call: object, result?: object) {
  const results = result === undefined ? [] : [{ ...RESULT, ...result }];
  const turn = { tool_calls: [{ ...CALL, ...call }], tool_results: results };
  return oneEvent(withTools(turn), "tool.invoked").data;
}

function invocationIds(...turns: object[]) {
  return eventsOf(withTools(...turns)).flatMap((event) =>
    event.type === "tool.invoked" ? [event.data.invocationId] : [],
  );
}

it("joins a call with a result in a later turn", () => {
  const event = oneEvent(
    withTools(
      { role: "agent", time_in_call_secs: 9, tool_calls: [CALL] },
      { role: "user", message: "Hm.", time_in_call_secs: 12 },
      {
        role: "agent",
        time_in_call_secs: 15,
        tool_results: [{ ...RESULT, tool_latency_secs: 0.25 }],
      },
    ),
    "tool.invoked",
  );
  expect(event).toMatchObject({
    occurredAt: "2026-01-18T10:30:09.000Z",
    dedupeKey: "tool:conv_1:req_1",
    data: {
      toolIdentifier: "lookup",
      invocationId: "req_1",
      arguments: { q: "x" },
      result: { success: true, output: "found" },
      durationMs: 250,
    },
  });
});

it.each([false, null, undefined, "true"])("leaves out a call that was %s called", (called) => {
  expect(invocationIds({ tool_calls: [{ ...CALL, tool_has_been_called: called }] })).toEqual([]);
});

it("leaves out a result without a call", () => {
  expect(invocationIds({ tool_results: [RESULT] })).toEqual([]);
});

it("tells a call that is listed twice once", () => {
  expect(invocationIds({ tool_calls: [CALL, CALL] }, { tool_calls: [CALL] })).toEqual(["req_1"]);
});

it("keeps calls without an id apart", () => {
  const anonymous = { ...CALL, request_id: null };
  const events = eventsOf(
    withTools({ tool_calls: [anonymous, anonymous] }, { tool_calls: [anonymous] }),
  );
  const keys = events.flatMap((e) => (e.type === "tool.invoked" ? [e.dedupeKey] : []));
  expect(keys).toEqual(["tool:conv_1:#0.0", "tool:conv_1:#0.1", "tool:conv_1:#1.0"]);
});

it.each([
  [undefined, { success: true, output: null }],
  [{}, { success: true, output: "found" }],
  [{ is_error: true }, { success: false, output: "found" }],
  [{ is_blocked: true }, { success: false, output: "found" }],
  [
    { is_error: true, result_value: null, raw_error_message: "HTTP 500" },
    { success: false, output: "HTTP 500" },
  ],
  [
    { result_value: null, result: { result_type: "end_call_success" } },
    { success: true, output: { result_type: "end_call_success" } },
  ],
  [{ result_value: null }, { success: true, output: null }],
])("reads the result %j as %j", (result, expected) => {
  expect(invoked({}, result).result).toEqual(expected);
});

it.each([
  ['{"q":"x"}', { q: "x" }],
  ["[1]", [1]],
  ["", ""],
  ["{broken", "{broken"],
  [null, null],
])("reads the parameters %j as %j", (params_as_json, expected) => {
  expect(invoked({ params_as_json }).arguments).toEqual(expected);
});

it("falls back on the parameters of a client tool's details", () => {
  const details = { params_as_json: null, tool_details: { parameters: { slot: 3 } } };
  expect(invoked(details).arguments).toEqual({ slot: 3 });
});

const CREDENTIAL = "hunter2-credential";

it.each([
  ["a parameter", { params_as_json: JSON.stringify({ api_key: CREDENTIAL }) }],
  ["a header", { tool_details: { headers: { Authorization: `Bearer ${CREDENTIAL}` } } }],
  ["a header that only its ending tells", { tool_details: { headers: { "X-Auth": CREDENTIAL } } }],
  ["the URL", { tool_details: { url: `https://x.example/?token=${CREDENTIAL}` } }],
  ["a query parameter", { tool_details: { query_params: { access_token: CREDENTIAL } } }],
  ["a JSON body", { tool_details: { body: JSON.stringify({ user: { password: CREDENTIAL } }) } }],
  ["a form body", { tool_details: { body: `password=${CREDENTIAL}&user=u` } }],
  [
    "an integration's header",
    { tool_details: { webhook_details: { headers: { "X-Auth": CREDENTIAL } } } },
  ],
  ["an integration's body", { tool_details: { webhook_details: { body: `k=${CREDENTIAL}` } } }],
])("redacts a credential in %s", (_, call) => {
  expect(JSON.stringify(call)).toContain(CREDENTIAL);
  const told = JSON.stringify(invoked(call));
  expect(told).not.toContain(CREDENTIAL);
  expect(told).toContain("[redacted]");
});

it("redacts a credential in a result", () => {
  const told = invoked({}, { result_value: JSON.stringify({ session: { token: CREDENTIAL } }) });
  expect(told.result.output).toBe('{"session":{"token":"[redacted]"}}');
});

it("carries the ids of the conversation and how the tool was reached", () => {
  const payload = {
    ...withTools({
      tool_calls: [{ ...CALL, tool_details: { method: "GET" } }],
      tool_results: [{ ...RESULT, is_error: true, error_type: "timeout" }],
    }),
  };
  const data = {
    ...payload.data,
    conversation_initiation_client_data: {
      dynamic_variables: { execution_id: "e-1", plan: "gold" },
    },
  };
  const { executionId, metadata } = oneEvent({ ...payload, data }, "tool.invoked").data;
  expect(executionId).toBe("e-1");
  expect(metadata).toEqual({
    executionId: "e-1",
    toolType: "webhook",
    toolDetails: { method: "GET" },
    errorType: "timeout",
  });
});

it("tells header values that are no texts as JSON, without the credentials in them", () => {
  const headers = { "X-Odd": { toString: 1, constructor: null, token: CREDENTIAL }, "X-Ids": [1] };
  const { metadata } = invoked({ tool_details: { headers } });
  expect(metadata["toolDetails"]).toEqual({
    headers: {
      "X-Odd": '{"toString":1,"constructor":null,"token":"[redacted]"}',
      "X-Ids": "[1]",
    },
  });
});

it.each([["agent-7"], ["a\u0000b"], ["x".repeat(5_000)], [7]])(
  "names no agent by %j, which is not one of the platform's ids",
  (agentId) => {
    const payload = transcription({
      conversation_initiation_client_data: { dynamic_variables: { agentId } },
    });
    expect(oneEvent(payload, "conversation.completed").agentId).toBeNull();
  },
);

it.each([["conv\ud800"], ["conv\u0000"]])("knows no conversation by %j", (conversationId) => {
  expect(eventsOf(transcription({ conversation_id: conversationId }))).toEqual([]);
});

it("tells a conversation that would end after the year 9999 at the time of its report", () => {
  const metadata = { start_time_unix_secs: 253_402_300_799, call_duration_secs: 60 };
  const { occurredAt } = oneEvent(transcription({ metadata }), "conversation.completed");
  expect(occurredAt).toBe(new Date(1_768_732_265_000).toISOString());
});

import { describe, expect, it } from "vitest";
import { CATALOG } from "#src/core/catalog.ts";
import { events, jsonFacts, observations, observed, RECEIVED_AT } from "./support.ts";

/** Times, names and answers of the vendor's specification. */
const SUMMARY = {
  project_id: "4d0d6f16-5881-4fcc-92a4-02c51a91954d",
  space_id: "451ed9ff-e568-4222-8af9-4f9ab7428d09",
  content_type: "text/json",
  content_disposition: "agent.summary",
  conversation_type: "voice",
  call_id: "2e1e66e5-5d07-413d-9668-55542992eec0",
  app_name: "ai",
  ai_session_id: "a0d4e6e5-5d07-413d-9668-55542992eec0",
  action: "post_conversation",
  call_start_date: 1694541295773508,
  call_answer_date: 1694541296799504,
  call_end_date: 1694541335435503,
  ai_start_date: 1694541297950440,
  ai_end_date: 1694541335425164,
  call_ended_by: "assistant",
  caller_id_name: "Jane Doe",
  caller_id_number: "+15555550100",
  call_log: [
    { role: "system", content: "You dispatch taxis." },
    { role: "user", content: "I need a ride\nto the airport.", timestamp: 1694541297950440 },
    { role: "assistant", content: null, tool_calls: [{ id: "1" }] },
    { role: "tool", content: "Booked." },
    { role: "system-log", action: "step_change" },
    { role: "assistant", content: "Your ride is booked for 6pm." },
  ],
  swaig_log: [
    {
      command_name: "book_ride",
      command_arg: '{"to":"airport","api_key":"k-123"}',
      epoch_time: 1694541334,
      url: "https://example.com/tools?token=t0p",
      post_data: { function: "book_ride" },
      post_response: { response: "Booked.", action: [{ set_meta_data: { password: "hunter2" } }] },
    },
  ],
  post_prompt_data: {
    parsed: [{ intent: "book_ride", resolved: true }],
    raw: 'Caller booked a ride to the airport. {"intent":"book_ride","resolved":true}',
    substituted: "Caller booked a ride to the airport.",
  },
  global_data: { customer_tier: "premium" },
};

const eventsOf = (changes: object) => events(jsonFacts({ ...SUMMARY, ...changes }));
const ofType = <T extends string>(type: T, changes: object) =>
  eventsOf(changes).filter((event) => event.type === type);
const reportOf = (changes: object) => observed(jsonFacts({ ...SUMMARY, ...changes }));

describe("post-prompt summaries", () => {
  it("tell tools, conversation, transcript and call, as the catalog knows them", () => {
    const facts = jsonFacts(SUMMARY);
    expect(facts.map((fact) => (fact.kind === "event" ? fact.event.type : fact.kind))).toEqual([
      "tool.invoked",
      "conversation.completed",
      "call.transcriptionCompleted",
      "call",
    ]);
    for (const event of events(facts)) {
      expect(CATALOG[event.type].data.parse(event.data)).toEqual(event.data);
      expect(event).toMatchObject({
        callId: SUMMARY.call_id,
        conversationId: SUMMARY.call_id,
        references: ["ai", "+15555550100"],
      });
    }
  });

  it("complete a conversation", () => {
    expect(ofType("conversation.completed", {})).toMatchObject([
      {
        occurredAt: "2023-09-12T17:55:35.436Z",
        dedupeKey: `conversation:${SUMMARY.ai_session_id}:completed`,
        data: {
          channel: "voice",
          status: "completed",
          startedAt: "2023-09-12T17:54:55.774Z",
          endedAt: "2023-09-12T17:55:35.436Z",
          durationMs: 39_662,
          summary: "Caller booked a ride to the airport.",
          goal: null,
          outcomes: { intent: "book_ride", resolved: true },
          metadata: { aiSessionId: SUMMARY.ai_session_id, appName: "ai" },
        },
      },
    ]);
  });

  it("report the call that was held", () => {
    expect(reportOf({})).toMatchObject({
      callId: SUMMARY.call_id,
      at: "2023-09-12T17:55:35.436Z",
      fact: "report",
      namesCarrierCall: true,
      outcome: "completed",
      startedAt: "2023-09-12T17:54:56.800Z",
      endReason: "agent_hangup",
      durationMs: 38_636,
      fromNumber: "+15555550100",
      transcript: "user: I need a ride to the airport.\nassistant: Your ride is booked for 6pm.",
      summary: "Caller booked a ride to the airport.",
      outcomes: { intent: "book_ride", resolved: true },
    });
    expect(reportOf({}).enrichmentWindowSeconds).toBeUndefined();
  });

  it.each([
    [{ call_ended_by: "user" }, "completed", "user_hangup"],
    [{ call_ended_by: "system" }, "completed", null],
    [{ call_ended_by: "assistant", hard_timeout: true }, "max-duration", "max_duration"],
    [{ call_answer_date: 0, call_ended_by: "user" }, "no-answer", null],
    [{ call_answer_date: undefined }, "completed", "agent_hangup"],
    [{ call_answer_date: undefined, call_log: [] }, "hangup", null],
  ])("with %j report a call %s, ended by %s", (changes, outcome, endReason) => {
    expect(reportOf(changes)).toMatchObject({ fact: "report", outcome, endReason });
  });

  it.each([
    [{ call_end_date: undefined }, "2023-09-12T17:55:35.425Z"],
    [{ call_end_date: undefined, ai_end_date: undefined }, RECEIVED_AT.toISOString()],
    [{ call_end_date: "soon", ai_end_date: -5 }, RECEIVED_AT.toISOString()],
  ])("with %j end at %s", (changes, at) => {
    expect(reportOf(changes)).toMatchObject({ fact: "report", at });
  });

  it.each([
    [{}, "answered", "2023-09-12T17:54:56.800Z"],
    [{ call_answer_date: 0 }, "detail", RECEIVED_AT.toISOString()],
  ])("do not end a call that goes on without the agent: %j", (changes, fact, at) => {
    const call = reportOf({ call_end_date: 0, ...changes });
    expect(call).toMatchObject({ fact, at, outcome: null, outcomes: { resolved: true } });
  });

  it("know the parties where SignalWire attached the call's state", () => {
    const SWMLCall = { direction: "outbound", from: "+15550001111", to: "+15550002222" };
    expect(reportOf({ SWMLCall })).toMatchObject({
      direction: "outbound",
      fromNumber: "+15550001111",
      toNumber: "+15550002222",
      references: ["ai", "+15550001111", "+15550002222"],
    });
  });

  it("carry the platform's ids from global_data, and nothing else of it", () => {
    const global_data = {
      campaign_id: "campaign-123",
      contactId: 42,
      agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
      cart: [1],
    };
    const told = eventsOf({ global_data });
    for (const event of told) {
      const ids = {
        campaignId: "campaign-123",
        contactId: 42,
        agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
      };
      expect(event.agentId).toBe("0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50");
      expect(event.data.metadata).toMatchObject(ids);
      expect(event.data.metadata).not.toHaveProperty("cart");
    }
    expect(reportOf({ global_data })).toMatchObject({
      agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
      metadata: { contactId: 42 },
    });
  });

  it.each([
    [{ conversation_summary: "In short." }, "In short."],
    [{ post_prompt_data: { parsed: [], raw: "All in prose." } }, "All in prose."],
    [{ post_prompt_data: { parsed: [{ a: 1 }], raw: '{"a":1}' } }, null],
    [{ post_prompt_data: null }, null],
  ])("with %j are summed up as %s", (changes, summary) => {
    expect(ofType("conversation.completed", changes)).toMatchObject([{ data: { summary } }]);
  });

  it("tell two sessions of one call apart", () => {
    const keys = (ai_session_id: string) =>
      ofType("conversation.completed", { ai_session_id }).map(({ dedupeKey }) => dedupeKey);
    expect(keys("s1")).not.toEqual(keys("s2"));
    expect(keys("s1")).toEqual(keys("s1"));
  });

  it("name the thread that a conversation belongs to", () => {
    const [event] = ofType("conversation.completed", { conversation_id: "thread-4821" });
    expect(event).toMatchObject({
      conversationId: SUMMARY.call_id,
      data: { metadata: { threadId: "thread-4821" } },
    });
  });

  it("of a chat tell of no call", () => {
    const chat = { conversation_type: "chat", call_id: "chat-1", conversation_id: "chat-1" };
    const facts = jsonFacts({ ...SUMMARY, ...chat });
    expect(observations(facts)).toEqual([]);
    for (const event of events(facts)) {
      expect(event).toMatchObject({ callId: null, conversationId: "chat-1" });
    }
    expect(ofType("conversation.completed", chat)).toMatchObject([
      { data: { channel: "chat", callId: null } },
    ]);
  });

  it.each([
    ["without a call", { call_id: "", conversation_id: null }],
    ["that ask for a conversation", { action: "fetch_conversation" }],
    ["that load a conversation", { content_disposition: "agent.load_conversation" }],
  ])("%s tell nothing", (_, changes) => {
    expect(jsonFacts({ ...SUMMARY, ...changes })).toEqual([]);
  });

  it("survive lists that are none", () => {
    const changes = { call_log: "?", swaig_log: [null, 7, {}], post_prompt_data: [], SWMLCall: 1 };
    expect(eventsOf(changes).map(({ type }) => type)).toEqual([
      "tool.invoked",
      "conversation.completed",
    ]);
  });
});

describe("transcripts of summaries", () => {
  it("hold what was said and leave prompts, tools and markers out", () => {
    expect(ofType("call.transcriptionCompleted", {})).toMatchObject([
      {
        dedupeKey: `transcription:${SUMMARY.ai_session_id}`,
        data: {
          text: "user: I need a ride to the airport.\nassistant: Your ride is booked for 6pm.",
          turns: [
            { role: "user", message: "I need a ride\nto the airport.", timeInCallSeconds: 2.176 },
            {
              role: "assistant",
              message: "Your ride is booked for 6pm.",
              timeInCallSeconds: null,
            },
          ],
          summary: "Caller booked a ride to the airport.",
        },
      },
    ]);
  });

  it("are none where nobody spoke", () => {
    const call_log = [{ role: "system", content: "You dispatch taxis." }];
    expect(ofType("call.transcriptionCompleted", { call_log })).toEqual([]);
  });
});

describe("tool calls of summaries", () => {
  const tool = (entry: object) =>
    ofType("tool.invoked", { swaig_log: [{ command_name: "f", ...entry }] })[0];

  it("keep arguments and response, without their credentials", () => {
    const [event] = ofType("tool.invoked", {});
    expect(event).toMatchObject({
      occurredAt: "2023-09-12T17:55:34.000Z",
      dedupeKey: `tool:${SUMMARY.call_id}:1694541334:book_ride:0`,
      data: {
        toolIdentifier: "book_ride",
        arguments: { to: "airport", api_key: "[redacted]" },
        result: { success: true, output: { response: "Booked." } },
        metadata: { toolType: "webhook", toolUrl: "https://example.com/tools?token=[redacted]" },
      },
    });
    expect(JSON.stringify(event)).not.toMatch(/k-123|hunter2|t0p/);
  });

  it.each([
    ['{"a":', '{"a":'],
    ["[1]", [1]],
    ["", null],
    [undefined, null],
  ])("were called with %j", (command_arg, args) => {
    expect(tool({ command_arg })).toMatchObject({ data: { arguments: args } });
  });

  it.each([
    ["a server that gave no response", { url: "https://t" }, false, null],
    [
      "a late response",
      { url: "https://t", delayed_post_response: { response: 1 } },
      true,
      { response: 1 },
    ],
    ["a platform function", { native: true }, true, null],
    ["an MCP tool", { mcp_tool: "t", mcp_response: "ok" }, true, "ok"],
    [
      "an MCP tool that failed",
      { mcp_tool: "t", mcp_response: "no", mcp_error: true },
      false,
      "no",
    ],
  ])("of %s", (_, entry, success, output) => {
    expect(tool(entry)).toMatchObject({ data: { result: { success, output } } });
  });

  it("made at one time with one name are told apart by their place", () => {
    const entry = { command_name: "f", epoch_time: 1694541334 };
    const keys = ofType("tool.invoked", { swaig_log: [entry, entry] }).map((e) => e.dedupeKey);
    expect(new Set(keys).size).toBe(2);
  });

  it("without a time happened when the conversation ended", () => {
    expect(tool({})).toMatchObject({ occurredAt: "2023-09-12T17:55:35.436Z" });
  });
});

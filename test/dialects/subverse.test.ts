import { describe, expect, it } from "vitest";
import type { CallData } from "#src/core/catalog/call-events.ts";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import {
  type CanonicalEvent,
  EVENT_TYPES,
  eventKeys,
  subscribableKeys,
} from "#src/core/catalog.ts";
import { subverse } from "#src/dialects/subverse/index.ts";

const AGENT = { id: "00000000-0000-4000-8000-000000000301", name: "Customer Support Agent" };
const OWNER = {
  id: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: AGENT.id,
  occurredAt: "2025-12-08T10:30:00.000Z",
};
const CONTEXT = { deliveryId: "0194790c-9c00-7d10-a1b2-c3d4e5f60718", agent: AGENT };

function rendered(event: CanonicalEvent, eventKey: string) {
  return JSON.parse(subverse.render(event, { ...CONTEXT, eventKey }));
}

function started(changes: Partial<CallData>): CanonicalEvent {
  const data = { ...EXAMPLES["call.callStarted"], ...changes };
  return { ...exampleEvent("call.callStarted", OWNER), type: "call.callStarted", data };
}

/** As printed in the document, fields in its order. */
const CALL_SAMPLE = {
  eventType: "call.placed",
  createdAt: "2025-12-08T10:30:00Z",
  data: {
    callId: "call_xyz789",
    customerNumber: "+91xxxxxxxxxx",
    callStatus: "call_placed",
    botNumber: "+91xxxxxxxxxx",
    agentId: "agent_123",
    agentName: "Customer Support Agent",
    callDuration: 185,
    callDirection: "outbound",
    callTime: "2025-12-08T10:27:00Z",
    transcript: "Full conversation transcript...",
    analysis: {
      sentiment: "positive",
      summary: "Customer inquiry resolved successfully",
      customFields: {},
    },
    recordingUrl: "https://recordings.subverseai.com/call_xyz789.mp3",
  },
};
const WORKFLOW_SAMPLE = {
  eventType: "workflow.in_queue",
  createdAt: "2025-12-08T10:35:00Z",
  data: {
    workflowId: "wf_456",
    workflowName: "Order Confirmation Campaign",
    executionId: "exec_789",
    status: "in_queue",
    startedAt: "2025-12-08T10:30:00Z",
    completedAt: "2025-12-08T10:35:00Z",
    duration: 300,
    nodesExecuted: 5,
    results: { callsMade: 10, emailsSent: 10, successRate: 0.9 },
  },
};

function instantsIn(text: string): string {
  return text.replaceAll(/(\d\d:\d\d:\d\d)Z/g, "$1.000Z");
}

describe("the document's samples", () => {
  it("come out as printed for a call, but for the numbers and the milliseconds", () => {
    const { data } = CALL_SAMPLE;
    const event: CanonicalEvent = {
      ...started({
        callId: data.callId,
        direction: "outbound",
        fromNumber: data.botNumber,
        toNumber: data.customerNumber,
        startedAt: data.callTime,
        durationMs: data.callDuration * 1000,
        transcript: data.transcript,
        summary: data.analysis.summary,
        recordingUrl: data.recordingUrl,
        outcomes: { sentiment: data.analysis.sentiment },
      }),
      agentId: data.agentId,
      occurredAt: CALL_SAMPLE.createdAt,
    };
    const body = subverse.render(event, { ...CONTEXT, eventKey: "call.placed" });
    expect(body).toBe(instantsIn(JSON.stringify(CALL_SAMPLE)));
  });

  it("come out as printed for a workflow, but for the milliseconds", () => {
    const { duration, ...data } = WORKFLOW_SAMPLE.data;
    const event: CanonicalEvent = {
      ...exampleEvent("workflow.inQueue", OWNER),
      type: "workflow.inQueue",
      occurredAt: WORKFLOW_SAMPLE.createdAt,
      data: {
        ...EXAMPLES["workflow.inQueue"],
        ...data,
        durationMs: duration * 1000,
      },
    };
    const body = subverse.render(event, { ...CONTEXT, eventKey: "workflow.in_queue" });
    expect(body).toBe(instantsIn(JSON.stringify(WORKFLOW_SAMPLE)));
  });
});

describe("a call", () => {
  const shown = Object.keys(CALL_SAMPLE.data);

  it("has every documented field in every event", () => {
    const calls = EVENT_TYPES.filter((type) => type.startsWith("call.")).flatMap((type) => {
      const event = exampleEvent(type, OWNER);
      return eventKeys(event, "subverse").map((key) => rendered(event, key));
    });
    expect(calls.length).toBe(7);
    for (const { data } of calls) {
      expect(Object.keys(data)).toEqual(shown);
      expect(Object.keys(data.analysis)).toEqual(["sentiment", "summary", "customFields"]);
    }
  });

  it.each([
    ["outbound", "+2", "+1"],
    ["inbound", "+1", "+2"],
    [null, null, null],
  ] as const)("that is %s is with the customer %s by the bot's %s", (direction, customer, bot) => {
    const event = started({ direction, fromNumber: "+1", toNumber: "+2" });
    expect(rendered(event, "call.placed").data).toMatchObject({
      customerNumber: customer,
      botNumber: bot,
      callDirection: direction,
    });
  });

  it.each([
    ["call.callQueued", "call.in_queue", "in_queue"],
    ["call.callStarted", "call.placed", "call_placed"],
    ["call.callEnded", "call.completed", "completed"],
    ["call.callMissed", "call.expired", "expired"],
    ["call.callExpired", "call.expired", "expired"],
    ["call.callFailed", "call.errored", "errored"],
    ["call.callCanceled", "call.canceled", "canceled"],
  ] as const)("told by %s is %s with the status %s", (type, key, status) => {
    const { eventType, data } = rendered(exampleEvent(type, OWNER), key);
    expect([eventType, data.callStatus]).toEqual([key, status]);
  });

  it.each([
    [null, null],
    [0, 0],
    [499, 0],
    [184_600, 185],
  ])("of %s ms lasts %s seconds", (durationMs, callDuration) => {
    expect(rendered(started({ durationMs }), "call.placed").data.callDuration).toBe(callDuration);
  });

  it("that has not started has the time it was first heard of", () => {
    const createdAt = "2025-12-08T10:29:58.000Z";
    const event = started({ createdAt, startedAt: null });
    expect(rendered(event, "call.placed").data.callTime).toBe(createdAt);
  });

  it("keeps a sentiment that is no word among the custom fields", () => {
    const outcomes = { sentiment: { label: "positive" }, email: "a@example.com" };
    expect(rendered(started({ outcomes }), "call.placed").data.analysis).toEqual({
      sentiment: null,
      summary: null,
      customFields: outcomes,
    });
  });

  it("stored before transcripts and summaries were kept has none", () => {
    const { transcript: _, summary: __, ...data } = EXAMPLES["call.callStarted"];
    const event = { ...started({}), data } as CanonicalEvent;
    expect(rendered(event, "call.placed").data).toMatchObject({
      transcript: null,
      analysis: { summary: null },
    });
  });

  it("without an agent names none", () => {
    const event = { ...started({}), agentId: null };
    const context = { ...CONTEXT, agent: null, eventKey: "call.placed" };
    expect(JSON.parse(subverse.render(event, context)).data).toMatchObject({
      agentId: null,
      agentName: null,
    });
  });
});

it("refuses a name that the event does not have here", () => {
  for (const eventKey of ["call.ringing", "call.placed", "constructor"]) {
    const event = exampleEvent("call.callRinging", OWNER);
    expect(() => subverse.render(event, { ...CONTEXT, eventKey })).toThrow(
      `no form of call.callRinging as ${eventKey}`,
    );
  }
});

it("tells of call.completed only where the call was answered", () => {
  const ended = exampleEvent("call.callEnded", OWNER);
  const data = { ...EXAMPLES["call.callEnded"], answered: false };
  const unanswered: CanonicalEvent = { ...ended, type: "call.callEnded", data };
  expect(eventKeys(ended, "subverse")).toEqual(["call.completed"]);
  expect(eventKeys(unanswered, "subverse")).toEqual([]);
});

it("offers the events of the document and no others", () => {
  expect(subscribableKeys("subverse").toSorted()).toEqual([
    "call.canceled",
    "call.completed",
    "call.errored",
    "call.expired",
    "call.in_queue",
    "call.placed",
    "workflow.completed",
    "workflow.failed",
    "workflow.in_queue",
    "workflow.node_execution",
    "workflow.started",
  ]);
});

it.each([
  [200, "delivered"],
  [299, "delivered"],
  [301, "refuse"],
  [400, "refuse"],
  [404, "refuse"],
  [408, "refuse"],
  [429, "refuse"],
  [500, "retry"],
  [503, "retry"],
  [599, "retry"],
] as const)("judges %i as %s", (status, verdict) => {
  expect(subverse.judge({ status })).toBe(verdict);
});

it("makes four attempts, 1, 5 and 25 seconds apart and none earlier, each within 5 seconds", () => {
  const delaysMs = [1000, 5000, 25_000];
  expect(subverse.retry).toEqual({ delaysMs, jitter: 0.05, isNeverEarly: true });
  expect(subverse.timeoutMs).toBe(5000);
});

it("leaves all headers but the gateway's own to the tenant, Authorization included", () => {
  expect(subverse.ownHeaders).toEqual([]);
  expect(subverse.allowsAuthorizationHeader).toBe(true);
});

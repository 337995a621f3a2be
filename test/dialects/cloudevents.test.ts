import { describe, expect, it } from "vitest";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { type CanonicalEvent, EVENT_TYPES, subscribableKeys } from "#src/core/catalog.ts";
import { cloudevents } from "#src/dialects/cloudevents/index.ts";
import { standard } from "#src/dialects/standard/index.ts";

const OWNER = {
  id: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: "00000000-0000-4000-8000-000000000301",
  occurredAt: "2025-01-18T10:30:00Z",
};
const REQUIRED = ["specversion", "id", "source", "type"];
/** Everything that a String attribute of CloudEvents may not hold. */
const DISALLOWED = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

function rendered(event: CanonicalEvent, deliveryId = "0194790c-9c00-7d10-a1b2-c3d4e5f60718") {
  return JSON.parse(cloudevents.render(event, { deliveryId, eventKey: event.type, agent: null }));
}

it("offers every event of the catalog under its own key", () => {
  expect(subscribableKeys("cloudevents")).toEqual(EVENT_TYPES);
});

describe.each(EVENT_TYPES)("%s", (type) => {
  const event = exampleEvent(type, OWNER);
  const { data, ...attributes } = rendered(event);

  it("has the attributes that CloudEvents 1.0 requires", () => {
    for (const name of REQUIRED) expect(attributes[name]).toMatch(/./);
    expect(attributes).toMatchObject({ specversion: "1.0", type });
  });

  it("has attributes with names and values that CloudEvents 1.0 allows", () => {
    for (const [name, value] of Object.entries(attributes)) {
      expect(name).toMatch(/^[a-z0-9]{1,20}$/);
      expect(value).toBeTypeOf("string");
      expect(value).not.toBe("");
      expect(value).not.toMatch(DISALLOWED);
    }
  });

  it("has an absolute source, an RFC 3339 time and JSON data", () => {
    expect(new URL(attributes.source).protocol).toBe("urn:");
    expect(attributes.time).toBe("2025-01-18T10:30:00.000Z");
    expect(attributes.datacontenttype).toBe("application/json");
    expect(data).toEqual(event.data);
  });
});

it("names the event, so that every delivery of it is known for a duplicate", () => {
  const event = exampleEvent("call.callEnded", OWNER);
  const first = rendered(event, "0194790c-9c00-7d10-a1b2-c3d4e5f60001");
  const second = rendered(event, "0194790c-9c00-7d10-a1b2-c3d4e5f60002");
  expect(second).toEqual(first);
  expect(first.id).toBe(OWNER.id);
});

it("does not share a source between workspaces", () => {
  const other = "00000000-0000-4000-8000-000000000200";
  const sources = [OWNER.workspaceId, other].map(
    (workspaceId) => rendered(exampleEvent("call.callEnded", { ...OWNER, workspaceId })).source,
  );
  expect(new Set(sources).size).toBe(2);
});

describe("the subject", () => {
  it.each([
    ["the call", { callId: "CA1", conversationId: "conv_1" }, "CA1"],
    ["the conversation without a call", { callId: null, conversationId: "conv_1" }, "conv_1"],
  ])("is %s", (_what, ids, subject) => {
    expect(rendered({ ...exampleEvent("call.callEnded", OWNER), ...ids }).subject).toBe(subject);
  });

  it.each([
    ["sms.messageReceived", "2b7a9d14-0c63-4f8e-8a95-6e31d0f7b2c8"],
    ["contact.created", "48213"],
    ["campaign.started", "camp_spring_2025"],
    ["workflow.started", "0f6b1c5e-0d0a-4b57-a7a4-6a3f9b1e2c40"],
    ["webhook.disabled", "0194790c-2f10-7a55-9d3e-4b8c1f6a7e20"],
  ] as const)("of %s is what it is about", (type, subject) => {
    expect(rendered(exampleEvent(type, OWNER)).subject).toBe(subject);
  });

  it.each(["", "a\u0000b", "a\nb", "a\u0085b", "\ud800", "a\uffff"])(
    "is left out where no attribute may hold it: %j",
    (callId) => {
      const event = { ...exampleEvent("call.callEnded", OWNER), callId };
      expect(rendered(event)).not.toHaveProperty("subject");
    },
  );

  it.each(["llamada-ñ", "🎉", "a b"])("may be %s", (callId) => {
    const event = { ...exampleEvent("call.callEnded", OWNER), callId };
    expect(rendered(event).subject).toBe(callId);
  });
});

it("leaves out the agent and the workflow of an event that has none", () => {
  const event = exampleEvent("call.callEnded", { ...OWNER, agentId: null });
  expect(rendered(event)).not.toHaveProperty("agentid");
  expect(rendered(event)).not.toHaveProperty("workflowid");
  expect(rendered({ ...event, workflowId: "wf_1" }).workflowid).toBe("wf_1");
});

it("refuses any other name for an event", () => {
  const event = exampleEvent("call.callEnded", OWNER);
  const context = { deliveryId: OWNER.id, eventKey: "call.completed", agent: null };
  expect(() => cloudevents.render(event, context)).toThrow(
    "cloudevents has no form of call.callEnded as call.completed",
  );
});

it("is sent as the standard dialect is, but for its media type", () => {
  expect(cloudevents).toMatchObject({
    retry: standard.retry,
    timeoutMs: standard.timeoutMs,
    ownHeaders: [],
    allowsAuthorizationHeader: true,
    contentType: "application/cloudevents+json",
  });
  const statuses = [199, 200, 299, 300, 404, 500];
  expect(statuses.map((status) => cloudevents.judge({ status }))).toEqual(
    statuses.map((status) => standard.judge({ status })),
  );
});

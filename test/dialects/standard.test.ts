import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { EVENT_TYPES, subscribableKeys } from "#src/core/catalog.ts";
import { standard } from "#src/dialects/standard/index.ts";

const OWNER = {
  id: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: "00000000-0000-4000-8000-000000000301",
  occurredAt: "2025-01-18T10:30:00Z",
};
const DELIVERY_ID = "0194790c-9c00-7d10-a1b2-c3d4e5f60718";

function render(type: (typeof EVENT_TYPES)[number], eventKey: string = type): string {
  const event = exampleEvent(type, OWNER);
  return standard.render(event, { deliveryId: DELIVERY_ID, eventKey, agent: null });
}

it("offers every event of the catalog under its own key", () => {
  expect(subscribableKeys("standard")).toEqual(EVENT_TYPES);
});

describe.each(EVENT_TYPES)("%s", (type) => {
  it("is type, timestamp and data, and nothing else", () => {
    const payload = JSON.parse(render(type));
    expect(Object.keys(payload)).toEqual(["type", "timestamp", "data"]);
    expect(payload).toMatchObject({ type, timestamp: "2025-01-18T10:30:00.000Z" });
  });

  it("has all of the event's own data, and the ids of the event and its owner", () => {
    const event = exampleEvent(type, OWNER);
    const { data } = JSON.parse(render(type));
    expect(data).toMatchObject(event.data);
    expect(data).toMatchObject({ workspaceId: OWNER.workspaceId, agentId: OWNER.agentId });
    expect(data.workflowId).toBe(event.workflowId);
    expect(data.eventId).toBe("eventId" in event.data ? event.data.eventId : OWNER.id);
  });

  it("is named as the specification asks", () => {
    expect(type).toMatch(/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+$/);
  });
});

it("is read and verified by the reference library", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const body = render("whatsapp.messageReceived");
  const headers = standard.sign(body, {
    secret,
    previousSecret: null,
    signingKey: null,
    messageId: DELIVERY_ID,
    eventKey: "whatsapp.messageReceived",
    at: new Date(),
  });
  expect(new Webhook(secret).verify(body, { ...headers })).toMatchObject({
    type: "whatsapp.messageReceived",
  });
});

it("refuses any other name for an event", () => {
  expect(() => render("call.callEnded", "call.completed")).toThrow(
    "standard has no form of call.callEnded as call.completed",
  );
});

it.each([
  [200, "delivered"],
  [299, "delivered"],
  [199, "retry"],
  [301, "retry"],
  [404, "retry"],
  [429, "retry"],
  [503, "retry"],
] as const)("judges %i as %s", (status, verdict) => {
  expect(standard.judge({ status })).toBe(verdict);
});

it("makes ten attempts over 75 hours, each within 20 seconds", () => {
  const { delaysMs } = standard.retry;
  expect(delaysMs.map((delay) => delay / 60_000)).toEqual([
    5 / 60,
    5,
    30,
    120,
    300,
    600,
    840,
    1200,
    1440,
  ]);
  expect(standard.timeoutMs).toBe(20_000);
});

it("has no headers of its own and leaves Authorization to tenants", () => {
  expect(standard.ownHeaders).toEqual([]);
  expect(standard.allowsAuthorizationHeader).toBe(true);
  expect(standard.contentType).toBe("application/json");
});

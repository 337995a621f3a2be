import { describe, expect, it } from "vitest";
import type { EventDraft } from "#src/core/catalog.ts";
import { faults, type Play, type Run } from "../../demo/check.ts";

const PERIOD = {
  from: Date.parse("2026-03-01T12:00:00.000Z"),
  to: Date.parse("2026-03-01T12:01:00.000Z"),
};

const EVENT: EventDraft = {
  type: "contact.created",
  occurredAt: "2026-01-01T00:00:00.000Z",
  dedupeKey: "contact:1",
  callId: null,
  conversationId: null,
  references: [],
  agentId: null,
  workflowId: null,
  data: { contactId: 1, campaignId: null, name: "Ana", phoneNumber: null, metadata: {} },
};
const TOOL: EventDraft = {
  ...EVENT,
  type: "tool.invoked",
  dedupeKey: "tool:1",
  callId: "call-1",
  data: {
    toolId: null,
    toolIdentifier: "search",
    invocationId: "i-1",
    executionId: null,
    callId: "call-1",
    conversationId: null,
    arguments: { at: "2026-01-01T00:00:00.000Z" },
    result: { success: true, output: "found" },
    durationMs: 20,
    metadata: {},
  },
};

const PLAY: Play = {
  name: "acme/01-tool",
  answer: { status: 200, text: "{}", ms: 1 },
  events: [TOOL, EVENT],
};

/** A run in which all is right, and what this changes of it. */
function runWith(changes: Partial<Run> = {}): Run {
  return {
    plays: [PLAY],
    records: {
      events: [storedEvent(TOOL, "event-1"), storedEvent(EVENT, "event-2")],
      deliveries: [DELIVERY],
    },
    received: [RECEIVED],
    period: PERIOD,
    ...changes,
  };
}

function storedEvent({ data, ...draft }: EventDraft, id: string) {
  const { type, dedupeKey, callId, conversationId } = draft;
  return {
    id,
    type,
    dedupeKey,
    callId,
    conversationId,
    data: { ...data, extra: "kept" } as unknown,
  };
}

const DELIVERY = {
  id: "delivery-1",
  eventId: "event-1",
  eventKey: "tool.invoked",
  status: "delivered",
  attempts: 1,
  body: '{"event":"tool.invoked"}',
};
const RECEIVED = {
  id: "delivery-1",
  eventKey: "tool.invoked",
  payload: {},
  body: '{"event":"tool.invoked"}',
  headers: {},
  failedChecks: [],
};
const TOOL_EVENT = storedEvent(TOOL, "event-1");
const CONTACT_EVENT = storedEvent(EVENT, "event-2");

describe("the demo's check", () => {
  it("finds nothing wrong where nothing is", () => {
    expect(faults(runWith())).toEqual([]);
  });

  it("takes a time of the run for a time that the provider did not tell", () => {
    const received = { ...TOOL.data, arguments: { at: "2026-03-01T12:00:30.000Z" } };
    const events = [{ ...TOOL_EVENT, data: received }, CONTACT_EVENT];
    expect(faults(runWith({ records: { events, deliveries: [DELIVERY] } }))).toEqual([]);
  });

  it.each<[string, Partial<Run>, RegExp]>([
    [
      "a callback that was refused",
      { plays: [{ ...PLAY, answer: { status: 401, text: "bad signature", ms: 1 } }] },
      /acme\/01-tool was answered 401: bad signature/,
    ],
    [
      "a callback without an answer",
      { plays: [{ ...PLAY, answer: { status: null, text: "connection refused", ms: 1 } }] },
      /was answered not at all/,
    ],
    [
      "an event that is missing",
      { records: { events: [TOOL_EVENT], deliveries: [DELIVERY] } },
      /contact\.created did not become an event/,
    ],
    [
      "an event that nobody told of",
      {
        records: {
          events: [TOOL_EVENT, CONTACT_EVENT, { ...CONTACT_EVENT, id: "e-3", dedupeKey: "other" }],
          deliveries: [DELIVERY],
        },
      },
      /no recording tells of: contact\.created/,
    ],
    [
      "an event that says something else",
      {
        records: {
          events: [TOOL_EVENT, { ...CONTACT_EVENT, data: { ...EVENT.data, name: "Eva" } }],
          deliveries: [DELIVERY],
        },
      },
      /contact\.created is not as it should be: data\.name is "Eva", not "Ana"/,
    ],
    [
      "a time that is neither the recording's nor the run's",
      {
        records: {
          events: [
            {
              ...TOOL_EVENT,
              data: { ...TOOL.data, arguments: { at: "2025-01-01T00:00:00.000Z" } },
            },
            CONTACT_EVENT,
          ],
          deliveries: [DELIVERY],
        },
      },
      /data\.arguments\.at is "2025/,
    ],
    [
      "an event that was not sent to anybody",
      { records: { events: [TOOL_EVENT, CONTACT_EVENT], deliveries: [] }, received: [] },
      /tool\.invoked was to go out as \[tool\.invoked\], not as \[\]/,
    ],
    [
      "a delivery that failed",
      {
        records: {
          events: [TOOL_EVENT, CONTACT_EVENT],
          deliveries: [{ ...DELIVERY, status: "failed", attempts: 5 }],
        },
      },
      /delivery-1 of tool\.invoked is failed after 5 attempts/,
    ],
    ["a delivery that never arrived", { received: [] }, /delivery-1\) never reached the tenant/],
    ["a delivery that came twice", { received: [RECEIVED, RECEIVED] }, /was sent 2 times/],
    [
      "a delivery that nobody made",
      { received: [RECEIVED, { ...RECEIVED, id: "delivery-2" }] },
      /unknown webhook-id \(delivery-2\)/,
    ],
    [
      "a body that was changed",
      { received: [{ ...RECEIVED, body: "{}" }] },
      /did not arrive as it was rendered/,
    ],
    [
      "a body that names another event",
      { received: [{ ...RECEIVED, eventKey: "call.callEnded" }] },
      /says that it is call\.callEnded/,
    ],
    [
      "a signature that does not verify",
      { received: [{ ...RECEIVED, failedChecks: ["x-signature"] }] },
      /fails the check of x-signature/,
    ],
  ])("finds %s", (_case, changes, fault) => {
    const found = faults(runWith(changes));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(fault);
  });
});

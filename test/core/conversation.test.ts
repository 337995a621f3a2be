import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import {
  type ConversationWindow,
  conversationKey,
  endDueAt,
  endWindow,
  receiveMessage,
  WINDOW_MS,
} from "#src/core/conversation.ts";

type Received = Extract<EventDraft, { type: "whatsapp.messageReceived" }>;

const START = Date.parse("2026-11-01T08:00:00.000Z");
const HOUR = 60 * 60 * 1000;

function at(hours: number): string {
  return new Date(START + hours * HOUR).toISOString();
}

function message(hours: number, data: Partial<Received["data"]> = {}): Received {
  return {
    type: "whatsapp.messageReceived",
    occurredAt: at(hours),
    dedupeKey: `whatsapp:message:${hours}`,
    callId: null,
    conversationId: null,
    references: ["106540352242922"],
    agentId: null,
    workflowId: null,
    data: { ...EXAMPLES["whatsapp.messageReceived"], ...data },
  };
}

function types(events: readonly EventDraft[]): readonly string[] {
  return events.map(({ type }) => type);
}

function opened(hours = 0): ConversationWindow {
  return receiveMessage(null, message(hours), "window-1").window;
}

describe("a conversation window", () => {
  it("opens with the first message and lasts a day", () => {
    const step = receiveMessage(null, message(0), "window-1");
    expect(types(step.events)).toEqual(["whatsapp.conversationStarted"]);
    expect(step.conversationId).toBe("window-1");
    expect(step.window).toMatchObject({ startedAt: at(0), endsAt: at(24) });
  });

  it("is extended by a message within it, and tells nothing", () => {
    const step = receiveMessage(opened(), message(10), "window-2");
    expect(step.events).toEqual([]);
    expect(step.conversationId).toBe("window-1");
    expect(step.window.endsAt).toBe(at(34));
  });

  it("is not shortened by a message that comes late", () => {
    const extended = receiveMessage(opened(), message(10), "window-2").window;
    const step = receiveMessage(extended, message(5), "window-3");
    expect(step.window.endsAt).toBe(at(34));
    expect(step.conversationId).toBe("window-1");
  });

  it("holds the message before its start when that message would have kept it open", () => {
    expect(receiveMessage(opened(30), message(20), "window-2").conversationId).toBe("window-1");
  });

  it("leaves a message of an earlier day without a conversation", () => {
    const step = receiveMessage(opened(100), message(1), "window-2");
    expect(step).toMatchObject({ conversationId: null, events: [] });
  });

  it("gives way to a new one when a message comes after its end, telling both", () => {
    const step = receiveMessage(opened(), message(24), "window-2");
    expect(types(step.events)).toEqual([
      "whatsapp.conversationEnded",
      "whatsapp.conversationStarted",
    ]);
    expect(step.conversationId).toBe("window-2");
    expect(step.events[0]).toMatchObject({ occurredAt: at(24), conversationId: "window-1" });
  });

  it("tells its end once", () => {
    const ended = endWindow(opened(), at(24));
    expect(types(ended.events)).toEqual(["whatsapp.conversationEnded"]);
    expect(endDueAt(ended.window)).toBeNull();
    expect(endWindow(ended.window, at(25)).events).toEqual([]);
    expect(types(receiveMessage(ended.window, message(30), "window-2").events)).toEqual([
      "whatsapp.conversationStarted",
    ]);
  });

  it("does not end early", () => {
    expect(endWindow(opened(), at(23.9)).events).toEqual([]);
  });

  it("is not reopened by a message that is repeated after its end was told", () => {
    const ended = endWindow(opened(), at(24)).window;
    const step = receiveMessage(ended, message(0), "window-2");
    expect(step).toMatchObject({ events: [], conversationId: "window-1", window: ended });
  });
});

it.each([
  ["the business-scoped id where there is one", { fromUserId: "US.1", from: "+1" }, "106 US.1"],
  ["the phone number otherwise", { fromUserId: null, from: "+1" }, "106 +1"],
  ["nobody where neither is known", { fromUserId: null, from: null }, null],
])("keys a user by %s", (_, data, key) => {
  expect(conversationKey(message(0, { ...data, phoneNumberId: "106" }))).toBe(key);
});

it("never overlaps, and starts and ends each window once, for any messages in order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1 }), (hours) => {
      let window: ConversationWindow | null = null;
      const events: EventDraft[] = [];
      for (const [index, hour] of hours.toSorted((a, b) => a - b).entries()) {
        const step = receiveMessage(window, message(hour), `window-${index}`);
        window = step.window;
        events.push(...step.events);
        expect(step.conversationId).toBe(window.id);
      }
      if (window !== null) events.push(...endWindow(window, at(1_000)).events);
      const times = events.map(({ occurredAt }) => Date.parse(occurredAt));
      expect(types(events)).toEqual(
        events.map((_, index) =>
          index % 2 === 0 ? "whatsapp.conversationStarted" : "whatsapp.conversationEnded",
        ),
      );
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(WINDOW_MS).toBe(24 * HOUR);
    }),
  );
});

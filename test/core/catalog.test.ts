import { describe, expect, it } from "vitest";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import { LANGUAGES, TEXTS } from "#src/core/catalog/texts.ts";
import { CATALOG, EVENT_TYPES, eventKeys, subscribableKeys } from "#src/core/catalog.ts";

const OWNER = {
  id: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: null,
  occurredAt: "2025-01-18T10:30:00.000Z",
};

describe("names in the dialects", () => {
  it.each(["standard", "cloudevents"] as const)("%s uses the canonical keys", (dialect) => {
    expect(subscribableKeys(dialect)).toEqual(EVENT_TYPES);
  });

  it.each(["agents-studio", "subverse", "talkover", "11wire"] as const)(
    "%s lists each key once",
    (dialect) => {
      const keys = subscribableKeys(dialect);
      expect(new Set(keys).size).toBe(keys.length);
    },
  );

  it("gives an ended call its names in Agents Studio, each a delivery", () => {
    expect(eventKeys(exampleEvent("call.callEnded", OWNER), "agents-studio")).toEqual([
      "call.callEnded",
      "call.status.updated",
      "call.completed",
    ]);
  });

  it("gives none where a dialect does not know the event", () => {
    expect(eventKeys(exampleEvent("call.callRinging", OWNER), "agents-studio")).toEqual([]);
  });

  it("keeps call.completed from calls that nobody answered", () => {
    const event = exampleEvent("call.callEnded", OWNER);
    const unanswered = { ...EXAMPLES["call.callEnded"], answered: false };
    expect(eventKeys({ ...event, type: "call.callEnded", data: unanswered }, "subverse")).toEqual(
      [],
    );
  });
});

describe.each(EVENT_TYPES)("%s", (type) => {
  it("has an example that its schema accepts, unknown fields included", () => {
    expect(CATALOG[type].data.parse(EXAMPLES[type])).toEqual(EXAMPLES[type]);
  });

  it("has an example event that names what its data names", () => {
    const event = exampleEvent(type, OWNER);
    expect(event).toMatchObject({ ...OWNER, type, data: EXAMPLES[type] });
    const named = { callId: null, conversationId: null, workflowId: null, ...EXAMPLES[type] };
    expect([event.callId, event.conversationId, event.workflowId]).toEqual([
      named.callId,
      named.conversationId,
      named.workflowId,
    ]);
  });

  it.each(LANGUAGES)("is described in %s", (language) => {
    const { title, description } = TEXTS[type][language];
    expect(title).toMatch(/^\p{Lu}.{3,40}[^.]$/u);
    expect(description).toMatch(/^\p{Lu}.{15,160}\.$/u);
  });
});

it("says something different in each language", () => {
  for (const type of EVENT_TYPES) {
    const descriptions = LANGUAGES.map((language) => TEXTS[type][language].description);
    expect(new Set(descriptions).size, type).toBe(LANGUAGES.length);
  }
});

it("gives every event a title of its own within its group", () => {
  for (const language of LANGUAGES) {
    const titles = EVENT_TYPES.map(
      (type) => `${type.split(".")[0]}: ${TEXTS[type][language].title}`,
    );
    expect(new Set(titles).size).toBe(EVENT_TYPES.length);
  }
});

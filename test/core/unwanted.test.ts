import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DIALECT_IDS } from "#src/core/catalog/define.ts";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { EVENT_TYPES, subscribableKeys } from "#src/core/catalog.ts";
import { type Unwanted, type Wishes, wantedKeys, whyUnwanted } from "#src/core/webhook.ts";

const [AGENT, OTHER, WORKFLOW] = ["a", "b", "c"].map(
  (digit) => `01987b3e-5f40-7c11-9d7e-0242ac12000${digit}`,
) as [string, string, string];

const event = fc
  .record({ type: fc.constantFrom(...EVENT_TYPES), agentId: fc.constantFrom(AGENT, OTHER, null) })
  .map(({ type, agentId }) =>
    exampleEvent(type, {
      id: OTHER,
      workspaceId: OTHER,
      agentId,
      occurredAt: "2025-01-01T00:00:00.000Z",
    }),
  );

const wishes: fc.Arbitrary<Wishes> = fc.constantFrom(...DIALECT_IDS).chain((dialect) =>
  fc.record({
    // The sample of a notice is about a webhook of this id.
    id: fc.constantFrom(OTHER, "01987b3e-5f40-7c11-9d7e-0242ac120002"),
    dialect: fc.constant(dialect),
    agentIds: fc.constantFrom(null, [AGENT], [OTHER]),
    workflowIds: fc.constantFrom(null, null, [WORKFLOW]),
    filters: fc.constantFrom(null, {}, { campaigns: ["none"] }, { outcomes: ["appointment_set"] }),
    eventKeys: fc.subarray([...subscribableKeys(dialect)]).map((keys) => new Set(keys)),
  }),
);

describe("the reason why an event is not wanted", () => {
  it("is there exactly where it has no key to go out under", () => {
    fc.assert(
      fc.property(wishes, event, (webhook, happened) => {
        const isWanted = wantedKeys(webhook, happened).length > 0;
        expect(whyUnwanted(webhook, happened) === null).toBe(isWanted);
      }),
      { numRuns: 2_000 },
    );
  });

  const all = {
    id: OTHER,
    dialect: "standard",
    agentIds: null,
    workflowIds: null,
    filters: null,
    eventKeys: new Set(["call.callEnded"]),
  } as const;
  const ended = exampleEvent("call.callEnded", {
    id: OTHER,
    workspaceId: OTHER,
    agentId: AGENT,
    occurredAt: "2025-01-01T00:00:00.000Z",
  });

  const changes: readonly (readonly [Unwanted | null, Partial<Wishes>])[] = [
    [null, {}],
    ["not_in_dialect", { dialect: "subverse", eventKeys: new Set() }],
    ["not_subscribed", { eventKeys: new Set(["tool.invoked"]) }],
    ["not_selected", { agentIds: [OTHER] }],
    ["filtered", { filters: { campaigns: ["none"] } }],
  ];

  it.each(changes)("is %s", (reason, change) => {
    const unanswered = { ...ended, data: { ...ended.data, answered: false } } as typeof ended;
    const happened = reason === "not_in_dialect" ? unanswered : ended;
    expect(whyUnwanted({ ...all, ...change }, happened)).toBe(reason);
  });
});

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { dataSchemaOf } from "#src/core/catalog/data-schema.ts";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import { EVENT_TYPES, subscribableKeys } from "#src/core/catalog.ts";
import { CATEGORIES, createEventTypes } from "#src/pipeline/event-types.ts";
import { dialects } from "#src/registry.ts";

const eventTypes = createEventTypes(dialects);

describe("event types", () => {
  it("are the catalog", () => {
    expect(eventTypes.list({}).map(({ key }) => key)).toEqual(EVENT_TYPES);
    expect(eventTypes.get("call.callEnded")).toMatchObject({
      key: "call.callEnded",
      category: "call",
      names: { talkover: ["event_phone_call_ended"], standard: ["call.callEnded"] },
      texts: { en: { title: "Call ended" } },
    });
    expect(eventTypes.get("toString")).toBeNull();
  });

  it("can be limited to a category", () => {
    const sizes = CATEGORIES.map((category) => eventTypes.list({ category }).length);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(EVENT_TYPES.length);
    expect(eventTypes.list({ category: "none" })).toEqual([]);
  });

  it.each([...dialects.keys()])(
    "of %s are what it can be subscribed to, with payloads",
    (dialect) => {
      const listed = eventTypes.list({ dialect });
      const names = listed.flatMap((view) => view.names[dialect] ?? []);
      expect([...new Set(names)].toSorted()).toEqual([...subscribableKeys(dialect)].toSorted());
      for (const view of listed) {
        expect(Object.keys(view.names)).toEqual([dialect]);
        for (const payload of view.payloads) {
          expect(payload).toMatchObject({ dialect, payload: expect.any(Object) });
          expect(view.names[dialect]).toContain(payload.name);
        }
      }
      expect(listed.flatMap(({ payloads }) => payloads)).not.toEqual([]);
    },
  );

  it.each(EVENT_TYPES)("%s has a schema that its example meets, with whatever is added", (type) => {
    const schema = dataSchemaOf(type);
    const check = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    expect(check.safeParse({ ...EXAMPLES[type], addedLater: 1 }).error).toBeUndefined();
    expect(check.safeParse({}).success).toBe(false);
  });
});

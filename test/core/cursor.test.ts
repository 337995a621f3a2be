import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "#src/core/cursor.ts";
import { CALL_FIELDS, DELIVERY_FIELDS } from "#src/core/filter-fields.ts";

const ID = "01987b3e-5f40-7c11-9d7e-0242ac120002";
const SORT = [
  { field: "eventKey" },
  { field: "responseStatus" },
  { field: "createdAt" },
  { field: "eventId" },
] as const;

function cursorOf(...parts: unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

describe("a cursor", () => {
  it("comes back as it was, whatever the values are", () => {
    const position = fc.record({
      id: fc.uuid(),
      values: fc.tuple(
        fc.option(fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"))),
        fc.option(
          fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
        ),
        fc.option(
          fc.date({
            min: new Date("0001-01-01T00:00:00.000Z"),
            max: new Date("9999-12-31T23:59:59.999Z"),
            noInvalidDate: true,
          }),
        ),
        fc.option(fc.uuid()),
      ),
    });
    fc.assert(
      fc.property(
        fc.constantFrom("after" as const, "before" as const),
        position,
        (direction, at) => {
          const text = encodeCursor({ direction, position: at });
          expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
          expect(decodeCursor(text, SORT, DELIVERY_FIELDS)).toEqual({ direction, position: at });
        },
      ),
    );
  });

  it("keeps a word that is no choice any more", () => {
    const position = { id: ID, values: ["lost"] };
    const text = encodeCursor({ direction: "after", position });
    expect(decodeCursor(text, [{ field: "status" }], CALL_FIELDS)).toMatchObject({ position });
  });

  it("says where a list begins", () => {
    expect(decodeCursor("start", SORT, DELIVERY_FIELDS)).toBe("start");
  });

  it.each([
    ["nothing", ""],
    ["not base64", "%%%"],
    ["not JSON", Buffer.from("[").toString("base64url")],
    ["not a list", Buffer.from("{}").toString("base64url")],
    ["a direction that there is not", cursorOf("beside", ID)],
    ["no id", cursorOf("after", 7)],
    ["too few values", cursorOf("after", ID, "a", 1)],
    ["too many values", cursorOf("after", ID, "a", 1, null, null, null)],
    ["a number for a text", cursorOf("after", ID, 5, 1, null, null)],
    ["a text for a number", cursorOf("after", ID, "a", "1", null, null)],
    ["a date that is none", cursorOf("after", ID, "a", 1, "yesterday", null)],
    ["an id that is none", cursorOf("after", ID, "a", 1, null, "x")],
    ["a NUL", cursorOf("after", ID, "\0", 1, null, null)],
    ["an object", cursorOf("after", ID, {}, 1, null, null)],
  ])("is refused when it holds %s", (_what, text) => {
    expect(decodeCursor(text, SORT, DELIVERY_FIELDS)).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setOut, tokensOf } from "#dashboard/ui/json-tokens.ts";

describe("JSON set out", () => {
  it("shows what was sent: large numbers, double keys and escapes as they are", () => {
    expect(setOut('{"a":12345678901234567890.10,"a":"\\u0041{,}","e":{},"l":[ ],"n":[1]}')).toBe(
      [
        "{",
        '  "a": 12345678901234567890.10,',
        '  "a": "\\u0041{,}",',
        '  "e": {},',
        '  "l": [],',
        '  "n": [',
        "    1",
        "  ]",
        "}",
      ].join("\n"),
    );
  });

  it("leaves alone what is no JSON", () => {
    expect(setOut("<html>")).toBeNull();
    expect(setOut("")).toBeNull();
  });

  it("means the same as before, and its pieces are the whole of it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const pretty = setOut(JSON.stringify(value)) ?? "";
        // JSON has no -0 after a round trip.
        expect(JSON.parse(pretty)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(
          tokensOf(pretty)
            .map(({ text }) => text)
            .join(""),
        ).toBe(pretty);
      }),
    );
  });

  it("tells keys from text", () => {
    expect(tokensOf('{"a": "b", "c": -1.5e3, "d": null}').map(({ kind }) => kind)).toEqual([
      ...["plain", "key", "plain", "plain", "string", "plain", "key", "plain", "plain", "number"],
      ...["plain", "key", "plain", "plain", "word", "plain"],
    ]);
  });
});

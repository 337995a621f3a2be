import { describe, expect, it } from "vitest";
import { parseIdempotencyKey } from "#src/http/idempotency-key.ts";

describe("an Idempotency-Key", () => {
  it.each([
    ["bare", "8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ["quoted", '"8e03978e"', "8e03978e"],
    ["quoted, with a space", '"order 7"', "order 7"],
    ["quoted, with escapes", String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    ["of one character", "k", "k"],
    ["of 255 characters", "k".repeat(255), "k".repeat(255)],
    ["quoted, of 255 characters", `"${"k".repeat(255)}"`, "k".repeat(255)],
    ["with spaces around it", "  k  ", "k"],
  ])("is read %s", (_how, header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });

  it.each([
    ["empty", ""],
    ["quoted and empty", '""'],
    ["too long", "k".repeat(256)],
    ["quoted and too long", `"${"k".repeat(256)}"`],
    ["not closed", '"k'],
    ["closed early", '"k"k'],
    ["two keys", "a, b"],
    ["with a space", "a b"],
    ["beyond ASCII", "clé"],
    ["with a control character", '"a\u0007b"'],
    ["escaping what needs none", String.raw`"a\b"`],
  ])("is refused when it is %s", (_how, header) => {
    expect(parseIdempotencyKey(header)).toBeUndefined();
  });
});

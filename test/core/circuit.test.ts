import { describe, expect, it } from "vitest";
import { answerOf, circuitState } from "#src/core/circuit.ts";

describe("an attempt", () => {
  it.each([
    [null, 200, "answered"],
    ["http_error", 404, "answered"],
    ["http_error", 429, "answered"],
    ["gone", 410, "answered"],
    ["redirect", 302, "answered"],
    ["http_error", 500, "failed"],
    ["http_error", 503, "failed"],
    ["timeout", null, "failed"],
    // What came was not whole.
    ["timeout", 200, "failed"],
    ["connection_refused", null, "failed"],
    ["dns_error", null, "failed"],
    // Ours, not the endpoint's.
    ["blocked_target", null, "none"],
    ["internal_error", null, "none"],
  ] as const)("with %s and status %s: the endpoint %s", (errorClass, status, expected) => {
    expect(answerOf(errorClass, status)).toBe(expected);
  });
});

describe("a circuit", () => {
  const at = new Date("2026-03-01T12:00:00.000Z");
  const before = new Date(at.getTime() - 1);
  const after = new Date(at.getTime() + 1);

  it.each([
    [null, null, "closed"],
    [before, after, "open"],
    [before, at, "half_open"],
    [before, before, "half_open"],
  ] as const)("opened %s, retry %s is %s", (openedAt, retryAt, expected) => {
    expect(circuitState(openedAt, retryAt, at)).toBe(expected);
  });
});

import { expect, it } from "vitest";
import { parseRetryAfter } from "#src/core/retry-after.ts";

const NOW = new Date("2026-11-21T10:00:00Z");

it.each([
  ["0", 0],
  ["120", 120_000],
  [" 120 ", 120_000],
  ["007", 7_000],
  ["9".repeat(400), Number.MAX_SAFE_INTEGER],
  ["Sat, 21 Nov 2026 10:00:30 GMT", 30_000],
  ["Saturday, 21-Nov-26 10:00:30 GMT", 30_000],
  ["Sat Nov 21 10:00:30 2026", 30_000],
  ["Sat Nov 21 09:00:00 2026", 0],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 0],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 0],
  ["Sun Nov  6 08:49:37 1994", 0],
  ["Sat, 21 Nov 2026 10:00:60 GMT", 60_000],
  ["Wed, 01 Jan 0099 00:00:00 GMT", 0],
])("%j is %d ms", (value, expected) => {
  expect(parseRetryAfter(value, NOW)).toBe(expected);
});

it.each([
  undefined,
  "",
  "-1",
  "+1",
  "1.5",
  "1e3",
  "0x10",
  "120s",
  "120, 120",
  "١٢٠",
  "soon",
  "2026-11-21T10:00:30Z",
  "Sat, 21 Nov 2026 10:00:30 +0000",
  "Sat, 21 Nov 2026 24:00:30 GMT",
  "Sat, 21 Nov 2026 10:60:30 GMT",
  "Sat, 31 Feb 2026 10:00:30 GMT",
  "Sat, 00 Nov 2026 10:00:30 GMT",
  "sat, 21 nov 2026 10:00:30 gmt",
  "Sat, 1 Nov 2026 10:00:30 GMT",
])("%j says nothing", (value) => {
  expect(parseRetryAfter(value, NOW)).toBeNull();
});

it("reads two-digit years within fifty years ahead", () => {
  expect(parseRetryAfter("Saturday, 21-Nov-76 10:00:00 GMT", NOW)).toBeGreaterThan(0);
  expect(parseRetryAfter("Monday, 21-Nov-77 10:00:00 GMT", NOW)).toBe(0);
});

import { describe, expect, it } from "vitest";
import {
  deactivationTime,
  type FailingStreak,
  nextHealthStep,
  percentFailed,
  startsAnew,
  urlWithoutSecrets,
} from "#src/core/webhook-health.ts";

const HOUR_MS = 60 * 60 * 1000;
const SINCE = new Date("2026-03-01T12:00:00.000Z");

/** Failures over this many hours, on the way to deactivation after five days. */
function streak(hours: number, changes: Partial<FailingStreak> = {}): FailingStreak {
  return {
    failingSince: SINCE,
    lastFailedAt: new Date(SINCE.getTime() + hours * HOUR_MS),
    told: 0,
    deactivateAfterDays: 5,
    ...changes,
  };
}

describe("the share of the way to deactivation", () => {
  it.each([
    [0, 0],
    [59.99, 49],
    [60, 50],
    [84, 70],
    [108, 90],
    [119.99, 99],
    [120, 100],
    [1_000, 100],
  ])("is, after %f hours of failures, %i %%", (hours, percent) => {
    expect(percentFailed(streak(hours))).toBe(percent);
  });

  it("is longer or shorter as the webhook says", () => {
    expect(percentFailed(streak(12, { deactivateAfterDays: 1 }))).toBe(50);
    expect(percentFailed(streak(360, { deactivateAfterDays: 30 }))).toBe(50);
  });

  it("is nothing where a late result fails before the streak", () => {
    expect(percentFailed(streak(-3))).toBe(0);
  });

  it("ends five days after the first failure", () => {
    expect(deactivationTime(streak(1))).toEqual(new Date("2026-03-06T12:00:00.000Z"));
  });
});

describe("what is due", () => {
  it.each([
    [59, 0, { kind: "none" }],
    [60, 0, { kind: "warn", percent: 50 }],
    [60, 50, { kind: "none" }],
    [84, 50, { kind: "warn", percent: 70 }],
    [107, 70, { kind: "none" }],
    [108, 70, { kind: "warn", percent: 90 }],
    [119, 90, { kind: "none" }],
    [120, 90, { kind: "deactivate" }],
  ])("after %i hours with %i %% told is %o", (hours, told, step) => {
    expect(nextHealthStep(streak(hours, { told }))).toEqual(step);
  });

  it("is the latest warning alone where several came due at once", () => {
    expect(nextHealthStep(streak(110))).toEqual({ kind: "warn", percent: 90 });
  });

  it("is the end where two failures lie further apart than the whole way", () => {
    expect(nextHealthStep(streak(121))).toEqual({ kind: "deactivate" });
  });

  it("is nothing for one failure, however long ago", () => {
    expect(
      nextHealthStep(streak(0, { failingSince: new Date(0), lastFailedAt: new Date(0) })),
    ).toEqual({ kind: "none" });
  });
});

describe("failures of before", () => {
  const url = "https://tenant.example.com/hooks";
  it.each([
    ["count on", true, {}, false],
    ["count on where nothing is said anew", true, { isActive: true, url }, false],
    ["count no more at another URL", true, { url: `${url}/2` }, true],
    ["count no more once it is switched on again", false, { isActive: true }, true],
    ["count on while it stays off", false, { isActive: false }, false],
  ])("%s", (_name, isActive, change, expected) => {
    expect(startsAnew({ isActive, url }, change)).toBe(expected);
  });
});

describe("a URL for others to see", () => {
  it.each([
    ["https://tenant.example.com/hooks", "https://tenant.example.com/hooks"],
    [
      "https://user:pa%40ss@tenant.example.com:8443/h?token=x#y",
      "https://tenant.example.com:8443/h",
    ],
    ["https://us@er:p@tenant.example.com/h", "https://tenant.example.com/h"],
    ["https://key@tenant.example.com", "https://tenant.example.com"],
    ["https://tenant.example.com/a@b?to=c@d", "https://tenant.example.com/a@b"],
    ["https://tenant.example.com?k=v", "https://tenant.example.com"],
    ["HTTP://u:p@tenant.example.com/#k", "HTTP://tenant.example.com/"],
  ])("of %s is %s", (url, shown) => {
    expect(urlWithoutSecrets(url)).toBe(shown);
  });
});

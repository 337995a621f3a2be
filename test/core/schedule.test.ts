import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exponential,
  LONGEST_WAIT_MS,
  nextStep,
  STANDARD_WEBHOOKS_SCHEDULE,
} from "#src/core/schedule.ts";

const POLICY = { delaysMs: [1000, 2000, 4000, 8000], jitter: 0.1 };
const NOW = new Date("2025-01-18T10:30:00.000Z");
const MIDDLE = { now: NOW, random: 0.5, retryAfterMs: null };

function waitMs(step: ReturnType<typeof nextStep>): number {
  if (step.kind === "give-up") throw new Error("gave up");
  return step.at.getTime() - NOW.getTime();
}

describe("the next step", () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [4, 8000],
  ])("after attempt %i waits %i ms", (attempt, expected) => {
    expect(waitMs(nextStep(POLICY, { ...MIDDLE, attempt }))).toBe(expected);
  });

  it.each([5, 6, 1000])("gives up after attempt %i", (attempt) => {
    expect(nextStep(POLICY, { ...MIDDLE, attempt })).toEqual({ kind: "give-up" });
  });

  it("gives up at once where no delays are set", () => {
    const step = nextStep({ delaysMs: [], jitter: 0 }, { ...MIDDLE, attempt: 1 });
    expect(step).toEqual({ kind: "give-up" });
  });

  it("stays within the jitter, both ways", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, random) => {
          const wait = waitMs(nextStep(POLICY, { ...MIDDLE, attempt, random }));
          const delay = POLICY.delaysMs[attempt - 1] ?? Number.NaN;
          expect(wait).toBeGreaterThanOrEqual(delay * 0.9);
          expect(wait).toBeLessThanOrEqual(delay * 1.1);
        },
      ),
    );
  });

  it.each([
    ["earliest", 0, 900],
    ["latest", 0.999_999, 1100],
  ])("is jittered at the %s to the edge", (_which, random, expected) => {
    expect(waitMs(nextStep(POLICY, { ...MIDDLE, attempt: 1, random }))).toBe(expected);
  });
});

describe("the schedule of Standard Webhooks", () => {
  const { delaysMs } = STANDARD_WEBHOOKS_SCHEDULE;

  it("allows ten attempts", () => {
    const attempts = Array.from({ length: 11 }, (_, index) => index + 1);
    const kinds = attempts.map(
      (attempt) => nextStep(STANDARD_WEBHOOKS_SCHEDULE, { ...MIDDLE, attempt }).kind,
    );
    expect(kinds.lastIndexOf("retry")).toBe(8);
    expect(kinds.filter((kind) => kind === "give-up")).toHaveLength(2);
  });

  it("is never early, a little late, and waits a day at most", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: delaysMs.length }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, random) => {
          const wait = waitMs(nextStep(STANDARD_WEBHOOKS_SCHEDULE, { ...MIDDLE, attempt, random }));
          const delay = delaysMs[attempt - 1] ?? Number.NaN;
          expect(wait).toBeGreaterThanOrEqual(delay);
          expect(wait).toBeLessThanOrEqual(Math.min(delay * 1.05 + 1, LONGEST_WAIT_MS));
        },
      ),
    );
  });

  it.each([
    ["at the earliest", 0, 5000],
    ["at the latest", 0.999_999, 5250],
  ])("tries again %s", (_when, random, expected) => {
    const first = { ...MIDDLE, attempt: 1, random };
    expect(waitMs(nextStep(STANDARD_WEBHOOKS_SCHEDULE, first))).toBe(expected);
  });
});

describe("Retry-After", () => {
  it.each([
    ["lengthens the wait", 60_000, 60_000],
    ["never shortens it", 10, 1000],
    ["is clamped to a day", 48 * 60 * 60 * 1000, LONGEST_WAIT_MS],
  ])("%s", (_what, retryAfterMs, expected) => {
    expect(waitMs(nextStep(POLICY, { ...MIDDLE, attempt: 1, retryAfterMs }))).toBe(expected);
  });

  it("does not add attempts", () => {
    const step = nextStep(POLICY, { ...MIDDLE, attempt: 5, retryAfterMs: 1000 });
    expect(step).toEqual({ kind: "give-up" });
  });
});

describe("an exponential schedule", () => {
  const backoff = { maxAttempts: 5, initialDelay: 30, maxDelay: 3600, backoffFactor: 2 };

  it.each([
    ["counts the first try", backoff, [30_000, 60_000, 120_000, 240_000]],
    ["stops growing", { ...backoff, maxDelay: 100 }, [30_000, 60_000, 100_000, 100_000]],
    ["may stay even", { ...backoff, maxAttempts: 3, backoffFactor: 1 }, [30_000, 30_000]],
    ["takes parts of a second", { ...backoff, maxAttempts: 2, initialDelay: 0.25 }, [250]],
    ["may be a single try", { ...backoff, maxAttempts: 1 }, []],
    ["is none for no attempts", { ...backoff, maxAttempts: 0 }, []],
    [
      "survives factors that overflow",
      { ...backoff, maxAttempts: 3, backoffFactor: Number.MAX_VALUE },
      [30_000, 3_600_000],
    ],
  ])("%s", (_what, settings, delaysMs) => {
    expect(exponential(settings, 0.1)).toMatchObject({ delaysMs, jitter: 0.1 });
  });

  it.each([
    [0, 30_000],
    [0.5, 31_500],
    [0.999, 32_997],
  ])("is never early, as tenants wrote down the least of it: %d", (random, expected) => {
    const step = nextStep(exponential(backoff, 0.1), { ...MIDDLE, random, attempt: 1 });
    expect(waitMs(step)).toBe(expected);
  });
});

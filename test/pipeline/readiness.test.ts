import { describe, expect, it } from "vitest";
import { FIRST_ATTEMPTS, type QueueName, RETRIES } from "#src/pipeline/jobs.ts";
import type { QueueState } from "#src/pipeline/probe-ports.ts";
import { createReadiness } from "#src/pipeline/readiness.ts";

function waiting(queue: QueueName, seconds: number): QueueState {
  return { queue, due: seconds > 0 ? 1 : 0, oldestDueMs: seconds * 1_000 };
}

type State = {
  readonly missing?: readonly string[] | null;
  readonly queues?: readonly QueueState[] | null;
  readonly limitSeconds?: number | null;
};

function readinessOf({ missing = [], queues = [], limitSeconds = 300 }: State) {
  return createReadiness({
    missingMigrations: async () => missing,
    queues: async () => queues,
    maxJobAgeMs: limitSeconds === null ? null : limitSeconds * 1_000,
  });
}

describe("readiness", () => {
  it.each<[string, State, string | null]>([
    ["all is well", { queues: [waiting(FIRST_ATTEMPTS, 299), waiting(RETRIES, 0)] }, null],
    ["the database is silent", { missing: null }, "the database does not answer"],
    [
      "a migration is missing",
      { missing: ["0030_new"] },
      "the database lacks the migration 0030_new: run `switchhook migrate`",
    ],
    [
      "several are missing",
      { missing: ["0030_new", "0031_newer"] },
      "the database lacks the migration 0030_new and 1 more: run `switchhook migrate`",
    ],
    [
      "a job is late",
      { queues: [waiting(FIRST_ATTEMPTS, 301), waiting(RETRIES, 1_000)] },
      "the oldest due job of the queue retries has waited for 1000 s, the limit is 300 s",
    ],
    ["jobs are not looked at", { queues: [waiting(RETRIES, 1_000)], limitSeconds: null }, null],
    ["jobs cannot be counted in time", { queues: null }, null],
  ])("tells when %s", async (_case, state, reason) => {
    expect(await readinessOf(state).whyNotReady()).toBe(reason);
  });

  it("ends with the process", async () => {
    const readiness = readinessOf({});
    readiness.stopping();
    expect(await readiness.whyNotReady()).toBe("the process is shutting down");
  });
});

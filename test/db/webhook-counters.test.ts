import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { countsOf } from "#src/db/repositories/webhook-counters.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";
import { NOW, sampleOutgoing, sampleResult, sampleWebhook } from "../support/samples.ts";

type Kind = AttemptResult["step"]["kind"];

const WEBHOOK = sampleWebhook();

function at(second: number): Date {
  return new Date(NOW.getTime() + second * 1000);
}

function result(kind: Kind, second: number, webhook = WEBHOOK): AttemptResult {
  return sampleResult({
    outgoing: sampleOutgoing({ webhook }),
    startedAt: at(second),
    step: kind === "retry" ? { kind, at: at(second + 60) } : { kind },
  });
}

function countOf(...results: readonly AttemptResult[]) {
  const [count, ...others] = countsOf(results);
  expect(others).toEqual([]);
  return count;
}

describe("what a batch of results comes to", () => {
  it("counts deliveries that ended, not attempts", () => {
    expect(
      countOf(result("retry", 1), result("failed", 2), result("delivered", 3), result("retry", 9)),
    ).toMatchObject({ webhookId: WEBHOOK.id, succeeded: 1, failed: 1, lastAt: at(3) });
  });

  it("has no end where all go on", () => {
    expect(countOf(result("retry", 1))).toMatchObject({ succeeded: 0, failed: 0, lastAt: null });
  });

  it.each<[string, readonly (readonly [Kind, number])[], number | null, number | null]>([
    ["nothing where all succeeded", [["delivered", 1]], null, null],
    [
      "the first and the last failure",
      [
        ["failed", 5],
        ["retry", 2],
        ["retry", 3],
      ],
      2,
      5,
    ],
    [
      "what failed after the last success",
      [
        ["failed", 1],
        ["delivered", 2],
        ["retry", 3],
      ],
      3,
      3,
    ],
    [
      "nothing where a success came last",
      [
        ["failed", 1],
        ["delivered", 2],
        ["failed", 0],
      ],
      null,
      null,
    ],
  ])("knows of the streak %s", (_name, steps, since, last) => {
    expect(countOf(...steps.map(([kind, second]) => result(kind, second)))).toMatchObject({
      failingSince: since === null ? null : at(since),
      lastFailedAt: last === null ? null : at(last),
    });
  });

  it("is each webhook's own", () => {
    const other = sampleWebhook({ id: randomUUID() });
    const counts = countsOf([result("failed", 1), result("delivered", 2, other)]);
    expect(counts).toMatchObject([
      { webhookId: WEBHOOK.id, failed: 1, failingSince: at(1) },
      { webhookId: other.id, succeeded: 1, failingSince: null },
    ]);
  });
});

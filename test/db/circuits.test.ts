import { describe, expect, it } from "vitest";
import { toldBy } from "#src/db/repositories/circuits.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";
import { NOW, sampleOutgoing, sampleResult, sampleWebhook } from "../support/samples.ts";

const webhook = sampleWebhook();

function result(
  second: number,
  status: number,
  changes: Partial<AttemptResult["outgoing"]> = {},
): AttemptResult {
  const isGood = status < 300;
  return sampleResult({
    outgoing: sampleOutgoing({ webhook, ...changes }),
    startedAt: at(second),
    errorClass: isGood ? null : "http_error",
    response: { status, headers: {}, body: new Uint8Array(), truncated: false },
    step: isGood ? { kind: "delivered" } : { kind: "retry", at: at(second + 1) },
  });
}

function at(second: number): Date {
  return new Date(NOW.getTime() + second * 1_000);
}

describe("what a batch tells of an endpoint", () => {
  it("counts attempts, and deliveries with the first attempt of their schedule", () => {
    expect(
      toldBy([
        result(3, 500),
        result(1, 502),
        result(2, 500, { attempt: 2 }),
        result(4, 500, { attempt: 6, attemptsBefore: 5 }),
      ]),
    ).toEqual([
      {
        webhookId: webhook.id,
        answers: 0,
        failures: 4,
        answeredAt: null,
        streak: { failures: 4, deliveries: 3 },
        firstFailedAt: at(1),
        lastFailedAt: at(4),
      },
    ]);
  });

  it("begins a streak anew with every answer, in order of time", () => {
    expect(toldBy([result(3, 500), result(2, 200), result(1, 500)])).toMatchObject([
      { answers: 1, failures: 2, answeredAt: at(2), streak: { failures: 1 }, firstFailedAt: at(3) },
    ]);
  });

  it("takes a no for an answer", () => {
    expect(toldBy([result(1, 500), result(2, 404)])).toMatchObject([
      { answers: 1, failures: 1, answeredAt: at(2), streak: { failures: 0 }, lastFailedAt: at(1) },
    ]);
  });

  it("counts an attempt that says nothing of the endpoint for neither", () => {
    const blocked = sampleResult({
      outgoing: sampleOutgoing({ webhook }),
      response: null,
      errorClass: "blocked_target",
      step: { kind: "failed" },
    });
    expect(toldBy([blocked])).toMatchObject([{ answers: 0, failures: 0, firstFailedAt: null }]);
  });
});

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
    const { answered, streaks } = toldBy([
      result(3, 500),
      result(1, 502),
      result(2, 500, { attempt: 2 }),
      result(4, 500, { attempt: 6, attemptsBefore: 5 }),
    ]);
    expect(answered).toEqual([]);
    expect(streaks).toEqual([
      { webhookId: webhook.id, failures: 4, deliveries: 3, firstAt: at(1), lastAt: at(4) },
    ]);
  });

  it("begins anew with every answer, in order of time", () => {
    const { answered, streaks } = toldBy([result(3, 500), result(2, 200), result(1, 500)]);
    expect(answered).toEqual([webhook.id]);
    expect(streaks).toMatchObject([{ failures: 1, firstAt: at(3) }]);
  });

  it("takes a no for an answer", () => {
    expect(toldBy([result(1, 500), result(2, 404)])).toEqual({
      answered: [webhook.id],
      streaks: [],
    });
  });
});

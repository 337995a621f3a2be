import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { ERROR_POSITIONS, latencySlot } from "#src/core/stats.ts";
import {
  countsOfEnded,
  countsOfNew,
  countsOfReopened,
  countsOfResults,
} from "#src/db/stats-tallies.ts";
import type { AttemptResult, NewDelivery } from "#src/pipeline/ports.ts";
import { NOW, sampleOutgoing, sampleResult, sampleWebhook } from "../support/samples.ts";

const WEBHOOK = sampleWebhook();
const OTHER = sampleWebhook();

/** Of a delivery that was made so many ms before now. */
function idAged(ms: number): string {
  return uuidv7({ msecs: NOW.getTime() - ms });
}

type Case = Partial<AttemptResult> & { readonly agedMs?: number; readonly attemptsBefore?: number };

function result({ agedMs = 100, attemptsBefore = 0, ...changes }: Case, webhook = WEBHOOK) {
  const deliveryId = idAged(agedMs);
  const { workspaceId } = webhook;
  const outgoing = sampleOutgoing({ deliveryId, attemptsBefore, webhook, workspaceId });
  return sampleResult({ durationMs: 12, ...changes, outgoing });
}

const RETRIED: Case = { step: { kind: "retry", at: NOW }, errorClass: "timeout" };
const FAILED: Case = { step: { kind: "failed" }, errorClass: "http_error" };

describe("a batch of results", () => {
  it("is counted webhook by webhook", () => {
    const { tallies } = countsOfResults([
      result({}),
      result(RETRIED),
      result(FAILED),
      result(FAILED, OTHER),
    ]);
    expect(tallies).toMatchObject([
      {
        webhookId: WEBHOOK.id,
        workspaceId: WEBHOOK.workspaceId,
        tally: { delivered: 1, failed: 1, suppressed: 0, attempts: 3, failedAttempts: 2 },
      },
      { webhookId: OTHER.id, tally: { delivered: 0, failed: 1, attempts: 1, failedAttempts: 1 } },
    ]);
    const { errors = [] } = tallies[0]?.tally ?? {};
    expect([errors[ERROR_POSITIONS.timeout], errors[ERROR_POSITIONS.http_error]]).toEqual([1, 1]);
  });

  it("tells how long deliveries took from their creation", () => {
    const [counted] = countsOfResults([result({ agedMs: 100 }), result(FAILED)]).tallies;
    expect(counted?.tally.latency.findIndex((count) => count > 0)).toBe(latencySlot(112));
  });

  it("does not tell it of what is sent again by hand", () => {
    const [counted] = countsOfResults([result({ attemptsBefore: 3 })]).tallies;
    expect(counted?.tally).toMatchObject({ delivered: 1, latency: [] });
  });

  it("takes what has ended out of what waits, where it was made", () => {
    const { pending } = countsOfResults([
      result({}),
      result(FAILED),
      result(RETRIED),
      result({ agedMs: 600_000 }),
    ]);
    const made = (iso: string) => new Date(iso);
    expect(pending).toMatchObject([
      { webhookId: WEBHOOK.id, bucket: made("2026-03-01T11:55:00.000Z"), change: -2 },
      { webhookId: WEBHOOK.id, bucket: made("2026-03-01T11:50:00.000Z"), change: -1 },
    ]);
  });
});

describe("deliveries", () => {
  const delivery = (status: NewDelivery["status"]) => {
    const { id: webhookId, workspaceId } = WEBHOOK;
    return { id: idAged(0), webhookId, workspaceId, status } as NewDelivery;
  };

  it("wait from when they are stored, or nobody is to get them", () => {
    const { tallies, pending } = countsOfNew([delivery("pending"), delivery("suppressed")]);
    expect(pending).toMatchObject([{ change: 1, bucket: NOW }]);
    expect(tallies).toMatchObject([{ tally: { suppressed: 1, attempts: 0 } }]);
  });

  it("need no statement where nothing changes", () => {
    expect(countsOfNew([])).toEqual({ tallies: [], pending: [] });
  });

  it.each(["failed", "suppressed"] as const)(
    "that ended as %s without an attempt wait no more",
    (end) => {
      const { tallies, pending } = countsOfEnded(end, [delivery("pending")]);
      expect(tallies).toMatchObject([{ tally: { [end]: 1, attempts: 0 } }]);
      expect(pending).toMatchObject([{ change: -1 }]);
    },
  );

  it("that are opened anew wait, and what they came to before stays", () => {
    const { tallies, pending } = countsOfReopened([delivery("pending"), delivery("pending")]);
    expect([tallies, pending[0]?.change]).toEqual([[], 2]);
  });
});

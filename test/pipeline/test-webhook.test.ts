import { describe, expect, it } from "vitest";
import { ok } from "#src/core/result.ts";
import type { AttemptResult, Outgoing } from "#src/pipeline/ports.ts";
import { createTestWebhook } from "#src/pipeline/test-webhook.ts";
import type { TestTarget } from "#src/pipeline/webhook-operation-ports.ts";
import { dialects } from "#src/registry.ts";
import { NOW, sampleResult, sampleWebhook } from "../support/samples.ts";

const REF = { workspaceId: "w", webhookId: "h" };
const EVENT = { eventKey: "call.callEnded" };
const ID = "0194790c-9c00-7b3e-8f11-aa55bb66cc77";

function bench(found: TestTarget | "unreadable" | null, result: Partial<AttemptResult> = {}) {
  const sent: Outgoing[] = [];
  const recorded: AttemptResult[] = [];
  const test = createTestWebhook({
    store: {
      find: async () => found,
      record: async (attempt) => void recorded.push(attempt),
    },
    dialects,
    deliver: async (outgoing) => {
      sent.push(outgoing);
      return sampleResult({ outgoing, ...result });
    },
    newId: () => ID,
    now: () => NOW,
  });
  return { test, sent, recorded };
}

function target(changes: Parameters<typeof sampleWebhook>[0] = {}): TestTarget {
  return {
    webhook: sampleWebhook({ eventKeys: new Set(["call.callEnded"]), ...changes }),
    agent: null,
  };
}

describe("a test of a webhook", () => {
  it("is one first attempt of one delivery", async () => {
    const { test, sent, recorded } = bench(target());
    expect(await test(REF, EVENT)).toMatchObject({
      ok: true,
      value: { eventId: "evt_test_0194790c9c007b3e8f11aa55bb66cc77", deliveryId: ID },
    });
    expect(sent).toMatchObject([{ attempt: 1, attemptsBefore: 0, eventId: ID, ...EVENT }]);
    expect(recorded).toHaveLength(1);
  });

  it("names the agent that the webhook is limited to", async () => {
    const { test, sent } = bench({ ...target(), agent: { id: "a-1", name: "Paula" } });
    await test(REF, EVENT);
    expect(JSON.parse(sent[0]?.body ?? "")).toMatchObject({ agentId: "a-1" });
  });

  it("fails for good where a delivery would be tried again", async () => {
    const { test, recorded } = bench(target(), {
      step: { kind: "retry", at: NOW },
      error: "The endpoint answered 500.",
    });
    expect(await test(REF, EVENT)).toMatchObject({ value: { success: false } });
    expect(recorded).toMatchObject([{ step: { kind: "failed" } }]);
  });

  it("says that 410 would have a consequence, and has none", async () => {
    const { test, recorded } = bench(target(), { step: { kind: "failed" }, isGone: true });
    const told = await test(REF, EVENT);
    expect(told).toMatchObject({ value: { error: expect.stringContaining("would deactivate") } });
    expect(recorded).toMatchObject([{ isGone: false }]);
  });

  it("takes a payload up to its limit", async () => {
    const { test, sent } = bench(target());
    const largest = "x".repeat(262_142);
    expect(await test(REF, { ...EVENT, payload: largest })).toMatchObject({ ok: true });
    expect(await test(REF, { ...EVENT, payload: `${largest}x` })).toMatchObject({
      reason: { kind: "invalid", issues: [{ path: "payload" }] },
    });
    expect(sent.map(({ body }) => body)).toEqual([JSON.stringify(largest)]);
  });

  it.each([
    ["an unknown webhook", null, "not-found"],
    ["one whose secret cannot be opened", "unreadable", "conflict"],
    ["an event that is not subscribed to", target({ eventKeys: new Set() }), "invalid"],
  ] as const)("is not made of %s", async (_what, found, kind) => {
    const { test, sent, recorded } = bench(found);
    expect(await test(REF, EVENT)).toMatchObject({ ok: false, reason: { kind } });
    expect([...sent, ...recorded]).toEqual([]);
  });

  it("is told even where the answer was not whole", async () => {
    const { test } = bench(target(), {
      response: null,
      step: { kind: "retry", at: NOW },
      errorClass: "timeout",
      error: "too late",
    });
    expect(await test(REF, EVENT)).toEqual(
      ok(
        expect.objectContaining({
          success: false,
          statusCode: null,
          responseBody: null,
          responseHeaders: {},
          errorClass: "timeout",
          error: "too late",
        }),
      ),
    );
  });
});

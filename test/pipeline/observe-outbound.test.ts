import { describe, expect, it } from "vitest";
import type { DispatchStore } from "#src/pipeline/dispatch-ports.ts";
import { type Metrics, noMetrics } from "#src/pipeline/metrics-ports.ts";
import type { DisabledWebhook, HealthUnit } from "#src/pipeline/notice-ports.ts";
import {
  observeAttempts,
  observeDispatchStore,
  observeHealth,
  observeRetention,
  observeTellNews,
} from "#src/pipeline/observe-outbound.ts";
import type { IngestUnit, NewEvent } from "#src/pipeline/ports.ts";
import type { SpanFields, Tracing } from "#src/pipeline/tracing-ports.ts";
import { emptyRetentionStore } from "../support/retention-store.ts";
import { sampleOutgoing, sampleResult, sampleWebhook } from "../support/samples.ts";

function recording() {
  const told: unknown[] = [];
  const note =
    (name: string) =>
    (...values: unknown[]) =>
      void told.push([name, ...values]);
  const metrics: Metrics = {
    ...noMetrics,
    settled: (results) => void told.push(["settled", ...results]),
    stored: note("stored"),
    deactivated: note("deactivated"),
    deleted: note("deleted"),
    freed: note("freed"),
  };
  return { told, metrics };
}

const NOTICE = [{ event: { id: "1", type: "webhook.disabled" } } as NewEvent];
const UNIT = { insertEvents: async () => new Set(["1"]) } as unknown as IngestUnit;

describe("results", () => {
  const results = [sampleResult(), sampleResult()];
  const settlements = results.map((result) => ({ result, nextJob: null }));

  it("are counted once they are written, without those of others", async () => {
    const { told, metrics } = recording();
    const others = results.slice(0, 1).map(({ outgoing }) => outgoing.deliveryId);
    const store = observeDispatchStore({ settle: async () => others } as never, metrics);
    expect(await store.settle(settlements)).toBe(others);
    expect(told).toEqual([["settled", results[1]]]);
  });

  it("are not counted when they could not be written", async () => {
    const { told, metrics } = recording();
    const failing: Partial<DispatchStore> = { settle: () => Promise.reject(new Error("no")) };
    const store = observeDispatchStore(failing as DispatchStore, metrics);
    await expect(store.settle(settlements)).rejects.toThrow("no");
    expect(told).toEqual([]);
  });
});

describe("jobs of the dead", () => {
  it("are counted where there are some", async () => {
    const { told, metrics } = recording();
    let count = 0;
    const store = observeDispatchStore(
      { freeDeadOwners: async () => count } as DispatchStore,
      metrics,
    );
    await store.freeDeadOwners();
    count = 3;
    expect(await store.freeDeadOwners()).toBe(3);
    expect(told).toEqual([["freed", 3]]);
  });
});

describe("notices", () => {
  it("count with what was switched off", async () => {
    const { told, metrics } = recording();
    const tell = observeTellNews(async (unit) => void (await unit.insertEvents(NOTICE)), metrics);
    const disabled = [{ reason: "gone" } as DisabledWebhook];
    await tell(UNIT, { exhausted: [], disabled });
    expect(told).toEqual([
      ["stored", "webhook.disabled", 1],
      ["deactivated", "gone", 1],
    ]);
  });

  it("of failing webhooks count after the commit", async () => {
    const { told, metrics } = recording();
    const unit = { ingest: UNIT, deactivate: async () => undefined } as unknown as HealthUnit;
    const transact = observeHealth(async (work) => {
      await work(unit);
      const done = await work(unit);
      expect(told).toEqual([]);
      return done;
    }, metrics);
    await transact(async ({ ingest, deactivate }) => {
      await ingest.insertEvents(NOTICE);
      await deactivate(["a", "b"], "failing");
    });
    expect(told).toEqual([
      ["stored", "webhook.disabled", 1],
      ["deactivated", "failing", 2],
    ]);
  });
});

describe("retention", () => {
  it("counts what it deleted by kind", async () => {
    const { told, metrics } = recording();
    const store = emptyRetentionStore({
      deleteRows: async () => ({ count: 5, last: null }),
      deleteConversations: async () => null,
      hideRecordings: async () => [{ id: "1", path: "a" }],
      dropPartition: async ({ name }) => (name === "old" ? "dropped" : "busy"),
    });
    const observed = observeRetention(store, metrics);
    await observed.deleteRows("events", { after: "", before: new Date() });
    await observed.deleteConversations(new Date());
    await observed.deleteIdempotencyKeys(new Date());
    await observed.hideRecordings(new Date());
    await observed.markBodiesRemoved(["1", "2"]);
    await observed.dropPartition({ table: "events", name: "old" }, []);
    await observed.dropPartition({ table: "events", name: "in use" }, []);
    expect(told).toEqual([
      ["deleted", "events", 5],
      ["deleted", "recordings", 1],
      ["deleted", "callback_bodies", 2],
      ["deleted", "partitions", 1],
    ]);
  });
});

describe("attempts", () => {
  const webhook = sampleWebhook({ url: "https://tenant.example.com/hooks?key=secret" });
  const outgoing = sampleOutgoing({ webhook });

  it("are left alone where nobody traces", async () => {
    const result = sampleResult();
    const given: unknown[] = [];
    const attempt = observeAttempts(async (...all) => {
      given.push(...all);
      return result;
    }, null);
    expect(await attempt(outgoing)).toBe(result);
    expect(given).toEqual([outgoing]);
  });

  it("tell the tenant the id of their span, and the span nothing of the URL but its host", async () => {
    const fields: SpanFields[] = [];
    const failures: string[] = [];
    const tracing = {
      attempt(of, work) {
        fields.push(of.fields);
        return work({
          id: "00f067aa0ba902b7",
          set: (more) => void fields.push(more),
          fail: (reason) => void failures.push(reason),
        });
      },
    } as Tracing;
    let spanId: string | undefined;
    const attempt = observeAttempts(async (_outgoing, newSpanId) => {
      spanId = newSpanId?.();
      return sampleResult({ errorClass: "timeout", step: { kind: "failed" } });
    }, tracing);
    await attempt(outgoing);
    expect(spanId).toBe("00f067aa0ba902b7");
    expect(failures).toEqual(["timeout"]);
    const all = Object.assign({}, ...fields);
    expect(all).toMatchObject({
      "server.address": "tenant.example.com",
      "switchhook.delivery.id": outgoing.deliveryId,
      "error.type": "timeout",
      "switchhook.delivery.step": "failed",
    });
    expect(JSON.stringify(fields)).not.toContain("secret");
  });
});

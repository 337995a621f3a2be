import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { RETRIES } from "#src/pipeline/jobs.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";
import { type GaugeSources, registerGauges } from "#src/telemetry/gauges.ts";
import { createMetrics } from "#src/telemetry/metrics.ts";
import { createRegistry, readerOf } from "#src/telemetry/registry.ts";
import { readExposition } from "../support/metrics.ts";
import { sampleOutgoing, sampleResult } from "../support/samples.ts";

function openMetrics() {
  const registry = createRegistry();
  const metrics = createMetrics(registry, ["acme"]);
  const read = readerOf(registry);
  return { registry, metrics, read: async () => readExposition((await read()).text) };
}

describe("counters", () => {
  it("stand at zero before anything happened", async () => {
    const { sum } = await openMetrics().read();
    expect(sum("switchhook_callbacks_total", { provider: "acme", verdict: "accepted" })).toBe(0);
    expect(sum("switchhook_callbacks_total", { reason: "bad-signature" })).toBe(0);
    expect(sum("switchhook_attempts_total", { error_class: "timeout" })).toBe(0);
    expect(sum("switchhook_events_total", { type: "call.callEnded" })).toBe(0);
  });

  it("count callbacks by provider, end and reason", async () => {
    const { metrics, read } = openMetrics();
    metrics.callback("acme", "accepted");
    metrics.callback("acme", "accepted");
    metrics.callback("acme", "rejected", "bad-signature");
    const { sum } = await read();
    expect(sum("switchhook_callbacks_total", { verdict: "accepted" })).toBe(2);
    expect(sum("switchhook_callbacks_total", { verdict: "rejected" })).toBe(1);
  });

  it("count attempts by error class, and deliveries by their ends", async () => {
    const { metrics, read } = openMetrics();
    const retry: AttemptResult["step"] = { kind: "retry", at: new Date() };
    metrics.settled([
      sampleResult(),
      sampleResult(),
      sampleResult({ errorClass: "timeout", step: retry }),
      sampleResult({ errorClass: "timeout", step: { kind: "failed" } }),
    ]);
    metrics.suppressed(3);
    const { sum } = await read();
    expect(sum("switchhook_attempts_total", { error_class: "none" })).toBe(2);
    expect(sum("switchhook_attempts_total", { error_class: "timeout" })).toBe(2);
    expect(sum("switchhook_deliveries_ended_total", { outcome: "delivered" })).toBe(2);
    expect(sum("switchhook_deliveries_ended_total", { outcome: "failed" })).toBe(1);
    expect(sum("switchhook_deliveries_ended_total", { outcome: "suppressed" })).toBe(3);
    expect(sum("switchhook_attempt_duration_seconds_count")).toBe(4);
  });
});

describe("the time from callback to tenant", () => {
  const startedAt = new Date("2026-03-01T12:00:01.000Z");
  const receivedAt = new Date("2026-03-01T12:00:00.500Z");
  const deliveryId = uuidv7({ msecs: startedAt.getTime() - 200 });

  it.each<[string, Parameters<typeof sampleOutgoing>[0], Partial<AttemptResult>, number | null]>([
    ["begins with the callback", { receivedAt, deliveryId }, {}, 0.6],
    ["begins with the commit where the callback is not known", { deliveryId }, {}, 0.3],
    ["is that of first attempts alone", { receivedAt, attempt: 2 }, {}, null],
    ["is not that of what is sent again", { receivedAt, queue: RETRIES }, {}, null],
    ["is not that of failures", { receivedAt }, { step: { kind: "failed" } }, null],
  ])("%s", async (_case, outgoing, result, seconds) => {
    const { metrics, read } = openMetrics();
    metrics.settled([
      sampleResult({ startedAt, durationMs: 100, outgoing: sampleOutgoing(outgoing), ...result }),
    ]);
    const { sum } = await read();
    expect(sum("switchhook_end_to_end_duration_seconds_count") ?? 0).toBe(seconds === null ? 0 : 1);
    expect(sum("switchhook_end_to_end_duration_seconds_sum") ?? 0).toBeCloseTo(seconds ?? 0);
  });
});

describe("gauges", () => {
  const sources: GaugeSources = {
    isDatabaseUp: async () => true,
    queues: async () => [{ queue: RETRIES, due: 7, oldestDueMs: 1_500 }],
    pool: () => ({ total: 5, idle: 2, waiting: 1 }),
    slots: () => ({ used: 3, total: 8 }),
    disk: async () => ({ freeBytes: 10, sizeBytes: 100 }),
    build: { version: "1.2.3", role: "all" },
  };

  it("are read when they are asked for", async () => {
    const { registry, read } = openMetrics();
    registerGauges(registry, sources);
    const { sum } = await read();
    expect(sum("switchhook_database_up")).toBe(1);
    expect(sum("switchhook_queue_due_jobs", { queue: RETRIES })).toBe(7);
    expect(sum("switchhook_queue_oldest_due_job_age_seconds", { queue: RETRIES })).toBe(1.5);
    expect(sum("switchhook_database_pool_connections", { state: "busy" })).toBe(3);
    expect(sum("switchhook_database_pool_connections", { state: "idle" })).toBe(2);
    expect(sum("switchhook_database_pool_waiting")).toBe(1);
    expect(sum("switchhook_dispatcher_slots", { state: "free" })).toBe(5);
    expect(sum("switchhook_data_directory_free_bytes")).toBe(10);
    expect(sum("switchhook_build_info", { version: "1.2.3", role: "all" })).toBe(1);
  });

  it("leave out what cannot be read", async () => {
    const { registry, read } = openMetrics();
    let isThere = true;
    registerGauges(registry, {
      ...sources,
      isDatabaseUp: async () => isThere,
      queues: async () => (isThere ? sources.queues() : null),
      disk: async () => (isThere ? sources.disk() : null),
      slots: null,
    });
    await read();
    isThere = false;
    const { sum } = await read();
    expect(sum("switchhook_database_up")).toBe(0);
    expect(sum("switchhook_queue_due_jobs")).toBeNull();
    expect(sum("switchhook_data_directory_free_bytes")).toBeNull();
    expect(sum("switchhook_dispatcher_slots")).toBeNull();
  });

  it("come with those of the process, once in a process", async () => {
    const first = await openMetrics().read();
    const second = await openMetrics().read();
    for (const { names } of [first, second]) {
      expect(names).toContain("nodejs_eventloop_lag_p99_seconds");
      expect(names).toContain("process_resident_memory_bytes");
    }
  });
});

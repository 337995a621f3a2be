import { describe, expect, it } from "vitest";
import { type CallbackEnd, type Metrics, noMetrics } from "#src/pipeline/metrics-ports.ts";
import { observeIngest, observeReceive, observeTransact } from "#src/pipeline/observe-inbound.ts";
import type { IngestUnit, NewDelivery, NewEvent } from "#src/pipeline/ports.ts";
import type { Arrival, Received } from "#src/pipeline/receive.ts";
import type { StoredEvent, Tracing } from "#src/pipeline/tracing-ports.ts";
import { sampleCallback } from "../support/samples.ts";

const ARRIVAL = { provider: { id: "acme" } } as Arrival;
const REPLY = { status: 200, contentType: "text/plain", body: "" };

function countingCallbacks() {
  const counted: unknown[] = [];
  const metrics: Metrics = { ...noMetrics, callback: (...all) => void counted.push(all) };
  return { counted, observers: { metrics, tracing: null } };
}

describe("what is received", () => {
  it.each<[Received, unknown[]]>([
    [{ kind: "accepted", reply: REPLY }, []],
    [{ kind: "rejected", reason: "bad-signature" }, [["acme", "rejected", "bad-signature"]]],
    [{ kind: "unknown-connection" }, [["acme", "rejected", "unknown-connection"]]],
  ])("is counted unless it goes on to be stored: %o", async (received, expected) => {
    const { counted, observers } = countingCallbacks();
    const receive = observeReceive(async () => received, observers);
    expect(await receive(ARRIVAL)).toBe(received);
    expect(counted).toEqual(expected);
  });

  it("is counted as failed when it cannot be stored", async () => {
    const { counted, observers } = countingCallbacks();
    const fault = new Error("no database");
    const receive = observeReceive(() => Promise.reject(fault), observers);
    await expect(receive(ARRIVAL)).rejects.toBe(fault);
    expect(counted).toEqual([["acme", "failed"]]);
  });
});

describe("what is stored", () => {
  it.each<[string, object, boolean, CallbackEnd[]]>([
    ["what is new", {}, false, ["accepted"]],
    ["what was seen before", {}, true, ["duplicate"]],
    ["what cannot be read", { callback: { verdict: "unreadable" } }, false, ["unreadable"]],
    ["no replay", { isRetold: true }, false, []],
  ])("counts %s", async (_case, changes: { callback?: object }, duplicate, expected) => {
    const { counted, observers } = countingCallbacks();
    const ingest = observeIngest(async () => ({ duplicate, eventIds: [] }), observers);
    const callback = sampleCallback(changes.callback);
    await ingest({ facts: [], ...changes, callback });
    expect(counted).toEqual(expected.map((end) => ["whatsapp", end]));
  });
});

const EVENTS = ["call.callStarted", "call.callStarted", "call.callEnded", "call.callQueued"].map(
  (type, index) => ({ event: { id: `${index}`, type }, callbackId: "c" }) as NewEvent,
);
const DELIVERIES = ["pending", "suppressed"].map((status) => ({ status }) as NewDelivery);

/** The last of the events is known. */
const UNIT = {
  insertCallbacks: async (callbacks) => new Set(callbacks.map(({ id }) => id)),
  insertEvents: async (events) =>
    new Set(
      events.filter(({ event }) => event.type !== "call.callQueued").map(({ event }) => event.id),
    ),
  insertDeliveries: async () => undefined,
} satisfies Partial<IngestUnit> as unknown as IngestUnit;

async function store(unit: IngestUnit): Promise<string> {
  await unit.insertCallbacks([sampleCallback(), sampleCallback()]);
  await unit.insertEvents(EVENTS);
  await unit.insertDeliveries(DELIVERIES);
  return "done";
}

function observedTransact(transact: Parameters<typeof observeTransact>[0]) {
  const told: unknown[] = [];
  const spans: StoredEvent[] = [];
  const metrics: Metrics = {
    ...noMetrics,
    committed: ({ callbacks }) => void told.push(["committed", callbacks]),
    stored: (type, count) => void told.push([type, count]),
    suppressed: (count) => void told.push(["suppressed", count]),
  };
  const tracing = { stored: (events) => void spans.push(...events) } as Tracing;
  return { told, spans, transact: observeTransact(transact, { metrics, tracing }) };
}

const ALL = [
  ["committed", 2],
  ["suppressed", 1],
  ["call.callStarted", 2],
  ["call.callEnded", 1],
];

describe("a transaction of ingest", () => {
  it("is counted once it has committed", async () => {
    const { told, spans, transact } = observedTransact(async (work) => {
      const done = await work(UNIT);
      expect(told).toEqual([]);
      return done;
    });
    expect(await transact(store)).toBe("done");
    expect(told).toEqual(ALL);
    expect(spans.map(({ id, callbackId }) => [id, callbackId])).toEqual([
      ["0", "c"],
      ["1", "c"],
      ["2", "c"],
    ]);
  });

  it("that is run again is counted once", async () => {
    const { told, transact } = observedTransact(async (work) => {
      await work(UNIT);
      return work(UNIT);
    });
    await transact(store);
    expect(told).toEqual(ALL);
  });

  it("that fails is not counted", async () => {
    const { told, transact } = observedTransact(async (work) => {
      await work(UNIT);
      throw new Error("no commit");
    });
    await expect(transact(store)).rejects.toThrow("no commit");
    expect(told).toEqual([]);
  });

  it("that finds nothing to do is not counted", async () => {
    const { told, transact } = observedTransact((work) => work(UNIT));
    await transact(async () => undefined);
    expect(told).toEqual([]);
  });
});

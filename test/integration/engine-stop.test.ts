import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLab, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let lab: Lab;
let sink: Sink;
let tenant: Tenant;

beforeEach(async () => {
  lab = await createLab();
  sink = await createSink();
  tenant = await lab.tenant();
  await lab.webhook(tenant, { url: sink.url });
});

afterEach(async () => {
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

function complaints({ log }: Gateway) {
  return log.filter(({ level }) => level !== "info");
}

const many = (count: number) => Array.from({ length: count }, (_, n) => message(`many ${n}`));

async function delivered(count: number): Promise<void> {
  await waitFor(
    async () =>
      (await lab.deliveries(tenant)).filter(({ status }) => status === "delivered").length ===
      count,
    { what: `${count} delivered` },
  );
}

describe("a process that is told to stop", () => {
  it("lets its attempts end and writes them down", async () => {
    const gateway = await lab.startGateway();
    const release = sink.holds();
    await gateway.ingest(tenant, many(30));
    await sink.received(30);
    const stopped = gateway[Symbol.asyncDispose]();
    release();
    await stopped;
    await delivered(30);
    expect(await lab.jobs()).toEqual([]);
    expect(sink.requests).toHaveLength(30);
    expect(complaints(gateway)).toEqual([]);
  });

  it("writes down too what it was fetching, so that nothing is sent twice", async () => {
    await using api = await lab.startGateway({ role: "api" });
    for (let round = 0; round < 5; round++) {
      const worker = await lab.startGateway({ role: "worker", concurrency: 8 });
      await api.ingest(
        tenant,
        Array.from({ length: 40 }, (_, n) => message(`round ${round} ${n}`)),
      );
      await sink.received(sink.requests.length + 1);
      await worker[Symbol.asyncDispose]();
      expect(complaints(worker)).toEqual([]);
    }
    await using last = await lab.startGateway({ role: "worker" });
    await delivered(200);
    expect(sink.requests).toHaveLength(200);
    expect(complaints(last)).toEqual([]);
  });

  it("does not wait longer than its grace: what is cut off are live jobs, sent by the next", async () => {
    const gateway = await lab.startGateway({ graceMs: 200 });
    sink.holds();
    await gateway.ingest(tenant, many(5));
    await sink.received(5);
    const before = performance.now();
    await gateway[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(complaints(gateway)).toMatchObject([
      {
        level: "warn",
        message: "stopped before all attempts ended, they go out again",
        fields: { count: 5 },
      },
    ]);
    expect((await lab.deliveries(tenant)).every(({ status }) => status === "pending")).toBe(true);
    expect(await lab.jobs()).toHaveLength(5);
    sink.answers(() => ({ status: 200 }));
    const startedAt = Date.now();
    await using next = await lab.startGateway();
    const requests = await sink.received(10, 4_000);
    expect(Number(requests[5]?.at) - startedAt).toBeLessThan(3_000);
    await delivered(5);
    expect(next.log.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("leaves what waits for its time to the next", async () => {
    sink.answers(() => ({ status: 500 }));
    const gateway = await lab.startGateway();
    await gateway.ingest(tenant, [message("one")]);
    await waitFor(async () => (await lab.deliveries(tenant))[0]?.attempts === 1);
    await gateway[Symbol.asyncDispose]();
    expect(await lab.jobs()).toMatchObject([{ name: "retries", state: "created" }]);
    sink.answers(() => ({ status: 200 }));
    await using next = await lab.startGateway();
    await delivered(1);
    expect(sink.requests.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(complaints(next)).toEqual([]);
  });

  it("with nothing to do stops at once", async () => {
    const gateway = await lab.startGateway();
    const before = performance.now();
    await gateway[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(1_500);
    expect(complaints(gateway)).toEqual([]);
  });
});

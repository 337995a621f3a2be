import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLab, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let lab: Lab;
let sink: Sink;

beforeEach(async () => {
  lab = await createLab();
  sink = await createSink();
});

afterEach(async () => {
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

async function tenantWith(ratePerSecond: number | null, url = sink.url): Promise<Tenant> {
  const tenant = await lab.tenant();
  await lab.webhook(tenant, { url, ratePerSecond });
  return tenant;
}

let told = 0;

async function tell(gateway: Gateway, tenant: Tenant, count: number): Promise<void> {
  const texts = Array.from({ length: count }, () => `text ${++told}`);
  await gateway.ingest(
    tenant,
    texts.map((text) => message(text)),
  );
}

function times(): readonly number[] {
  return sink.requests.map(({ at }) => at);
}

/** Between any two requests lies the time that the limit asks for, but for what arrives late on a busy machine. */
function expectSpaced(perSecond: number): void {
  const at = times();
  const burst = Math.max(1, perSecond / 10) + 5;
  for (const [from, first] of at.entries()) {
    for (let to = from + 1; to < at.length; to++) {
      const elapsedMs = (at[to] ?? 0) - first;
      expect(to - from).toBeLessThanOrEqual((elapsedMs * perSecond) / 1_000 + burst);
    }
  }
}

const spanMs = () => (times().at(-1) ?? 0) - (times()[0] ?? 0);

describe("a webhook with a limit", () => {
  it("gets its deliveries evenly", async () => {
    await using gateway = await lab.startGateway();
    const tenant = await tenantWith(20);
    await tell(gateway, tenant, 60);
    await sink.received(60, 20_000);
    expectSpaced(20);
    expect(spanMs()).toBeGreaterThan((59 / 20) * 1_000 - 150);
    expect(spanMs()).toBeLessThan((59 / 20) * 1_000 * 1.5);
    const gaps = times()
      .slice(1)
      .map((at, index) => at - (times()[index] ?? 0));
    const median = gaps.toSorted((a, b) => a - b)[30] ?? 0;
    expect(median).toBeGreaterThan(35);
    expect(median).toBeLessThan(65);
  });

  it("gets them in the order in which they came", async () => {
    await using gateway = await lab.startGateway();
    const tenant = await tenantWith(200);
    await tell(gateway, tenant, 100);
    await sink.received(100);
    const made = (await lab.deliveries(tenant)).map(({ id }) => id);
    const place = new Map(made.map((id, index) => [id, index]));
    const moved = sink.requests.map(({ deliveryId }, index) =>
      Math.abs((place.get(deliveryId) ?? 0) - index),
    );
    expect(Math.max(...moved)).toBeLessThan(10);
  });

  it("gets no more of them from two processes", async () => {
    await using one = await lab.startGateway();
    await using two = await lab.startGateway();
    const tenant = await tenantWith(30);
    for (let turn = 0; turn < 6; turn++) await tell(turn % 2 === 0 ? one : two, tenant, 15);
    await sink.received(90, 20_000);
    expectSpaced(30);
    expect(spanMs()).toBeGreaterThan((89 / 30) * 1_000 - 150);
    expect(spanMs()).toBeLessThan((89 / 30) * 1_000 * 1.5);
  });

  it("gets a single one soon, from whichever process", async () => {
    await using api = await lab.startGateway({ role: "api" });
    await using _worker = await lab.startGateway({ role: "worker" });
    const tenant = await tenantWith(5);
    const before = Date.now();
    await tell(api, tenant, 1);
    const [request] = await sink.received(1);
    expect((request?.at ?? 0) - before).toBeLessThan(3_000);
  });

  it("gets retries at that rate too, each once", async () => {
    await using gateway = await lab.startGateway();
    sink.answers(({ attempt }) => ({ status: attempt === 1 ? 500 : 200 }));
    const tenant = await lab.tenant();
    const retryPolicy = { maxAttempts: 3, initialDelay: 0.2, maxDelay: 0.2, backoffFactor: 1 };
    await lab.webhook(tenant, { url: sink.url, ratePerSecond: 20, retryPolicy });
    await tell(gateway, tenant, 20);
    await sink.received(40, 20_000);
    await waitFor(async () =>
      (await lab.deliveries(tenant)).every(({ status }) => status === "delivered"),
    );
    expectSpaced(20);
    expect(sink.requests).toHaveLength(40);
    expect(await lab.jobs()).toEqual([]);
  });

  it.each([
    ["raised", 0.2, 100],
    ["lifted", 0.2, null],
  ])("goes by a limit that is %s within a second", async (_how, before, after) => {
    await using gateway = await lab.startGateway();
    const tenant = await tenantWith(before);
    await tell(gateway, tenant, 30);
    await sink.received(1);
    await lab.query("update webhooks set rate_limit = $1", [after]);
    const changedAt = Date.now();
    await sink.received(2);
    expect((times()[1] ?? 0) - changedAt).toBeLessThan(1_500);
    await sink.received(30);
  });

  it("goes by a limit that is lowered within a second", async () => {
    await using gateway = await lab.startGateway();
    const tenant = await tenantWith(50);
    await tell(gateway, tenant, 500);
    await sink.received(10);
    await lab.query("update webhooks set rate_limit = 1");
    const changedAt = Date.now();
    await waitFor(async () => (times().at(-1) ?? 0) - (times().at(-2) ?? 0) > 700, {
      what: "two requests a second apart",
    });
    expect((times().at(-2) ?? 0) - changedAt).toBeLessThan(2_000);
  });
});

describe("a flood over a limit", () => {
  const FLOOD = 3_000;

  async function numberOf(statement: string): Promise<number> {
    const [row] = await lab.query<{ count: number }>(statement);
    return row?.count ?? -1;
  }

  const jobsIn = (name: string) =>
    numberOf(`select count(*)::int as count from pgboss.job where name = '${name}'`);

  it("waits in the slow lane, holds no slot, and costs a look now and then", async () => {
    await using gateway = await lab.startGateway();
    const tenant = await tenantWith(10);
    for (let part = 0; part < 10; part++) await tell(gateway, tenant, FLOOD / 10);
    await sink.received(5);
    expect(await jobsIn("first-attempts")).toBe(0);
    expect(await jobsIn("slow-lane")).toBeGreaterThan(FLOOD - 100);
    expect(gateway.dispatcher?.inFlight()).toBeLessThan(5);
    // Each time that turns are given out their row is written twice.
    const writes =
      "select n_tup_upd::int as count from pg_stat_user_tables where relname = 'send_rates'";
    const before = await numberOf(writes);
    await sink.received(25);
    await waitFor(async () => (await numberOf(writes)) > before);
    expect((await numberOf(writes)) - before).toBeLessThan(2 * 60);
  });

  it("moves nobody else, neither in one process nor out of an API process's queue", async () => {
    await using api = await lab.startGateway({ role: "api" });
    await using gateway = await lab.startGateway();
    await using quick = await createSink();
    const loud = await tenantWith(10);
    const well = await tenantWith(null, quick.url);
    await Promise.all([tell(api, loud, FLOOD / 2), tell(gateway, loud, FLOOD / 2)]);
    for (const from of [gateway, api]) {
      const before = Date.now();
      const known = quick.requests.length;
      await tell(from, well, 1);
      const requests = await quick.received(known + 1);
      expect((requests.at(-1)?.at ?? 0) - before).toBeLessThan(1_000);
    }
    expectSpaced(10);
  });
});

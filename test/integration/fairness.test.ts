import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLab, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const HANGING = 20;
const QUEUED = 2_000;
/** Of one unknown webhook, in flight before it is known to hang. */
const UNKNOWN_SHARE = 64;
/** What slow webhooks share of 2,048 slots. */
const SLOW_SLOTS = 512;
/** On a busy machine; without fairness it is the timeout of those that hang, 15 seconds. */
const SOON_MS = 1_000;

let lab: Lab;
let hanging: Sink;
let quick: Sink;
let release: () => void;

beforeEach(async () => {
  lab = await createLab();
  hanging = await createSink();
  quick = await createSink();
  release = hanging.holds();
});

afterEach(async () => {
  release();
  await quick[Symbol.asyncDispose]();
  await hanging[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

/** A tenant with so many webhooks at the sink. */
async function tenantAt(sink: Sink, webhooks = 1): Promise<Tenant> {
  const tenant = await lab.tenant();
  for (let n = 0; n < webhooks; n++) await lab.webhook(tenant, { url: sink.url });
  return tenant;
}

async function send(gateway: Gateway, tenant: Tenant, texts: readonly string[]): Promise<void> {
  await Promise.all(texts.map((text) => gateway.ingest(tenant, [message(text)])));
}

const texts = (count: number, name: string) => Array.from({ length: count }, (_, n) => name + n);

/** How long each of some events took to the tenant's endpoint, one after the other. */
async function latencies(gateway: Gateway, tenant: Tenant, name: string): Promise<number[]> {
  const taken: number[] = [];
  for (const text of texts(40, name)) {
    const sentAt = Date.now();
    await gateway.ingest(tenant, [message(text)]);
    const request = await waitFor(
      async () => quick.requests.find(({ body }) => body.includes(`"${text}"`)),
      { timeoutMs: 30_000, what: text },
    );
    taken.push(request.at - sentAt);
  }
  return taken;
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0;
}

async function jobsIn(name: string): Promise<number> {
  return (await lab.jobs()).filter((job) => job.name === name).length;
}

async function statuses(tenant: Tenant): Promise<readonly string[]> {
  return (await lab.deliveries(tenant)).map(({ status }) => status);
}

describe("endpoints that never answer", () => {
  it("move nobody else, whatever waits for them", async () => {
    await using gateway = await lab.startGateway();
    const well = await tenantAt(quick);
    const alone = await latencies(gateway, well, "alone");
    const sick = await tenantAt(hanging, HANGING);
    await send(gateway, sick, texts(QUEUED / HANGING, "sick"));
    const held = gateway.dispatcher?.inFlight() ?? 0;
    const during = await latencies(gateway, well, "during");
    expect(Math.max(...during)).toBeLessThan(5_000);
    expect(p95(during)).toBeLessThan(Math.max(p95(alone) * 3, SOON_MS));
    // Each holds what an unknown one may, and what is beyond it is neither in memory nor in anybody's way.
    expect(held).toBeLessThanOrEqual(HANGING * UNKNOWN_SHARE + 1);
    expect(await jobsIn("slow-lane")).toBe(QUEUED - HANGING * UNKNOWN_SHARE);
    expect(await jobsIn("retries")).toBe(0);
  });

  it("get all of it once they answer again, each once", async () => {
    await using gateway = await lab.startGateway();
    const sick = await tenantAt(hanging, HANGING);
    await send(gateway, sick, texts(QUEUED / HANGING, "sick"));
    await hanging.received(HANGING * UNKNOWN_SHARE);
    release();
    await hanging.received(QUEUED, 30_000);
    await waitFor(async () => (await statuses(sick)).every((status) => status === "delivered"));
    expect(new Set(hanging.requests.map(({ deliveryId }) => deliveryId)).size).toBe(QUEUED);
    expect(hanging.requests).toHaveLength(QUEUED);
    expect(await lab.jobs()).toEqual([]);
  });

  it("share what is there for the slow, all of them, also when a worker finds the queue full of them", async () => {
    const sick = await tenantAt(hanging, HANGING);
    const well = await tenantAt(quick);
    await using api = await lab.startGateway({ role: "api" });
    await send(api, sick, texts(QUEUED / HANGING, "sick"));
    await using worker = await lab.startGateway({ role: "worker" });
    await send(api, well, ["late"]);
    const [request] = await quick.received(1, 5_000);
    expect(request?.body).toContain("late");
    await waitFor(async () => (await jobsIn("first-attempts")) <= SLOW_SLOTS + 1_024, {
      what: "the rest to be in the slow lane",
    });
    expect(await jobsIn("slow-lane")).toBeGreaterThan(0);
    // Slots that a fetch holds while it runs come on top for a moment.
    await waitFor(async () => (worker.dispatcher?.inFlight() ?? 0) <= HANGING * UNKNOWN_SHARE, {
      what: "no more in flight than the shares allow",
    });
  });
});

describe("a flood on one workspace", () => {
  it("leaves another's events as quick as they were", async () => {
    await using gateway = await lab.startGateway();
    const well = await tenantAt(quick);
    const alone = await latencies(gateway, well, "alone");
    // Slow enough to be behind, and quick enough not to be slow.
    hanging.answers(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { status: 200 };
    });
    const loud = await tenantAt(hanging);
    await send(gateway, loud, texts(QUEUED, "loud"));
    const during = await latencies(gateway, well, "during");
    expect(p95(during)).toBeLessThan(Math.max(p95(alone) * 3, SOON_MS));
    await waitFor(async () => (await statuses(loud)).every((status) => status === "delivered"), {
      timeoutMs: 30_000,
    });
    expect(hanging.requests).toHaveLength(QUEUED);
  });
});

describe("a delivery in the slow lane", () => {
  /** A hanging webhook with as much in flight as it may have, and one delivery in the lane. */
  async function oneInLane(gateway: Gateway): Promise<Tenant> {
    const sick = await tenantAt(hanging);
    await send(gateway, sick, texts(UNKNOWN_SHARE, "first"));
    await hanging.received(UNKNOWN_SHARE);
    await gateway.ingest(sick, [message("last")]);
    expect(await jobsIn("slow-lane")).toBe(1);
    return sick;
  }

  async function last(tenant: Tenant) {
    const delivery = (await lab.deliveries(tenant)).at(-1);
    if (delivery === undefined) throw new Error("there is no delivery");
    return delivery;
  }

  it("can be retried by hand, and is still sent once", async () => {
    await using gateway = await lab.startGateway();
    const sick = await oneInLane(gateway);
    const { id: deliveryId, webhook_id: webhookId } = await last(sick);
    const { workspaceId } = sick;
    expect(await gateway.redeliver({ workspaceId, webhookId, deliveryId })).toMatchObject({
      ok: true,
    });
    release();
    await waitFor(async () => (await last(sick)).status === "delivered");
    await waitFor(async () => (await lab.jobs()).length === 0);
    const sent = hanging.requests.filter((request) => request.deliveryId === deliveryId);
    expect(sent).toHaveLength(1);
  });

  it("is suppressed when its webhook was switched off meanwhile", async () => {
    await using gateway = await lab.startGateway();
    const sick = await oneInLane(gateway);
    await lab.query("update webhooks set is_active = false where workspace_id = $1", [
      sick.workspaceId,
    ]);
    release();
    await waitFor(async () => (await last(sick)).status === "suppressed");
    expect(await last(sick)).toMatchObject({ reason: "webhook_inactive", job_id: null });
    await waitFor(async () => (await lab.jobs()).length === 0);
  });

  it("that a process took with it when it died goes out from another one", async () => {
    const client = new pg.Client({ connectionString: lab.connectionString });
    await client.connect();
    await using gateway = await lab.startGateway({ role: "api" });
    const well = await tenantAt(quick);
    await gateway.ingest(well, [message("one")]);
    const [delivery] = await lab.deliveries(well);
    // As a worker that was killed just after it had taken it out of the lane leaves it.
    const owner = gateway.storage.newId();
    await client.query("insert into owners (id, host, pid) values ($1, 'gone', 1)", [owner]);
    await client.query("update deliveries set owner_id = $1", [owner]);
    await client.query("update pgboss.job set name = 'retries', data = data || $1::jsonb", [
      JSON.stringify({ owner }),
    ]);
    await client.query("update pgboss.job set start_after = now() + interval '3 minutes'");
    await client.end();
    await using _worker = await lab.startGateway({ role: "worker" });
    const [request] = await quick.received(1, 5_000);
    expect(request?.deliveryId).toBe(delivery?.id);
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryStatus } from "#src/core/delivery.ts";
import { createLab, type DeliveryRow, type Lab, type WebhookRow } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message } from "../support/samples.ts";
import { createSink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let lab: Lab;
let gateway: Gateway;

beforeAll(async () => {
  lab = await createLab();
  gateway = await lab.startGateway();
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

async function tenantWith(webhook: WebhookRow): Promise<Tenant> {
  const tenant = await lab.tenant();
  await lab.webhook(tenant, webhook);
  await gateway.ingest(tenant, [message("one")]);
  return tenant;
}

async function delivery(tenant: Tenant): Promise<DeliveryRow> {
  const [only] = await lab.deliveries(tenant);
  if (only === undefined) throw new Error("there is no delivery");
  return only;
}

function once(tenant: Tenant, expected: Partial<DeliveryRow>): Promise<DeliveryRow> {
  const entries = Object.entries(expected);
  return waitFor(
    async () => {
      const found: Readonly<Record<string, unknown>> & DeliveryRow = await delivery(tenant);
      return entries.every(([name, value]) => found[name] === value) && found;
    },
    { what: JSON.stringify(expected) },
  );
}

async function redeliver(tenant: Tenant, from?: readonly DeliveryStatus[]) {
  const { id, webhook_id } = await delivery(tenant);
  const ref = { workspaceId: tenant.workspaceId, webhookId: webhook_id, deliveryId: id };
  return gateway.redeliver(ref, from);
}

async function jobsFor(tenant: Tenant) {
  const { id } = await delivery(tenant);
  return (await lab.jobs()).filter(({ data }) => data.deliveryId === id);
}

const ONCE = { maxAttempts: 1, initialDelay: 1, maxDelay: 1, backoffFactor: 1 };
const TWICE = { ...ONCE, maxAttempts: 2, initialDelay: 0.01 };

describe("a delivery sent again", () => {
  it("that failed is delivered, under the id and with the bytes it had", async () => {
    await using sink = await createSink(() => ({ status: 500 }));
    const tenant = await tenantWith({ url: sink.url, retryPolicy: ONCE });
    await once(tenant, { status: "failed" });
    sink.answers(() => ({ status: 200 }));
    expect(await redeliver(tenant)).toMatchObject({ ok: true });
    expect(await once(tenant, { status: "delivered" })).toMatchObject({
      attempts: 2,
      last_error: null,
      error_class: null,
      response_status: 200,
    });
    const [first, second] = sink.requests;
    expect(second).toMatchObject({ attempt: 2, body: first?.body, deliveryId: first?.deliveryId });
  });

  it("has a schedule of its own", async () => {
    await using sink = await createSink(() => ({ status: 500 }));
    const tenant = await tenantWith({ url: sink.url, retryPolicy: TWICE });
    await once(tenant, { status: "failed", attempts: 2 });
    await redeliver(tenant);
    expect(await once(tenant, { status: "failed", attempts: 4 })).toMatchObject({
      attempts_before: 2,
    });
    const attempts = await lab.query(
      "select number from attempts where delivery_id = $1 order by 1",
      [(await delivery(tenant)).id],
    );
    expect(attempts).toEqual([1, 2, 3, 4].map((number) => ({ number })));
  });

  it("that was delivered goes out once more", async () => {
    await using sink = await createSink();
    const tenant = await tenantWith({ url: sink.url });
    await once(tenant, { status: "delivered" });
    expect(await redeliver(tenant)).toMatchObject({ ok: true });
    await once(tenant, { status: "delivered", attempts: 2 });
    expect(sink.requests).toHaveLength(2);
    expect(await jobsFor(tenant)).toEqual([]);
  });

  it("that waits for its next attempt has it at once, and only once", async () => {
    await using sink = await createSink(() => ({ status: 500 }));
    const tenant = await tenantWith({
      url: sink.url,
      retryPolicy: { ...TWICE, initialDelay: 1_000, maxDelay: 1_000 },
    });
    await once(tenant, { status: "pending", attempts: 1 });
    sink.answers(() => ({ status: 200 }));
    expect(await redeliver(tenant)).toMatchObject({ ok: true });
    await once(tenant, { status: "delivered", attempts: 2 });
    expect(await jobsFor(tenant)).toEqual([]);
    expect(sink.requests).toHaveLength(2);
  });

  it("that is under way is refused", async () => {
    await using sink = await createSink();
    const release = sink.holds();
    const tenant = await tenantWith({ url: sink.url });
    await sink.received(1);
    expect(await redeliver(tenant)).toMatchObject({ ok: false, reason: "in-flight" });
    release();
    await once(tenant, { status: "delivered", attempts: 1 });
    expect(sink.requests).toHaveLength(1);
  });

  it("by many at once goes out once for each that was told yes", async () => {
    await using sink = await createSink(() => ({ status: 500 }));
    const tenant = await tenantWith({ url: sink.url, retryPolicy: ONCE });
    await once(tenant, { status: "failed" });
    const release = sink.holds();
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeliver(tenant)));
    expect(answers.some(({ ok }) => ok)).toBe(true);
    await sink.received(2);
    expect(await jobsFor(tenant)).toHaveLength(1);
    release();
    await once(tenant, { status: "delivered", attempts: 2 });
    expect(await jobsFor(tenant)).toEqual([]);
    expect(sink.requests).toHaveLength(2);
  });

  it("because it failed goes out once, whoever else asks for the same at that time", async () => {
    await using sink = await createSink(() => ({ status: 500 }));
    const tenant = await tenantWith({ url: sink.url, retryPolicy: ONCE });
    await once(tenant, { status: "failed" });
    sink.answers(() => ({ status: 200 }));
    const asked = await Promise.all([1, 2, 3, 4].map(() => redeliver(tenant, ["failed"])));
    await once(tenant, { status: "delivered" });
    expect(await redeliver(tenant, ["failed"])).toMatchObject({ reason: "other-status" });
    expect(asked.filter(({ ok }) => ok)).toHaveLength(1);
    expect(sink.requests).toHaveLength(2);
  });

  it("that was suppressed goes out once its webhook is on again", async () => {
    await using sink = await createSink();
    const tenant = await tenantWith({ url: sink.url, isActive: false, deactivationReason: "gone" });
    const { webhook_id } = await delivery(tenant);
    await redeliver(tenant);
    await once(tenant, { status: "suppressed", reason: "gone" });
    await lab.query(
      "update webhooks set is_active = true, deactivation_reason = null where id = $1",
      [webhook_id],
    );
    await redeliver(tenant);
    expect(await once(tenant, { status: "delivered" })).toMatchObject({
      reason: null,
      attempts: 1,
    });
  });
});

describe("nobody can send again", () => {
  it.each(["workspaceId", "webhookId", "deliveryId"] as const)(
    "a delivery by another %s",
    async (field) => {
      await using sink = await createSink();
      const tenant = await tenantWith({ url: sink.url });
      const { id, webhook_id } = await once(tenant, { status: "delivered" });
      const own = { workspaceId: tenant.workspaceId, webhookId: webhook_id, deliveryId: id };
      const answer = await gateway.redeliver({ ...own, [field]: randomUUID() });
      expect(answer).toMatchObject({ ok: false, reason: "not-found" });
      expect((await delivery(tenant)).status).toBe("delivered");
    },
  );
});

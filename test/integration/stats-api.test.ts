import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "../support/api.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let app: TestApp;
let sink: Sink;

beforeAll(async () => {
  app = await startApp();
  sink = await createSink();
});
afterAll(async () => {
  await sink[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const KEY = "whatsapp.messageRead";
const DATA = { messageId: "m", businessNumber: "+1", userNumber: "+2", status: "read" };
const ONCE = { maxAttempts: 1, initialDelay: 1, maxDelay: 1, backoffFactor: 1 };

async function hook(tenant: AppTenant, path = ""): Promise<string> {
  const url = `${sink.url}${path}`;
  const { body } = await apiOf(app, tenant)("POST /v1/webhooks", {
    body: { url, eventKeys: [KEY], retryPolicy: ONCE },
  });
  return body.id;
}

async function publish(tenant: AppTenant, id: string) {
  const { status } = await apiOf(app, tenant)("POST /v1/events", {
    body: { type: KEY, id, data: DATA },
  });
  expect(status).toBe(202);
}

/** What is counted is there when the delivery's end is. */
async function statsOf(tenant: AppTenant, query: string, ended: number) {
  return waitFor(
    async () => {
      const { body } = await apiOf(app, tenant)(`GET /v1/stats/deliveries?${query}`);
      const { delivered, failed, suppressed } = body.totals;
      return delivered + failed + suppressed === ended && body;
    },
    { what: `${ended} deliveries to be counted` },
  );
}

const answering: Parameters<Sink["answers"]>[0] = ({ target }) => ({
  status: target.endsWith("/bad") ? 503 : 200,
});

describe("/v1/stats/deliveries", () => {
  it.each(["1h", "24h", "7d", "30d"])(
    "tells of the last %s, every bucket of it",
    async (period) => {
      sink.answers(answering);
      const tenant = await app.tenant();
      await hook(tenant);
      const bad = await hook(tenant, "/bad");
      await publish(tenant, "one");
      await publish(tenant, "two");
      const stats = await statsOf(tenant, `period=${period}`, 4);
      expect(stats).toMatchObject({
        period,
        totals: {
          ...{ delivered: 2, failed: 2, suppressed: 0, pending: 0 },
          ...{ attempts: 4, failedAttempts: 2, successRate: 0.5 },
        },
        errors: [{ errorClass: "http_error", count: 2 }],
        oldestWaiting: null,
      });
      expect(stats.totals.latencyP50Ms).toBeGreaterThanOrEqual(0);
      expect(stats.totals.latencyP95Ms).toBeGreaterThanOrEqual(stats.totals.latencyP50Ms);
      const times = stats.buckets.map(({ at }: { at: string }) => Date.parse(at));
      expect(times[0]).toBe(Date.parse(stats.from));
      for (const [index, time] of times.entries()) {
        expect(time).toBe(Date.parse(stats.from) + index * stats.bucketSeconds * 1000);
      }
      expect(times.length).toBeLessThanOrEqual(168);
      const sum = stats.buckets.reduce(
        (n: number, bucket: { delivered: number }) => n + bucket.delivered,
        0,
      );
      expect(sum).toBe(2);
      const one = await statsOf(tenant, `period=${period}&webhookId=${bad}`, 2);
      expect(one.totals).toMatchObject({
        delivered: 0,
        failed: 2,
        latencyP50Ms: null,
        successRate: 0,
      });
    },
  );

  it("counts no test, and what is suppressed", async () => {
    sink.answers(answering);
    const tenant = await app.tenant();
    const api = apiOf(app, tenant);
    const id = await hook(tenant);
    await api(`POST /v1/webhooks/${id}/test`, { body: { eventKey: KEY } });
    await api(`PATCH /v1/webhooks/${id}`, { body: { isActive: false } });
    await publish(tenant, "for-nobody");
    const { totals } = await statsOf(tenant, "", 1);
    expect(totals).toMatchObject({ suppressed: 1, attempts: 0, successRate: null });
  });

  it("names what waits for longest", async () => {
    const tenant = await app.tenant();
    const id = await hook(tenant);
    const release = sink.holds();
    await publish(tenant, "first");
    await publish(tenant, "second");
    const api = apiOf(app, tenant);
    const { body: deliveries } = await api(`GET /v1/webhooks/${id}/deliveries?sort=id`);
    const [first] = deliveries.data;
    const { body } = await api("GET /v1/stats/deliveries?period=1h");
    expect(body.totals.pending).toBe(2);
    expect(body.oldestWaiting).toMatchObject({
      ...{ deliveryId: first.id, webhookId: id, eventKey: KEY, createdAt: first.createdAt },
    });
    const { body: webhooks } = await api("GET /v1/stats/webhooks");
    expect(webhooks.data).toMatchObject([{ webhookId: id, pending: 2 }]);
    release();
    await statsOf(tenant, "", 2);
    const { body: after } = await api("GET /v1/stats/deliveries");
    expect([after.totals.pending, after.oldestWaiting]).toEqual([0, null]);
  });

  it("knows nothing of others' deliveries and webhooks", async () => {
    sink.answers(answering);
    const [tenant, other] = [await app.tenant(), await app.tenant()];
    const id = await hook(tenant);
    await publish(tenant, "ours");
    await statsOf(tenant, "", 1);
    const api = apiOf(app, other);
    const { body } = await api("GET /v1/stats/deliveries");
    expect(body.totals).toMatchObject({ delivered: 0, attempts: 0, successRate: null });
    expect((await api(`GET /v1/stats/deliveries?webhookId=${id}`)).status).toBe(404);
    expect((await api("GET /v1/stats/webhooks")).body).toEqual({ data: [] });
    expect((await api("GET /v1/stats/callbacks")).body.providers).toEqual([]);
  });

  it.each([
    ["period=2h", "period"],
    ["period=1h&period=1h", "period"],
    ["webhookId=nobody", "webhookId"],
    ["webhookId=%00", "webhookId"],
  ])("refuses %s", async (query, path) => {
    const { status, body } = await apiOf(
      app,
      await app.tenant(),
    )(`GET /v1/stats/deliveries?${query}`);
    expect([status, body.errors[0].path]).toEqual([400, path]);
  });

  it("is for keys that may read webhooks; what came in for those that may read events", async () => {
    const tenant = await app.tenant();
    const api = apiOf(app, tenant);
    const [hooks, events] = [
      { headers: await tenant.newKey(["webhooks:read"]) },
      { headers: await tenant.newKey(["events:read"]) },
    ];
    const statuses = await Promise.all(
      ["deliveries", "webhooks", "callbacks"].flatMap((what) =>
        [hooks, events].map(async (as) => (await api(`GET /v1/stats/${what}`, { as })).status),
      ),
    );
    expect(statuses).toEqual([200, 403, 200, 403, 403, 200]);
  });
});

describe("/v1/stats/callbacks", () => {
  it("tells what came of callbacks, provider by provider", async () => {
    const tenant = await app.tenant();
    const body = JSON.stringify({ object: "whatsapp_business_account", entry: [] });
    for (const text of [body, body, "no JSON"]) await app.send(tenant, "whatsapp", text);
    const { whatsapp: path = "" } = tenant.callbackPaths;
    const refused = await fetch(`${app.url}${path}`, {
      method: "POST",
      body,
    });
    expect(refused.status).toBe(401);
    await publish(tenant, "ours");
    const api = apiOf(app, tenant);
    const { body: stats } = await api("GET /v1/stats/callbacks?period=1h");
    const none = { accepted: 0, duplicate: 0, unreadable: 0, rejected: 0 };
    const whatsapp = { accepted: 1, duplicate: 1, unreadable: 1, rejected: 1 };
    expect(stats.providers).toEqual([
      { provider: "platform", ...none, accepted: 1 },
      { provider: "whatsapp", ...whatsapp },
    ]);
    const filled = stats.buckets.filter((bucket: typeof none) => bucket.rejected > 0);
    expect(filled).toMatchObject([{ ...whatsapp, accepted: expect.any(Number) }]);
    expect(stats.buckets).toHaveLength(12);
    const id = path.split("/").at(-1);
    const { body: own } = await api(`GET /v1/stats/callbacks?connectionId=${id}`);
    expect(own.providers).toEqual([{ provider: "whatsapp", ...whatsapp }]);
  });
});

describe("/v1/stats/webhooks", () => {
  it("tells of the last day of each, and of its last failure", async () => {
    sink.answers(answering);
    const tenant = await app.tenant();
    const good = await hook(tenant);
    const bad = await hook(tenant, "/bad");
    await publish(tenant, "one");
    await statsOf(tenant, "", 2);
    const api = apiOf(app, tenant);
    const { body } = await api("GET /v1/stats/webhooks");
    expect(body.data).toMatchObject([
      {
        ...{ webhookId: bad, delivered: 0, failed: 1, pending: 0 },
        lastFailure: { errorClass: "http_error", responseStatus: 503 },
      },
      { webhookId: good, delivered: 1, failed: 0, pending: 0, lastFailure: null },
    ]);
    expect(body.data[0].buckets).toHaveLength(24);
    expect(body.data[0].buckets.at(-1).failed + body.data[0].buckets.at(-2).failed).toBe(1);
    const { body: deliveries } = await api(`GET /v1/webhooks/${bad}/deliveries`);
    expect(body.data[0].lastFailure.deliveryId).toBe(deliveries.data[0].id);
  });
});

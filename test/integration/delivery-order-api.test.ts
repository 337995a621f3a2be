/** `rateLimit`, `ordering`, `blockedBy` and skipping, as a tenant sees them. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Api, apiOf } from "../support/api.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { carrierSays } from "../support/talkover.ts";
import { waitFor } from "../support/wait-for.ts";

let app: TestApp;
let tenant: AppTenant;
let api: Api;
let sink: Sink;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app?.[Symbol.asyncDispose]());

beforeEach(async () => {
  tenant = await app.tenant();
  api = apiOf(app, tenant);
  sink = await createSink();
});

afterEach(() => sink[Symbol.asyncDispose]());

const EVENTS = ["call.callStarted", "call.callEnded"];

async function make(fields: object): Promise<string> {
  const body = { url: sink.url, eventKeys: EVENTS, ...fields };
  const made = await api("POST /v1/webhooks", { body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

describe("a webhook's limit and order", () => {
  it("are none until they are given", async () => {
    const { body } = await api(`GET /v1/webhooks/${await make({})}`);
    expect(body).toMatchObject({ rateLimit: null, ordering: "none" });
  });

  it("are seen as they were given, and changed one by one", async () => {
    const id = await make({ rateLimit: { perSecond: 0.5 }, ordering: "call" });
    const path = `/v1/webhooks/${id}`;
    const given = { rateLimit: { perSecond: 0.5 }, ordering: "call" };
    expect((await api(`GET ${path}`)).body).toMatchObject(given);
    const renamed = await api(`PATCH ${path}`, { body: { name: "another" } });
    expect(renamed.body).toMatchObject(given);
    const unordered = await api(`PATCH ${path}`, { body: { ordering: "none" } });
    expect(unordered.body).toMatchObject({ ...given, ordering: "none" });
    const unlimited = await api(`PATCH ${path}`, { body: { rateLimit: null } });
    expect(unlimited.body).toMatchObject({ rateLimit: null, ordering: "none" });
  });

  it.each<[object, string]>([
    [{ rateLimit: { perSecond: 0.09 } }, "rateLimit.perSecond"],
    [{ rateLimit: { perSecond: 1_001 } }, "rateLimit.perSecond"],
    [{ rateLimit: { perSecond: "10" } }, "rateLimit.perSecond"],
    [{ rateLimit: {} }, "rateLimit.perSecond"],
    [{ rateLimit: 10 }, "rateLimit"],
    [{ ordering: "event" }, "ordering"],
    [{ ordering: null }, "ordering"],
  ])("are refused as %j, naming the field", async (fields, path) => {
    const body = { url: sink.url, ...fields };
    const refused = await api("POST /v1/webhooks", { body });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map((issue: { path: string }) => issue.path)).toEqual([path]);
    const id = await make({});
    expect((await api(`PATCH /v1/webhooks/${id}`, { body: fields })).status).toBe(400);
  });

  it("of a webhook with a limit tell why its deliveries wait", async () => {
    const id = await make({ rateLimit: { perSecond: 0.1 } });
    for (let n = 0; n < 2; n++) await call("completed", randomUUID());
    await sink.received(1);
    const { body } = await api(`GET /v1/webhooks/${id}/deliveries`);
    expect(body.data[0]).toMatchObject({ status: "pending", reason: "rate_limited" });
  });
});

const call = (status: string, id: string) =>
  carrierSays(app.url, tenant, { from: "+12137771234", status, id });

describe("a delivery that waits for another of its call", () => {
  async function blocked() {
    sink.answers(() => ({ status: 500 }));
    const webhookId = await make({ ordering: "call" });
    const callId = randomUUID();
    await call("in-progress", callId);
    await waitFor(async () => (await deliveries(webhookId))[0]?.attempts === 1);
    sink.answers(() => ({ status: 200 }));
    await call("completed", callId);
    const [waiting, head] = await deliveries(webhookId);
    return { webhookId, waiting, head };
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into by the tests.
  async function deliveries(webhookId: string): Promise<any[]> {
    return (await api(`GET /v1/webhooks/${webhookId}/deliveries`)).body.data;
  }

  it("says which, and has no time of its own", async () => {
    const { webhookId, waiting, head } = await blocked();
    expect(head).toMatchObject({ eventKey: "call.callStarted", blockedBy: null });
    expect(waiting).toMatchObject({
      eventKey: "call.callEnded",
      status: "pending",
      blockedBy: head.id,
      nextAttemptAt: null,
    });
    const alone = await api(`GET /v1/webhooks/${webhookId}/deliveries/${waiting.id}`);
    expect(alone.body.blockedBy).toBe(head.id);
    const retried = await api(`POST /v1/webhooks/${webhookId}/deliveries/${waiting.id}/retry`);
    expect(retried.status).toBe(409);
    expect(retried.body.detail).toContain("blockedBy");
  });

  it.each(["/v1/deliveries/{id}/skip", "/v1/webhooks/{webhookId}/deliveries/{id}/skip"])(
    "goes out once that is skipped with POST %s",
    async (path) => {
      const { webhookId, waiting, head } = await blocked();
      const skip = (id: string) =>
        api(`POST ${path.replace("{id}", id).replace("{webhookId}", webhookId)}`);
      const skipped = await skip(head.id);
      expect(skipped.status).toBe(200);
      expect(skipped.body).toMatchObject({ id: head.id, status: "failed", reason: "skipped" });
      await waitFor(async () => (await deliveries(webhookId))[0].status === "delivered");
      for (const ended of [head, waiting]) expect((await skip(ended.id)).status).toBe(409);
      expect((await skip(randomUUID())).status).toBe(404);
      const { body } = await api(`GET /v1/webhooks/${webhookId}`);
      expect(body).toMatchObject({ successCount: 1, failureCount: 1 });
    },
  );

  it("may be skipped only with leave to write", async () => {
    const { webhookId, head } = await blocked();
    const as = { headers: await tenant.newKey(["webhooks:read"]) };
    for (const path of [
      `/v1/deliveries/${head.id}`,
      `/v1/webhooks/${webhookId}/deliveries/${head.id}`,
    ]) {
      expect((await api(`POST ${path}/skip`, { as })).status).toBe(403);
    }
    expect((await deliveries(webhookId))[1].status).toBe("pending");
  });
});

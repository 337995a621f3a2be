import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const DAY_MS = 86_400_000;

let app: TestApp;
let tenant: AppTenant;
let sink: Sink;

beforeAll(async () => {
  app = await startApp({ ALLOW_PRIVATE_TARGETS: "true" });
});

afterAll(() => app?.[Symbol.asyncDispose]());

beforeEach(async () => {
  tenant = await app.tenant();
  const opened = await createSink(() => ({ status: 410 }));
  sink = opened;
  return () => opened[Symbol.asyncDispose]();
});

async function send(method: string, path: string, body?: object) {
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { ...tenant.headers, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  return { status: response.status, body: (await response.json()) as any };
}

async function createWebhook(): Promise<string> {
  const { body } = await send("POST", "/v1/webhooks", {
    url: sink.url,
    retryPolicy: { maxAttempts: 1, initialDelay: 0, maxDelay: 0, backoffFactor: 1 },
  });
  const { status } = await send("POST", `/v1/webhooks/${body.id}/subscriptions`, {
    eventKey: "tool.invoked",
  });
  expect(status).toBe(201);
  return body.id;
}

function publish() {
  const data = { toolIdentifier: "t", arguments: {}, result: { success: true, output: null } };
  return send("POST", "/v1/events", { type: "tool.invoked", data });
}

async function becomes(webhookId: string, expected: object) {
  await waitFor(
    async () => {
      const { body } = await send("GET", `/v1/webhooks/${webhookId}`);
      return Object.entries(expected).every(([name, value]) => body[name] === value);
    },
    { what: JSON.stringify(expected) },
  );
}

/** As after failures from then until now. */
async function failSince(webhookId: string, since: Date): Promise<void> {
  await app.query(
    `insert into webhook_counters (webhook_id, failing_since, last_failed_at, failing_told)
     values ($1, $2, now(), 70)
     on conflict (webhook_id) do update set failing_since = $2, last_failed_at = now(), failing_told = 70`,
    [webhookId, since],
  );
}

async function toldOf(webhookId: string) {
  const [row] = await app.query<{ failing_told: number }>(
    "select failing_told from webhook_counters where webhook_id = $1",
    [webhookId],
  );
  return row?.failing_told;
}

describe("a webhook that fails", () => {
  it("says since when, and when it will be switched off", async () => {
    const webhookId = await createWebhook();
    const since = new Date(Date.now() - 2 * DAY_MS);
    await failSince(webhookId, since);
    const { body } = await send("GET", `/v1/webhooks/${webhookId}`);
    expect(body).toMatchObject({
      failingSince: since.toISOString(),
      deactivatesAt: new Date(since.getTime() + 5 * DAY_MS).toISOString(),
    });
    await send("PATCH", `/v1/webhooks/${webhookId}`, { deactivateAfterDays: 9 });
    const later = await send("GET", `/v1/webhooks/${webhookId}`);
    expect(later.body).toMatchObject({
      failingSince: since.toISOString(),
      deactivatesAt: new Date(since.getTime() + 9 * DAY_MS).toISOString(),
    });
  });

  it("says nothing of it while it does not", async () => {
    const { body } = await send("GET", `/v1/webhooks/${await createWebhook()}`);
    expect(body).toMatchObject({ failingSince: null, deactivatesAt: null });
  });

  it("starts anew with another URL, and with that alone of its settings", async () => {
    const webhookId = await createWebhook();
    await failSince(webhookId, new Date(Date.now() - 4 * DAY_MS));
    await send("PATCH", `/v1/webhooks/${webhookId}`, {
      url: sink.url,
      isActive: true,
      description: "the same endpoint",
    });
    expect(await toldOf(webhookId)).toBe(70);
    const changed = await send("PATCH", `/v1/webhooks/${webhookId}`, { url: `${sink.url}/new` });
    expect(changed.body).toMatchObject({ failingSince: null, deactivatesAt: null });
    expect(await toldOf(webhookId)).toBe(0);
  });
});

describe("a webhook that was switched off", () => {
  it("is history, and starts anew when its owner switches it on", async () => {
    const webhookId = await createWebhook();
    await failSince(webhookId, new Date(Date.now() - 4 * DAY_MS));
    await publish();
    await becomes(webhookId, { isActive: false, deactivationReason: "gone", deactivatesAt: null });
    const { body: events } = await send(
      "GET",
      `/v1/events?filter=${encodeURIComponent('eq(type,"webhook.disabled")')}`,
    );
    expect(events.data).toHaveLength(1);
    const on = await send("PATCH", `/v1/webhooks/${webhookId}`, { isActive: true });
    expect(on.body).toMatchObject({
      isActive: true,
      deactivationReason: null,
      failingSince: null,
      deactivatesAt: null,
    });
    expect(await toldOf(webhookId)).toBe(0);
  });

  it("by its owner is no news", async () => {
    const webhookId = await createWebhook();
    await send("PATCH", `/v1/webhooks/${webhookId}`, { isActive: false });
    const { body } = await send("GET", "/v1/events");
    expect(body.data).toEqual([]);
  });
});

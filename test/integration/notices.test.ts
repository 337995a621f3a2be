import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CATALOG } from "#src/core/catalog.ts";
import { createHealthTransact } from "#src/db/health-store.ts";
import { checkHealth } from "#src/pipeline/webhook-health.ts";
import { dialects } from "#src/registry.ts";
import { createLab, type Lab, type WebhookRow } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message, recordingLog } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const NOTICES = ["webhook.failing", "webhook.disabled", "delivery.exhausted"];
const MESSAGE = "whatsapp.messageReceived";
const NOW = new Date("2026-03-06T12:00:00.000Z");

/** Tries again within milliseconds. */
const quickly = (maxAttempts: number) => ({
  maxAttempts,
  initialDelay: 0.01,
  maxDelay: 0.01,
  backoffFactor: 1,
});

let lab: Lab;
let gateway: Gateway;
/** The endpoint in trouble, and the one that is told. */
let troubled: Sink;
let told: Sink;
let tenant: Tenant;

beforeAll(async () => {
  lab = await createLab();
  gateway = await lab.startGateway();
});

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await lab?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  tenant = await lab.tenant();
  const opened = [await createSink(() => ({ status: 500 })), await createSink()] as const;
  [troubled, told] = opened;
  return async () => {
    for (const sink of opened) await sink[Symbol.asyncDispose]();
  };
});

/** Subscribed to messages and to notices, also of itself. */
function troubledWebhook(changes: Partial<WebhookRow> = {}): Promise<string> {
  return lab.webhook(tenant, {
    url: `${troubled.url}?token=abc`,
    eventKeys: [MESSAGE, ...NOTICES],
    retryPolicy: quickly(2),
    ...changes,
  });
}

function toldWebhook(changes: Partial<WebhookRow> = {}): Promise<string> {
  return lab.webhook(tenant, {
    url: told.url,
    eventKeys: NOTICES,
    retryPolicy: quickly(2),
    ...changes,
  });
}

function payloads(sink: Sink): readonly Record<string, unknown>[] {
  return sink.requests.map(({ body }) => JSON.parse(body));
}

async function noticesStored(): Promise<readonly string[]> {
  return (await lab.eventTypes(tenant)).filter((type) => NOTICES.includes(type));
}

function allEnded() {
  return waitFor(
    async () => {
      const deliveries = await lab.deliveries(tenant);
      return deliveries.every(({ status }) => status !== "pending") && deliveries;
    },
    { what: "all deliveries to end" },
  );
}

async function stateOf(webhookId: string) {
  const [row] = await lab.query<{
    is_active: boolean;
    deactivation_reason: string | null;
    failing_since: Date | null;
    last_failed_at: Date | null;
    failing_told: number | null;
  }>(
    `select is_active, deactivation_reason, failing_since, last_failed_at, failing_told
     from webhooks w left join webhook_counters c on c.webhook_id = w.id where w.id = $1`,
    [webhookId],
  );
  return row;
}

describe("a delivery that is given up", () => {
  it("is told to the webhooks that want to know, with what went wrong", async () => {
    const webhookId = await troubledWebhook();
    await toldWebhook();
    await gateway.ingest(tenant, [message("one")]);
    await told.received(1);
    const deliveries = await allEnded();
    const failed = deliveries.find(({ status }) => status === "failed");
    expect(payloads(told)).toEqual([
      {
        event: "delivery.exhausted",
        timestamp: expect.stringMatching(/Z$/),
        workspaceId: tenant.workspaceId,
        agentId: null,
        deliveryId: failed?.id,
        webhookId,
        eventId: failed?.event_id,
        eventKey: MESSAGE,
        attempts: 2,
        lastError: "The endpoint answered 500.",
        errorClass: "http_error",
        responseStatus: 500,
      },
    ]);
    expect(payloads(troubled).map(({ event }) => event)).toEqual([MESSAGE, MESSAGE]);
    expect(deliveries).toHaveLength(2);
  });

  it("is stored as its schema has it", async () => {
    await troubledWebhook();
    await toldWebhook({ dialect: "agents-studio" });
    await gateway.ingest(tenant, [message("one")]);
    await told.received(1);
    const [row] = await lab.query<{ data: unknown }>(
      "select data::jsonb from events where workspace_id = $1 and type = 'delivery.exhausted'",
      [tenant.workspaceId],
    );
    expect(CATALOG["delivery.exhausted"].data.parse(row?.data)).toEqual(row?.data);
  });

  it("is told of each of many", async () => {
    await troubledWebhook({ retryPolicy: quickly(1) });
    await toldWebhook();
    await gateway.ingest(
      tenant,
      Array.from({ length: 30 }, (_, n) => message(`many ${n}`)),
    );
    await told.received(30);
    await allEnded();
    const ids = payloads(told).map(({ deliveryId }) => deliveryId);
    expect(new Set(ids).size).toBe(30);
    expect(told.requests).toHaveLength(30);
  });

  it("is no event where nobody but its own webhook wants to know", async () => {
    await troubledWebhook({ retryPolicy: quickly(1) });
    await gateway.ingest(tenant, [message("one")]);
    await allEnded();
    expect(await noticesStored()).toEqual([]);
  });

  it("is told again when it was sent again by hand and given up again", async () => {
    const webhookId = await troubledWebhook({ retryPolicy: quickly(1) });
    await toldWebhook();
    await gateway.ingest(tenant, [message("one")]);
    await told.received(1);
    await allEnded();
    const [first] = payloads(told);
    const deliveryId = String(first?.["deliveryId"]);
    await gateway.redeliver({ workspaceId: tenant.workspaceId, webhookId, deliveryId });
    await told.received(2);
    expect(payloads(told).map(({ attempts }) => attempts)).toEqual([1, 2]);
  });

  it("is not told when it was itself a notice", async () => {
    await troubledWebhook({ retryPolicy: quickly(1) });
    told.answers(() => ({ status: 500 }));
    await toldWebhook();
    // A third one, which would hear of the second.
    await lab.webhook(tenant, { url: troubled.url, eventKeys: NOTICES, retryPolicy: quickly(1) });
    await gateway.ingest(tenant, [message("one")]);
    await told.received(2);
    const deliveries = await allEnded();
    expect(deliveries.map(({ status }) => status)).toEqual(["failed", "failed", "failed"]);
    expect(await noticesStored()).toEqual(["delivery.exhausted"]);
  });

  it("is not told to another workspace", async () => {
    await troubledWebhook({ retryPolicy: quickly(1) });
    const other = await lab.tenant();
    await lab.webhook(other, { url: told.url, eventKeys: NOTICES });
    await gateway.ingest(tenant, [message("one")]);
    await allEnded();
    expect(await lab.deliveries(other)).toEqual([]);
  });
});

describe("an endpoint that says 410 Gone", () => {
  it("has its webhook switched off, which the others are told once", async () => {
    const release = troubled.holds();
    const webhookId = await troubledWebhook();
    await toldWebhook({ eventKeys: ["webhook.disabled"] });
    await gateway.ingest(
      tenant,
      Array.from({ length: 8 }, (_, n) => message(`gone ${n}`)),
    );
    await troubled.received(8);
    const since = Date.now();
    troubled.answers(() => ({ status: 410 }));
    release();
    troubled.answers(() => ({ status: 410 }));
    await gateway.ingest(tenant, [message("after"), message("and after")]);
    await told.received(1);
    await allEnded();
    expect(payloads(told)).toEqual([
      {
        event: "webhook.disabled",
        timestamp: expect.stringMatching(/Z$/),
        workspaceId: tenant.workspaceId,
        agentId: null,
        webhookId,
        name: null,
        url: troubled.url,
        lastError: "The endpoint answered 410 Gone: the webhook was deactivated.",
        errorClass: "gone",
        responseStatus: 410,
        reason: "gone",
        failingSince: expect.stringMatching(/Z$/),
        disabledAt: expect.stringMatching(/Z$/),
      },
    ]);
    expect(Date.parse(String(payloads(told)[0]?.["disabledAt"]))).toBeGreaterThanOrEqual(since);
    expect(await stateOf(webhookId)).toMatchObject({
      is_active: false,
      deactivation_reason: "gone",
    });
  });

  it("is history also where nobody wants to know", async () => {
    troubled.answers(() => ({ status: 410 }));
    await troubledWebhook();
    await gateway.ingest(tenant, [message("one")]);
    await allEnded();
    expect(await noticesStored()).toEqual(["webhook.disabled"]);
  });

  it("of two webhooks that would tell each other ends both, and nothing goes round", async () => {
    for (const sink of [troubled, told]) sink.answers(() => ({ status: 410 }));
    const ids = [await troubledWebhook(), await toldWebhook({ eventKeys: [MESSAGE, ...NOTICES] })];
    await gateway.ingest(tenant, [message("one")]);
    await waitFor(async () => (await noticesStored()).length >= 2, { what: "two notices" });
    await allEnded();
    for (const id of ids) expect(await stateOf(id)).toMatchObject({ is_active: false });
    const stored = await noticesStored();
    expect(stored.filter((type) => type === "webhook.disabled")).toHaveLength(2);
  });
});

describe("a streak of failures", () => {
  async function streakOf(webhookId: string) {
    const state = await stateOf(webhookId);
    return [state?.failing_since?.getTime() ?? null, state?.last_failed_at?.getTime() ?? null];
  }

  it("begins with the first attempt that fails, also while the delivery goes on", async () => {
    const webhookId = await troubledWebhook({
      retryPolicy: { maxAttempts: 2, initialDelay: 3_600, maxDelay: 3_600, backoffFactor: 1 },
    });
    await gateway.ingest(tenant, [message("one")]);
    await waitFor(async () => (await lab.deliveries(tenant))[0]?.attempts === 1);
    const [since, last] = await streakOf(webhookId);
    expect(since).not.toBeNull();
    expect(last).toBe(since);
    const [counters] = await lab.query(
      "select failure_count::int, last_delivery_at from webhook_counters where webhook_id = $1",
      [webhookId],
    );
    expect(counters).toEqual({ failure_count: 0, last_delivery_at: null });
  });

  it("goes on with each attempt, and ends with one that succeeds", async () => {
    const webhookId = await troubledWebhook();
    await gateway.ingest(tenant, [message("one")]);
    await allEnded();
    const [since, last] = await streakOf(webhookId);
    expect(Number(last)).toBeGreaterThan(Number(since));
    await gateway.ingest(tenant, [message("two")]);
    await allEnded();
    expect((await streakOf(webhookId))[0]).toBe(since);
    await lab.query("update webhook_counters set failing_told = 70 where webhook_id = $1", [
      webhookId,
    ]);
    troubled.answers(() => ({ status: 200 }));
    await gateway.ingest(tenant, [message("three")]);
    await allEnded();
    expect(await stateOf(webhookId)).toMatchObject({ failing_since: null, failing_told: 0 });
  });
});

describe("a webhook that does nothing but fail", () => {
  const log = recordingLog();

  function check(): Promise<number> {
    const { storage } = gateway;
    const transact = createHealthTransact(storage);
    return checkHealth({ transact, dialects, newId: storage.newId, now: () => NOW, log });
  }

  /** As after failures over this many days, up to now. */
  async function failFor(webhookId: string, days: number): Promise<void> {
    await lab.query(
      `insert into webhook_counters (webhook_id, failing_since, last_failed_at) values ($1, $2, $3)
       on conflict (webhook_id) do update set failing_since = $2, last_failed_at = $3`,
      [webhookId, new Date(NOW.getTime() - days * 86_400_000), NOW],
    );
  }

  it("is warned of at 50, 70 and 90 % of the way, once each, and then switched off", async () => {
    const webhookId = await troubledWebhook();
    await toldWebhook();
    for (const days of [2.4, 2.5, 2.6, 3.5, 3.6, 4.5, 4.9]) {
      await failFor(webhookId, days);
      await check();
      await check();
    }
    await told.received(3);
    expect(await stateOf(webhookId)).toMatchObject({ is_active: true, failing_told: 90 });
    await failFor(webhookId, 5);
    await check();
    await check();
    await told.received(4);
    await allEnded();
    expect(payloads(told).map(({ event, percent }) => [event, percent])).toEqual([
      ["webhook.failing", 50],
      ["webhook.failing", 70],
      ["webhook.failing", 90],
      ["webhook.disabled", undefined],
    ]);
    expect(payloads(told)[0]).toMatchObject({
      webhookId,
      url: troubled.url,
      failingSince: "2026-03-04T00:00:00.000Z",
      deactivatesAt: "2026-03-09T00:00:00.000Z",
      lastError: null,
    });
    expect(payloads(told)[3]).toMatchObject({
      webhookId,
      reason: "failing",
      failingSince: "2026-03-01T12:00:00.000Z",
      disabledAt: NOW.toISOString(),
    });
    expect(troubled.requests).toEqual([]);
    expect(await stateOf(webhookId)).toMatchObject({
      is_active: false,
      deactivation_reason: "failing",
    });
  });

  it("is told with how it failed last", async () => {
    const webhookId = await troubledWebhook();
    await toldWebhook({ eventKeys: ["webhook.failing"] });
    await gateway.ingest(tenant, [message("one")]);
    await allEnded();
    await failFor(webhookId, 4);
    await check();
    await told.received(1);
    expect(payloads(told)[0]).toMatchObject({
      percent: 70,
      lastError: "The endpoint answered 500.",
      errorClass: "http_error",
      responseStatus: 500,
    });
  });

  it("is switched off from the next event on, and for what waits", async () => {
    const webhookId = await troubledWebhook({
      eventKeys: [MESSAGE],
      retryPolicy: { maxAttempts: 2, initialDelay: 3_600, maxDelay: 3_600, backoffFactor: 1 },
    });
    await gateway.ingest(tenant, [message("waits")]);
    await waitFor(async () => (await lab.deliveries(tenant))[0]?.attempts === 1);
    await failFor(webhookId, 6);
    await check();
    await gateway.ingest(tenant, [message("next")]);
    await lab.query(
      `update pgboss.job set start_after = now()
       where id in (select job_id from deliveries where workspace_id = $1)`,
      [tenant.workspaceId],
    );
    gateway.dispatcher?.wake();
    const deliveries = await allEnded();
    expect(deliveries.map(({ status, reason }) => [status, reason])).toEqual([
      ["suppressed", "failing"],
      ["suppressed", "failing"],
    ]);
    expect(troubled.requests).toHaveLength(1);
  });

  it("counts in its own days", async () => {
    const webhookId = await troubledWebhook();
    await lab.query("update webhooks set deactivate_after_days = 10 where id = $1", [webhookId]);
    await failFor(webhookId, 6);
    await check();
    expect(await stateOf(webhookId)).toMatchObject({ is_active: true, failing_told: 50 });
  });

  it("is left alone when it failed once and nothing was sent since", async () => {
    const webhookId = await troubledWebhook();
    const long = new Date(NOW.getTime() - 30 * 86_400_000);
    await failFor(webhookId, 0);
    await lab.query(
      "update webhook_counters set failing_since = $2, last_failed_at = $2 where webhook_id = $1",
      [webhookId, long],
    );
    await check();
    expect(await stateOf(webhookId)).toMatchObject({ is_active: true, failing_told: 0 });
    expect(await noticesStored()).toEqual([]);
  });

  it("is not spoken of once it is off", async () => {
    const webhookId = await troubledWebhook({ isActive: false });
    await failFor(webhookId, 6);
    await check();
    expect(await noticesStored()).toEqual([]);
    expect(await stateOf(webhookId)).toMatchObject({ deactivation_reason: null });
  });

  it("is told once when several processes look at once", async () => {
    const webhookId = await troubledWebhook();
    await failFor(webhookId, 3);
    await Promise.all([check(), check(), check(), check()]);
    expect(await noticesStored()).toEqual(["webhook.failing"]);
  });

  it("is told to others when what failed were notices", async () => {
    const webhookId = await lab.webhook(tenant, {
      url: troubled.url,
      eventKeys: NOTICES,
      retryPolicy: quickly(1),
    });
    await toldWebhook({ eventKeys: ["webhook.disabled"] });
    const cause = await lab.webhook(tenant, { url: troubled.url, retryPolicy: quickly(1) });
    await gateway.ingest(tenant, [message("one")]);
    await waitFor(async () => (await stateOf(webhookId))?.failing_since !== null);
    await allEnded();
    await failFor(webhookId, 5);
    await check();
    await told.received(1);
    await allEnded();
    expect(payloads(told).map(({ webhookId: about }) => about)).toEqual([webhookId]);
    expect(await stateOf(cause)).toMatchObject({ is_active: true });
    expect(await noticesStored()).toEqual(["delivery.exhausted", "webhook.disabled"]);
  });
});

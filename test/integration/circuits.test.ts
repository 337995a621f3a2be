import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let app: TestApp;
let tenant: AppTenant;
let sink: Sink;
let webhookId: string;
let sent = 0;

beforeAll(async () => {
  app = await startApp();
});

afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  tenant = await app.tenant();
  sink = await createSink(() => ({ status: 503 }));
  const made = await call("POST", "/v1/webhooks", {
    url: sink.url,
    eventKeys: ["contact.created"],
    dialect: "standard",
  });
  webhookId = made.id;
});

afterEach(async () => {
  await app.query("delete from webhooks where id = $1", [webhookId]);
  await sink[Symbol.asyncDispose]();
});

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by the tests.
async function call(method: string, path: string, body?: object): Promise<any> {
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { ...tenant.headers, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.ok, text).toBe(true);
  return text === "" ? null : JSON.parse(text);
}

async function publish(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await call("POST", "/v1/events", {
      type: "contact.created",
      data: { contactId: ++sent },
    });
  }
}

const webhook = () => call("GET", `/v1/webhooks/${webhookId}`);
const deliveries = async () => (await call("GET", `/v1/webhooks/${webhookId}/deliveries`)).data;

async function circuitRow() {
  const [row] = await app.query<{ failures: number; failed_deliveries: number; trips: number }>(
    "select failures, failed_deliveries, trips from circuits where webhook_id = $1",
    [webhookId],
  );
  return row;
}

/** What a long time of failures leaves behind; the next failure opens the circuit. */
async function failForLong(): Promise<void> {
  await publish(1);
  await waitFor(async () => (await circuitRow())?.failures === 1);
  await app.query(
    `update circuits set failures = 100, failed_deliveries = 50, first_failed_at = now() - interval '5 minutes'
     where webhook_id = $1`,
    [webhookId],
  );
  await publish(1);
  await waitFor(async () => (await webhook()).circuit.state === "open");
  // The dispatcher hears of it within half a second.
  await waitFor(async () => {
    await publish(1);
    return (await inLane()) > 0;
  });
}

async function inLane(): Promise<number> {
  const jobs = await app.query(
    "select 1 from pgboss.job where name = 'slow-lane' and group_id = $1",
    [webhookId],
  );
  return jobs.length;
}

/** As time would. */
const makeDue = () =>
  app.query("update circuits set retry_at = now() where webhook_id = $1", [webhookId]);

describe("a circuit", () => {
  it("stays closed for single deliveries that fail, whatever their schedule", async () => {
    await publish(4);
    await waitFor(async () => (await circuitRow())?.failed_deliveries === 4);
    await app.query(
      `update circuits set failures = 100, first_failed_at = now() - interval '5 minutes' where webhook_id = $1`,
      [webhookId],
    );
    expect((await webhook()).circuit).toEqual({ state: "closed", openedAt: null, retryAt: null });
  });

  it("opens on failures of many deliveries over time; further ones wait and keep their attempts", async () => {
    await failForLong();
    const { circuit } = await webhook();
    expect(circuit.openedAt).toMatch(/Z$/);
    expect(Date.parse(circuit.retryAt)).toBeGreaterThan(Date.now());
    const before = sink.requests.length;
    await publish(3);
    const waiting = (await deliveries()).slice(0, 3);
    expect(await inLane()).toBe(4);
    expect(sink.requests.length).toBe(before);
    for (const delivery of waiting) {
      expect(delivery).toMatchObject({ status: "pending", attempts: 0, reason: "circuit_open" });
      expect(Date.parse(delivery.nextAttemptAt)).toBeGreaterThan(Date.now());
    }
  });

  it("lets one delivery look when it is time, and waits longer when that fails", async () => {
    await failForLong();
    await publish(3);
    const before = sink.requests.length;
    await makeDue();
    await waitFor(async () => (await circuitRow())?.trips === 1, { what: "the look to fail" });
    expect(sink.requests.length).toBe(before + 1);
    const { circuit } = await webhook();
    expect(circuit.state).toBe("open");
    const waitMs = Date.parse(circuit.retryAt) - Date.now();
    expect(waitMs).toBeGreaterThan(15_000);
    expect(waitMs).toBeLessThanOrEqual(20_000);
  });

  it("closes when that is answered, and everything goes out", async () => {
    await failForLong();
    await publish(5);
    sink.answers(() => ({ status: 200 }));
    await makeDue();
    const isThrough = ({ status, reason }: { status: string; reason: string | null }) =>
      status === "delivered" && reason === null;
    await waitFor(async () => (await deliveries()).slice(0, 6).every(isThrough));
    expect(await inLane()).toBe(0);
    expect((await webhook()).circuit).toEqual({ state: "closed", openedAt: null, retryAt: null });
  });

  it("is half open at once when somebody sends a delivery again by hand", async () => {
    await failForLong();
    sink.answers(() => ({ status: 200 }));
    const [delivery] = await deliveries();
    await call("POST", `/v1/webhooks/${webhookId}/deliveries/${delivery.id}/retry`);
    await waitFor(async () => (await webhook()).circuit.state === "closed");
  });

  it("is forgotten when the webhook gets another URL", async () => {
    await failForLong();
    await publish(2);
    await using other = await createSink();
    await call("PATCH", `/v1/webhooks/${webhookId}`, { url: other.url });
    expect((await webhook()).circuit.state).toBe("closed");
    await other.received(2);
  });

  it("does not keep what waits from being suppressed once the webhook is off", async () => {
    await failForLong();
    await publish(3);
    await call("PATCH", `/v1/webhooks/${webhookId}`, { isActive: false });
    await waitFor(async () =>
      (await deliveries())
        .slice(0, 3)
        .every(({ status }: { status: string }) => status === "suppressed"),
    );
  });

  /** As a minute of mixed answers leaves it. */
  async function mixedAnswers(attempts: number, failures: number): Promise<void> {
    await publish(1);
    await waitFor(async () => (await circuitRow())?.failures === 1);
    await app.query(
      `update circuits set window_started_at = now() - interval '40 seconds', window_attempts = $2, window_failures = $3
       where webhook_id = $1`,
      [webhookId, attempts, failures],
    );
  }

  async function windowRow() {
    const [row] = await app.query<{ attempts: number; failed: number; failures: number }>(
      `select window_attempts as attempts, window_failures as failed, failures from circuits where webhook_id = $1`,
      [webhookId],
    );
    return row;
  }

  it("opens when nearly all attempts of a minute fail, even if now and then one is answered", async () => {
    await mixedAnswers(120, 105);
    sink.answers(() => ({ status: 200 }));
    await publish(1);
    await waitFor(async () => (await windowRow())?.attempts === 121);
    expect(await windowRow()).toEqual({ attempts: 121, failed: 105, failures: 0 });
    sink.answers(() => ({ status: 503 }));
    await publish(1);
    await waitFor(async () => (await webhook()).circuit.state === "open");
  });

  it("that its share of failures has opened is closed by the one that looks, by no other", async () => {
    const release = sink.holds();
    await publish(1);
    await sink.received(1);
    await waitFor(async () => sink.requests.length === 1);
    sink.answers(() => ({ status: 503 }));
    await mixedAnswers(120, 110);
    await publish(1);
    await waitFor(async () => (await webhook()).circuit.state === "open");
    // The attempt that was under way all the time is answered now.
    release();
    await waitFor(async () => (await windowRow())?.failures === 0);
    expect((await webhook()).circuit.state).toBe("open");
    await makeDue();
    await waitFor(async () => (await webhook()).circuit.state === "closed");
  });

  it("stays closed when an endpoint takes every delivery at the last try", async () => {
    await mixedAnswers(500, 400);
    await publish(3);
    await waitFor(async () => (await windowRow())?.attempts === 503);
    expect((await webhook()).circuit.state).toBe("closed");
  });

  it("is forgotten by and by when the endpoint answers", async () => {
    await mixedAnswers(50, 20);
    await app.query("update circuits set window_started_at = now() - interval '2 minutes'");
    sink.answers(() => ({ status: 200 }));
    await publish(1);
    await waitFor(async () => (await circuitRow()) === undefined);
  });
});

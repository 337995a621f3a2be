import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLab, type DeliveryRow, type Lab, type WebhookRow } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message, seenOfCall } from "../support/samples.ts";
import { createSink, type SinkAnswer } from "../support/sink.ts";
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

/** Tries again within milliseconds. */
const quickly = (maxAttempts: number) => ({
  maxAttempts,
  initialDelay: 0.01,
  maxDelay: 0.01,
  backoffFactor: 1,
});

async function tenantWith(webhook: WebhookRow): Promise<Tenant & { readonly webhookId: string }> {
  const tenant = await lab.tenant();
  return { ...tenant, webhookId: await lab.webhook(tenant, webhook) };
}

async function onlyDelivery(tenant: Tenant): Promise<DeliveryRow> {
  const [delivery, ...others] = await lab.deliveries(tenant);
  if (delivery === undefined || others.length > 0) throw new Error("there is not one delivery");
  return delivery;
}

function ended(tenant: Tenant): Promise<DeliveryRow> {
  return waitFor(
    async () => {
      const delivery = await onlyDelivery(tenant);
      return delivery.status !== "pending" && delivery;
    },
    { what: "the delivery to end" },
  );
}

/** The delivery, once this many attempts of it are written. */
function afterAttempts(tenant: Tenant, attempts: number): Promise<DeliveryRow> {
  return waitFor(
    async () => {
      const delivery = await onlyDelivery(tenant);
      return delivery.attempts === attempts && delivery;
    },
    { what: `${attempts} attempts` },
  );
}

type AttemptRow = {
  readonly number: number;
  readonly started_at: Date;
  readonly duration_ms: number;
  readonly timings: { readonly totalMs: number };
  readonly request_headers: Record<string, string>;
  readonly response_status: number | null;
  readonly response_headers: Record<string, string> | null;
  readonly response_body: Buffer | null;
  readonly response_truncated: boolean;
  readonly error_class: string | null;
  readonly error: string | null;
};

async function attemptsOf({ id }: DeliveryRow): Promise<readonly AttemptRow[]> {
  return lab.query<AttemptRow>(
    `select a.number, started_at, duration_ms, timings::jsonb, request_headers::jsonb, response_status,
       response_headers::jsonb, coalesce(response_body, b.body) as response_body, response_truncated, error_class, error
     from attempts a left join attempt_bodies b on b.delivery_id = a.delivery_id and b.number = a.number
     where a.delivery_id = $1 order by a.number`,
    [id],
  );
}

async function jobOf({ job_id }: DeliveryRow) {
  return (await lab.jobs()).find(({ id }) => id === job_id);
}

async function countersOf(webhookId: string) {
  const [counters] = await lab.query<{ success_count: number; failure_count: number }>(
    "select success_count, failure_count from webhook_counters where webhook_id = $1",
    [webhookId],
  );
  return counters;
}

/** Lets the waiting attempt be due at once. */
async function makeDue({ job_id }: DeliveryRow): Promise<void> {
  await lab.query("update pgboss.job set start_after = now() where id = $1", [job_id]);
  gateway.dispatcher?.wake();
}

describe("a first attempt", () => {
  it("is leased: sent from memory, its job the net beneath it", async () => {
    await using sink = await createSink();
    const release = sink.holds();
    const tenant = await tenantWith({ url: sink.url });
    await gateway.ingest(tenant, [message("one")]);
    await sink.received(1);
    const delivery = await onlyDelivery(tenant);
    const job = await jobOf(delivery);
    expect(delivery).toMatchObject({ status: "pending", attempts: 0 });
    expect(job).toMatchObject({
      state: "created",
      data: { deliveryId: delivery.id, owner: delivery.owner_id },
    });
    expect(Number(job?.start_after) - Date.now()).toBeGreaterThan(120_000);
    release();
    expect(await ended(tenant)).toMatchObject({
      status: "delivered",
      attempts: 1,
      job_id: null,
      owner_id: null,
      next_attempt_at: null,
      response_status: 200,
      last_error: null,
      error_class: null,
    });
    expect(await jobOf(delivery)).toBeUndefined();
  });

  it.each([1, 2])(
    "that finds none of %i slots free is fetched, and all are delivered",
    async (concurrency) => {
      await using sink = await createSink();
      await using small = await lab.startGateway({ concurrency });
      const tenant = await tenantWith({ url: sink.url });
      await Promise.all(
        Array.from({ length: 25 }, (_, n) => small.ingest(tenant, [message(`many ${n}`)])),
      );
      await waitFor(
        async () => (await lab.deliveries(tenant)).every(({ status }) => status === "delivered"),
        { what: "all to be delivered" },
      );
      expect(sink.requests).toHaveLength(25);
      await waitFor(async () => small.dispatcher?.inFlight() === 0);
    },
  );

  it("that a process delivers for another one is told of at once", async () => {
    await using sink = await createSink();
    const tenant = await tenantWith({ url: sink.url });
    await using api = await lab.startGateway({ role: "api" });
    expect(api.dispatcher).toBeNull();
    const before = Date.now();
    await api.ingest(tenant, [message("one")]);
    const [request] = await sink.received(1);
    expect(Number(request?.at) - before).toBeLessThan(450);
    expect((await ended(tenant)).status).toBe("delivered");
  });

  it("goes to each subscribed name as a message of its own", async () => {
    await using sink = await createSink();
    const tenant = await tenantWith({
      url: sink.url,
      eventKeys: ["call.callEnded", "call.completed", "call.status.updated"],
    });
    const call = seenOfCall("call-1", 60, { fact: "ended", outcome: "completed" });
    await gateway.ingest(tenant, [call]);
    // The answer is told as `call.status.updated` too.
    const requests = await sink.received(4);
    expect(new Set(requests.map(({ deliveryId }) => deliveryId)).size).toBe(4);
    const keys = requests.map(({ body }) => {
      const { event, type } = JSON.parse(body);
      return event ?? type;
    });
    expect(keys.toSorted()).toEqual([
      "call.callEnded",
      "call.completed",
      "call.status.updated",
      "call.status.updated",
    ]);
  });
});

describe("a failed attempt", () => {
  it("is tried again after 1, 2, 4 and 8 seconds, give or take a tenth, and then no more", async () => {
    await using sink = await createSink(() => ({ status: 500, body: "not now" }));
    const tenant = await tenantWith({ url: sink.url });
    await gateway.ingest(tenant, [message("one")]);
    for (const [index, seconds] of [1, 2, 4, 8].entries()) {
      const waiting = await afterAttempts(tenant, index + 1);
      const attempt = (await attemptsOf(waiting)).at(-1);
      const endedAt = Number(attempt?.started_at) + Number(attempt?.duration_ms);
      const waitMs = Number(waiting.next_attempt_at) - endedAt;
      expect(waitMs).toBeGreaterThanOrEqual(seconds * 900 - 5);
      expect(waitMs).toBeLessThanOrEqual(seconds * 1_100 + 60);
      expect(waiting).toMatchObject({ status: "pending", owner_id: null, response_status: 500 });
      expect(await jobOf(waiting)).toMatchObject({
        name: "retries",
        state: "created",
        start_after: waiting.next_attempt_at,
      });
      await makeDue(waiting);
    }
    const delivery = await ended(tenant);
    expect(delivery).toMatchObject({
      status: "failed",
      attempts: 5,
      job_id: null,
      next_attempt_at: null,
      last_error: "The endpoint answered 500.",
      error_class: "http_error",
    });
    expect(delivery.ended_at).toBeInstanceOf(Date);
    expect(sink.requests.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(await countersOf(tenant.webhookId)).toEqual({ success_count: 0, failure_count: 1 });
  });

  it("sends the same bytes under the same id again, signed anew", async () => {
    await using sink = await createSink(({ attempt }) => ({ status: attempt === 1 ? 500 : 200 }));
    const tenant = await tenantWith({ url: sink.url, retryPolicy: quickly(3) });
    await gateway.ingest(tenant, [message("one")]);
    const delivery = await ended(tenant);
    const [first, second] = sink.requests;
    expect(delivery).toMatchObject({ status: "delivered", attempts: 2, last_error: null });
    expect(second?.body).toBe(first?.body);
    expect(second?.body).toBe(delivery.body);
    expect(second?.deliveryId).toBe(first?.deliveryId);
    expect(second?.headers["x-signature"]).not.toBe(first?.headers["x-signature"]);
    expect(await countersOf(tenant.webhookId)).toEqual({ success_count: 1, failure_count: 0 });
  });

  it("is tried again also by a process with a single slot", async () => {
    await using lone = await createLab();
    await using sink = await createSink(({ attempt }) => ({ status: attempt < 3 ? 500 : 200 }));
    await using single = await lone.startGateway({ concurrency: 1 });
    const tenant = await lone.tenant();
    await lone.webhook(tenant, { url: sink.url, retryPolicy: quickly(5) });
    await single.ingest(tenant, [message("one")]);
    await sink.received(3);
    await waitFor(async () => (await lone.deliveries(tenant))[0]?.status === "delivered");
  });

  it("is written down whole", async () => {
    await using sink = await createSink(() => ({
      status: 418,
      headers: { "x-reason": "teapot", "content-type": "text/plain; charset=utf-8" },
      body: "kürz und stämmig \u0000",
    }));
    const tenant = await tenantWith({ url: sink.url, retryPolicy: quickly(2) });
    await gateway.ingest(tenant, [message("one")]);
    const attempts = await attemptsOf(await ended(tenant));
    expect(attempts.map(({ number }) => number)).toEqual([1, 2]);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({
        response_status: 418,
        response_truncated: false,
        response_body: Buffer.from("kürz und stämmig \u0000"),
        error_class: "http_error",
        error: "The endpoint answered 418.",
      });
      expect(attempt.response_headers).toMatchObject({ "x-reason": "teapot" });
      expect(attempt.request_headers).toMatchObject({
        "x-switchhook-attempt": String(attempt.number),
      });
      expect(attempt.timings.totalMs).toBeGreaterThan(0);
    }
  });

  it("keeps the first 16 KiB of a long answer and says that it was cut", async () => {
    await using sink = await createSink(() => ({ status: 200, body: "a".repeat(100_000) }));
    const tenant = await tenantWith({ url: sink.url });
    await gateway.ingest(tenant, [message("one")]);
    const [attempt] = await attemptsOf(await ended(tenant));
    expect(attempt).toMatchObject({ response_status: 200, response_truncated: true });
    expect(attempt?.response_body).toHaveLength(16 * 1_024);
  });
});

describe("an endpoint", () => {
  it.each<[string, SinkAnswer, Partial<DeliveryRow>]>([
    [
      "redirects, which is not followed",
      { status: 302, headers: { location: "/elsewhere" } },
      { response_status: 302, error_class: "redirect" },
    ],
    ["refuses the request", { status: 403 }, { response_status: 403, error_class: "http_error" }],
    ["fails", { status: 502 }, { response_status: 502, error_class: "http_error" }],
  ])("that %s has failed", async (_what, answer, expected) => {
    await using sink = await createSink(() => answer);
    const tenant = await tenantWith({ url: sink.url, retryPolicy: quickly(1) });
    await gateway.ingest(tenant, [message("one")]);
    expect(await ended(tenant)).toMatchObject({ status: "failed", attempts: 1, ...expected });
    expect(sink.requests).toHaveLength(1);
  });

  it("that does not answer in time has timed out", async () => {
    await using sink = await createSink();
    const release = sink.holds();
    const tenant = await tenantWith({ url: sink.url, timeoutMs: 80, retryPolicy: quickly(1) });
    await gateway.ingest(tenant, [message("one")]);
    const delivery = await ended(tenant);
    expect(delivery).toMatchObject({
      status: "failed",
      response_status: null,
      error_class: "timeout",
    });
    const [attempt] = await attemptsOf(delivery);
    expect(attempt).toMatchObject({ response_status: null, response_body: null });
    expect(attempt?.duration_ms).toBeGreaterThanOrEqual(75);
    release();
  });

  it("that nobody listens at is refused", async () => {
    const tenant = await tenantWith({ url: "http://127.0.0.1:9/", retryPolicy: quickly(1) });
    await gateway.ingest(tenant, [message("one")]);
    const { error_class } = await ended(tenant);
    expect(["connection_refused", "blocked_target"]).toContain(error_class);
  });

  it("that answers 410 is gone: its webhook goes off and the next event is suppressed", async () => {
    await using sink = await createSink(() => ({ status: 410 }));
    const tenant = await tenantWith({ url: sink.url });
    await gateway.ingest(tenant, [message("first")]);
    expect(await ended(tenant)).toMatchObject({
      status: "failed",
      attempts: 1,
      response_status: 410,
      error_class: "gone",
    });
    const webhooks = await lab.query(
      "select is_active, deactivation_reason from webhooks where id = $1",
      [tenant.webhookId],
    );
    expect(webhooks).toEqual([{ is_active: false, deactivation_reason: "gone" }]);
    await gateway.ingest(tenant, [message("next")]);
    const [, next] = await lab.deliveries(tenant);
    expect(next).toMatchObject({ status: "suppressed", reason: "gone", attempts: 0 });
    expect(sink.requests).toHaveLength(1);
  });

  it("that is gone for many at once goes off once, and what waits for it is suppressed", async () => {
    await using sink = await createSink(() => ({ status: 500 }));
    const tenant = await tenantWith({ url: sink.url });
    for (const text of ["a", "b", "c"]) await gateway.ingest(tenant, [message(text)]);
    await waitFor(async () =>
      (await lab.deliveries(tenant)).every(({ attempts }) => attempts === 1),
    );
    sink.answers(() => ({ status: 410 }));
    const [first, ...others] = await lab.deliveries(tenant);
    if (first === undefined) throw new Error("there is a first delivery");
    await makeDue(first);
    await waitFor(async () => (await lab.deliveries(tenant))[0]?.status === "failed");
    for (const other of others) await makeDue(other);
    await waitFor(async () =>
      (await lab.deliveries(tenant)).every(({ status }) => status !== "pending"),
    );
    expect((await lab.deliveries(tenant)).slice(1)).toMatchObject([
      { status: "suppressed", reason: "gone", job_id: null },
      { status: "suppressed", reason: "gone", job_id: null },
    ]);
    expect(sink.requests).toHaveLength(4);
  });
});

describe("Retry-After", () => {
  it.each<[number, string, number]>([
    [429, "90", 90],
    [503, "90", 90],
    [503, "0", 1],
    [500, "90", 1],
    [302, "90", 1],
    [404, "90", 1],
    [503, "soon", 1],
    [503, "99999999", 24 * 60 * 60],
  ])("with a %i asking for %s waits %i seconds", async (status, value, seconds) => {
    await using sink = await createSink(() => ({ status, headers: { "retry-after": value } }));
    const tenant = await tenantWith({ url: sink.url });
    await gateway.ingest(tenant, [message("one")]);
    const waiting = await afterAttempts(tenant, 1);
    const waitSeconds = (Number(waiting.next_attempt_at) - Date.now()) / 1_000;
    expect(waitSeconds).toBeLessThanOrEqual(seconds * 1.1);
    expect(waitSeconds).toBeGreaterThan(seconds * 0.9 - 0.6);
  });
});

describe("the request", () => {
  it("of a GET webhook carries the payload in its query", async () => {
    await using sink = await createSink();
    const tenant = await tenantWith({ url: `${sink.url}?tenant=1`, method: "GET" });
    await gateway.ingest(tenant, [message("¿qué? & más")]);
    const [request] = await sink.received(1);
    const delivery = await ended(tenant);
    const url = new URL(request?.target ?? "", sink.url);
    expect(request).toMatchObject({ method: "GET", body: "" });
    expect(url.searchParams.get("tenant")).toBe("1");
    expect(url.searchParams.get("payload")).toBe(delivery.body);
    expect(delivery.status).toBe("delivered");
  });

  it("carries custom headers, whose values the record hides", async () => {
    await using sink = await createSink();
    const headers = { "X-Api-Key": "hunter2", "X-Tenant": "blue" };
    const tenant = await tenantWith({ url: sink.url, headers });
    await gateway.ingest(tenant, [message("one")]);
    const [request] = await sink.received(1);
    expect(request?.headers).toMatchObject({ "x-api-key": "hunter2", "x-tenant": "blue" });
    const [attempt] = await attemptsOf(await ended(tenant));
    expect(attempt?.request_headers).toMatchObject({
      "X-Api-Key": "[custom]",
      "X-Tenant": "[custom]",
      "x-signature": request?.headers["x-signature"],
    });
    const kept = await lab.query<{ text: string }>("select t::text as text from attempts t");
    expect(kept.every(({ text }) => !text.includes("hunter2"))).toBe(true);
  });
});

describe("while a delivery waits, its webhook", () => {
  async function waiting(url: string) {
    const tenant = await tenantWith({ url });
    await gateway.ingest(tenant, [message("one")]);
    return { tenant, delivery: await afterAttempts(tenant, 1) };
  }

  it.each<[string, string, string]>([
    ["switched off", "update webhooks set is_active = false where id = $1", "webhook_inactive"],
    [
      "found gone",
      "update webhooks set is_active = false, deactivation_reason = 'gone' where id = $1",
      "gone",
    ],
    ["deleted", "delete from webhooks where id = $1", "webhook_deleted"],
  ])("may be %s: then it is suppressed, for that reason", async (_how, statement, reason) => {
    await using sink = await createSink(() => ({ status: 500 }));
    const { tenant, delivery } = await waiting(sink.url);
    await lab.query(statement, [tenant.webhookId]);
    await makeDue(delivery);
    expect(await ended(tenant)).toMatchObject({
      status: "suppressed",
      reason,
      attempts: 1,
      job_id: null,
      owner_id: null,
      next_attempt_at: null,
    });
    expect(await jobOf(delivery)).toBeUndefined();
    expect(sink.requests).toHaveLength(1);
    await waitFor(async () => gateway.dispatcher?.inFlight() === 0);
  });

  it("may move: the next attempt goes to the new address, with the body as it was rendered", async () => {
    await using sink = await createSink(() => ({ status: 500 }));
    await using moved = await createSink();
    const { tenant, delivery } = await waiting(sink.url);
    await lab.query("update webhooks set url = $2, dialect = 'agents-studio' where id = $1", [
      tenant.webhookId,
      moved.url,
    ]);
    await makeDue(delivery);
    const [request] = await moved.received(1);
    expect(request).toMatchObject({ body: delivery.body, deliveryId: delivery.id, attempt: 2 });
    expect((await ended(tenant)).status).toBe("delivered");
    expect(sink.requests).toHaveLength(1);
  });
});

describe("an endpoint that hangs", () => {
  it("does not keep another's deliveries waiting while slots are left", async () => {
    await using slow = await createSink();
    await using quick = await createSink();
    const release = slow.holds();
    const stuck = await tenantWith({ url: slow.url });
    const well = await tenantWith({ url: quick.url });
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => gateway.ingest(stuck, [message(`stuck ${n}`)])),
    );
    await slow.received(50);
    const before = Date.now();
    await gateway.ingest(well, [message("one")]);
    await ended(well);
    expect(Date.now() - before).toBeLessThan(1_000);
    release();
    await waitFor(async () =>
      (await lab.deliveries(stuck)).every(({ status }) => status === "delivered"),
    );
  });
});

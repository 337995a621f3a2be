import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProbe } from "#src/db/probe.ts";
import { FIRST_ATTEMPTS } from "#src/pipeline/jobs.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { type Exposition, readExposition } from "../support/metrics.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

async function metricsOf(app: TestApp, headers: Record<string, string> = {}): Promise<Exposition> {
  const response = await fetch(`${app.url}/metrics`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  return readExposition(await response.text());
}

function whatsappText(id: string = randomUUID()): string {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const messages = [
    { id: `wamid.${id}`, from: "16505551234", timestamp, type: "text", text: { body: "Hola" } },
  ];
  const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };
  const value = { messaging_product: "whatsapp", metadata, messages };
  const entry = [{ id: "102290129340398", changes: [{ field: "messages", value }] }];
  return JSON.stringify({ object: "whatsapp_business_account", entry });
}

describe("the figures of real traffic", () => {
  let app: TestApp;
  let sink: Sink;
  let failing: Sink;
  let tenant: AppTenant;

  beforeEach(async () => {
    app = await startApp();
    sink = await createSink();
    failing = await createSink(() => ({ status: 500 }));
    tenant = await app.tenant();
  });

  afterEach(async () => {
    await app[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await failing[Symbol.asyncDispose]();
  });

  async function subscribe(webhook: object): Promise<void> {
    const headers = { ...tenant.headers, "content-type": "application/json" };
    const post = async (path: string, body: object) => {
      const init = { method: "POST", headers, body: JSON.stringify(body) };
      const response = await fetch(`${app.url}${path}`, init);
      expect(response.status).toBe(201);
      return (await response.json()) as { readonly id: string };
    };
    const { id } = await post("/v1/webhooks", webhook);
    await post(`/v1/webhooks/${id}/subscriptions`, { eventKey: "whatsapp.messageReceived" });
  }

  it("count what came in, what was refused, what went out and what failed", async () => {
    await subscribe({ url: sink.url });
    await subscribe({ url: sink.url, isActive: false });
    await subscribe({
      url: failing.url,
      retryPolicy: { maxAttempts: 2, initialDelay: 0.1, maxDelay: 0.1, backoffFactor: 1 },
    });
    const body = whatsappText();
    expect((await app.send(tenant, "whatsapp", body)).status).toBe(200);
    expect((await app.send(tenant, "whatsapp", body)).status).toBe(200);
    expect((await app.send(tenant, "whatsapp", whatsappText())).status).toBe(200);
    expect((await app.send(tenant, "whatsapp", "not JSON")).status).toBe(200);
    const path = `${app.url}${tenant.callbackPaths["whatsapp"]}`;
    expect((await fetch(path, { method: "POST", body })).status).toBe(401);
    const nowhere = `${app.url}/api/webhooks/whatsapp/${randomUUID()}`;
    expect((await fetch(nowhere, { method: "POST", body })).status).toBe(404);

    const figures = await waitFor(
      async () => {
        const found = await metricsOf(app);
        return found.sum("switchhook_deliveries_ended_total", { outcome: "failed" }) === 2 && found;
      },
      { what: "deliveries given up" },
    );
    const callbacks = (labels: Record<string, string>) =>
      figures.sum("switchhook_callbacks_total", { provider: "whatsapp", ...labels });
    expect(callbacks({ verdict: "accepted" })).toBe(2);
    expect(callbacks({ verdict: "duplicate" })).toBe(1);
    expect(callbacks({ verdict: "unreadable" })).toBe(1);
    expect(callbacks({ verdict: "rejected", reason: "missing-signature" })).toBe(1);
    expect(callbacks({ verdict: "rejected", reason: "unknown-connection" })).toBe(1);
    expect(callbacks({ verdict: "failed" })).toBe(0);
    expect(figures.sum("switchhook_events_total", { type: "whatsapp.messageReceived" })).toBe(2);
    expect(figures.sum("switchhook_deliveries_ended_total", { outcome: "delivered" })).toBe(2);
    expect(figures.sum("switchhook_deliveries_ended_total", { outcome: "suppressed" })).toBe(2);
    expect(figures.sum("switchhook_attempts_total", { error_class: "none" })).toBe(2);
    expect(figures.sum("switchhook_attempts_total", { error_class: "http_error" })).toBe(4);
    expect(figures.sum("switchhook_attempt_duration_seconds_count")).toBe(6);
    expect(figures.sum("switchhook_end_to_end_duration_seconds_count")).toBe(2);
    const endToEnd = figures.sum("switchhook_end_to_end_duration_seconds_sum") ?? 0;
    expect(endToEnd).toBeGreaterThan(0);
    expect(endToEnd).toBeLessThan(10);
    expect(figures.sum("switchhook_ingest_group_size_sum")).toBe(4);
    expect(figures.sum("switchhook_database_up")).toBe(1);
    expect(figures.sum("switchhook_queue_due_jobs")).not.toBeNull();
    expect(figures.sum("switchhook_dispatcher_slots")).toBe(2_048);
    expect(figures.sum("switchhook_data_directory_free_bytes")).toBeGreaterThan(0);
    expect(figures.sum("switchhook_build_info", { role: "all" })).toBe(1);
  });

  it("name no tenant, webhook or URL", async () => {
    await subscribe({ url: sink.url });
    await app.send(tenant, "whatsapp", whatsappText());
    await sink.received(1);
    const text = await (await fetch(`${app.url}/metrics`)).text();
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/);
    expect(text).not.toContain(new URL(sink.url).port);
  });
});

describe("every role", () => {
  it.each(["api", "worker"])("tells its figures and health: %s", async (role) => {
    await using app = await startApp({ ROLE: role });
    const figures = await metricsOf(app);
    expect(figures.sum("switchhook_build_info", { role })).toBe(1);
    expect(figures.sum("switchhook_dispatcher_slots")).toBe(role === "worker" ? 2_048 : null);
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  });

  it("asks for METRICS_TOKEN where it is set, for figures alone", async () => {
    await using app = await startApp({ METRICS_TOKEN: "scraper" });
    const refused = await fetch(`${app.url}/metrics`);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: "unauthenticated" });
    await metricsOf(app, { authorization: "Bearer scraper" });
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  });
});

describe("/readyz", () => {
  async function reasonOf(app: TestApp): Promise<string | null> {
    const response = await fetch(`${app.url}/readyz`);
    const { reason = null } = (await response.json()) as { reason?: string };
    expect(response.status).toBe(reason === null ? 200 : 503);
    return reason;
  }

  it("is red while a migration is missing", async () => {
    await using app = await startApp({ ROLE: "api" });
    expect(await reasonOf(app)).toBeNull();
    await app.query(
      "update schema_migrations set name = name || ' not yet' where name like '0005%'",
    );
    await waitFor(async () => (await reasonOf(app))?.includes("migration 0005_events"), {
      what: "a reason",
    });
    await app.query("update schema_migrations set name = replace(name, ' not yet', '')");
    await waitFor(async () => (await reasonOf(app)) === null, { what: "no reason" });
  });

  async function lateJob(app: TestApp): Promise<void> {
    await app.query(
      `insert into pgboss.job (id, name, data, state, policy, start_after, created_on, keep_until)
       values (gen_random_uuid(), $1, '{}', 'created', 'standard', now() - interval '1 hour',
         now() - interval '1 hour', now() + interval '1 day')`,
      [FIRST_ATTEMPTS],
    );
  }

  it("is red while a job that is due waits too long, and the figures say how long", async () => {
    await using app = await startApp({ ROLE: "api" });
    await lateJob(app);
    const reason = await waitFor(() => reasonOf(app), { what: "a reason" });
    expect(reason).toMatch(/queue first-attempts has waited for 36\d\d s, the limit is 300 s/);
    const { sum } = await metricsOf(app);
    expect(sum("switchhook_queue_due_jobs", { queue: FIRST_ATTEMPTS })).toBe(1);
    const age = sum("switchhook_queue_oldest_due_job_age_seconds", { queue: FIRST_ATTEMPTS });
    expect(age).toBeGreaterThanOrEqual(3_600);
    expect(age).toBeLessThan(3_700);
  });

  it("does not look at jobs where it is told so", async () => {
    await using app = await startApp({ ROLE: "api", READY_MAX_JOB_AGE_SECONDS: "0" });
    await lateJob(app);
    const { sum } = await metricsOf(app);
    expect(sum("switchhook_queue_due_jobs", { queue: FIRST_ATTEMPTS })).toBe(1);
    expect(await reasonOf(app)).toBeNull();
  });
});

describe("a database that stands still", () => {
  it("is given up after two seconds", async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await using stack = new AsyncDisposableStack();
    stack.defer(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const connectionString = `postgres://nobody@127.0.0.1:${port}/nothing`;
    const probe = stack.use(createProbe({ connectionString, onError: () => undefined }));
    const startedAt = performance.now();
    await expect(probe.missingMigrations()).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

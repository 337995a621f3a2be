/** `ROLE=api` and `ROLE=worker` as real processes over one database. */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Api, type ApiReply, apiOf } from "../support/api.ts";
import { type AppTenant, SECRETS, sendCallback } from "../support/app.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { readExposition } from "../support/metrics.ts";
import { type Fleet, type OwnProcess, openFleet } from "../support/own-process.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { tenantByApi, webhookByApi, whatsappText } from "../support/tenant-by-api.ts";
import { waitFor } from "../support/wait-for.ts";

const EVENT = "whatsapp.messageReceived";
const GRACE_SECONDS = 10;
/** Starting a process takes seconds where the machine has much else to do. */
const TIMEOUT_MS = 60_000;

let database: TestDatabase;
let fleet: Fleet;
let api: OwnProcess;
let other: OwnProcess;
let sink: Sink;
let tenant: AppTenant;
let call: Api;
const workers: OwnProcess[] = [];

beforeAll(async () => {
  database = await createDatabase();
  fleet = await openFleet(database.connectionString);
  [api, other] = await Promise.all([fleet.start({ ROLE: "api" }), fleet.start({ ROLE: "api" })]);
});

beforeEach(async () => {
  sink = await createSink();
  tenant = await tenantByApi(api.url);
  call = apiOf(api, tenant);
});

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker[Symbol.asyncDispose]()));
  await sink[Symbol.asyncDispose]();
});

afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function startWorker(env: Readonly<Record<string, string>> = {}): Promise<OwnProcess> {
  const grace = { SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS) };
  const worker = await fleet.start({ ROLE: "worker", ...grace, ...env });
  workers.push(worker);
  return worker;
}

/** Callbacks through one process, answered 2xx each; their texts. */
async function take(count: number, { url } = api): Promise<readonly string[]> {
  const texts = Array.from({ length: count }, () => crypto.randomUUID());
  await Promise.all(
    texts.map(async (text) => {
      const answer = await sendCallback(url, tenant, "whatsapp", whatsappText(text));
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
    }),
  );
  return texts;
}

/** What of the texts the tenant never got. */
function missing(texts: readonly string[]): readonly string[] {
  const bodies = sink.requests.map(({ body }) => body).join("\n");
  return texts.filter((text) => !bodies.includes(text));
}

function deliveryIds(requests: Sink["requests"]): readonly string[] {
  return requests.map(({ deliveryId }) => deliveryId).toSorted();
}

async function attemptsMadeBy({ url }: OwnProcess): Promise<number> {
  const answer = await fetch(`${url}/metrics`);
  return readExposition(await answer.text()).sum("switchhook_attempts_total") ?? 0;
}

async function delivered(webhookId: string, count: number): Promise<void> {
  await waitFor(
    async () => (await call(`GET /v1/webhooks/${webhookId}`)).body.successCount === count,
    { what: `${count} delivered`, timeoutMs: 20_000 },
  );
}

describe("an api and two workers", { timeout: TIMEOUT_MS }, () => {
  it("deliver what the api takes: the workers share it, the api sends nothing", async () => {
    // Eight slots each, so that one alone cannot hold what is asked for at once.
    const few = { DELIVERY_CONCURRENCY: "8" };
    await Promise.all([startWorker(few), startWorker(few)]);
    const id = await webhookByApi(call, sink.url, EVENT);
    const others = await Promise.all(
      Array.from({ length: 7 }, () => webhookByApi(call, sink.url, EVENT)),
    );
    const release = sink.holds();
    const texts = await take(2);
    await sink.received(9);
    release();
    await Promise.all([id, ...others].map((webhookId) => delivered(webhookId, 2)));
    expect(missing(texts)).toEqual([]);
    expect(sink.requests).toHaveLength(16);
    const shares = await Promise.all(workers.map(attemptsMadeBy));
    expect(shares.every((share) => share > 0)).toBe(true);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(16);
    expect(await attemptsMadeBy(api)).toBe(0);
  });

  it("answer only for what their role does", async () => {
    const one = await startWorker();
    const callback = await sendCallback(one.url, tenant, "whatsapp", whatsappText("Hola"));
    expect(callback.status).toBe(404);
    const request = await apiOf(one, tenant)("GET /v1/webhooks");
    expect(request.status).toBe(404);
    const listed = await call("GET /v1/callbacks");
    expect(listed.body.data).toEqual([]);
  });

  it("lose nothing when a worker is killed: what it held goes out within 3 s", async () => {
    const id = await webhookByApi(call, sink.url, EVENT);
    const first = await startWorker();
    const release = sink.holds();
    const texts = await take(20);
    const held = deliveryIds(await sink.received(20));
    const second = await startWorker();
    const killedAt = Date.now();
    expect(await first.end("SIGKILL")).toMatchObject({ signal: "SIGKILL" });
    const requests = await sink.received(40, 5_000);
    expect(Number(requests[39]?.at) - killedAt).toBeLessThan(3_000);
    expect(deliveryIds(requests.slice(20))).toEqual(held);
    release();
    await delivered(id, 20);
    expect(missing(texts)).toEqual([]);
    expect(sink.requests).toHaveLength(40);
    expect(await attemptsMadeBy(second)).toBe(20);
  });

  it("lose and repeat nothing when a worker is told to stop under load", async () => {
    const id = await webhookByApi(call, sink.url, EVENT);
    const [first] = await Promise.all([startWorker(), startWorker()]);
    // An endpoint that takes a moment, so that there is always something in flight.
    sink.answers(() => delay(20, { status: 200 }));
    const loads = Array.from({ length: 8 }, async () => {
      const texts: string[] = [];
      for (let round = 0; round < 25; round++) texts.push(...(await take(2)));
      return texts;
    });
    await sink.received(100);
    const ended = await first.end("SIGTERM");
    expect(sink.requests.length).toBeLessThan(400);
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.tookMs).toBeLessThan(GRACE_SECONDS * 1000);
    expect(first.said()).not.toContain("stopped before all attempts ended");
    const texts = (await Promise.all(loads)).flat();
    await delivered(id, 400);
    expect(missing(texts)).toEqual([]);
    expect(sink.requests).toHaveLength(400);
  });
});

describe("a change of the configuration", { timeout: TIMEOUT_MS }, () => {
  /** The state that another process has to show within a second of now. */
  async function within1s(what: string, probe: () => Promise<boolean>): Promise<void> {
    const since = performance.now();
    await waitFor(probe, { what, timeoutMs: 2_000 });
    expect(performance.now() - since).toBeLessThan(1_000);
  }

  const answered = async (reply: Promise<ApiReply>) => (await reply).status;

  it("of webhooks holds in every process from the next callback on", async () => {
    await using moved = await createSink();
    await startWorker();
    const id = await webhookByApi(call, sink.url, EVENT);
    await take(1, other);
    await sink.received(1);
    await call(`PATCH /v1/webhooks/${id}`, { body: { url: moved.url } });
    await take(1, other);
    await moved.received(1);
    await call(`PATCH /v1/webhooks/${id}`, { body: { isActive: false } });
    await take(1, other);
    const { body } = await call("GET /v1/undelivered");
    const ours = body.data.filter(({ webhookId }: { webhookId: string }) => webhookId === id);
    expect(ours).toMatchObject([{ reason: "suppressed" }]);
    expect([sink.requests.length, moved.requests.length]).toEqual([1, 1]);
  });

  it("of connections holds everywhere within a second", async () => {
    await take(1, other);
    const path = `/v1/connections/${tenant.callbackPaths["whatsapp"]?.split("/").at(-1)}`;
    await call(`PATCH ${path}`, { body: { secret: "another secret of the app" } });
    const send = () => sendCallback(other.url, tenant, "whatsapp", whatsappText("Hola"));
    await within1s("the old secret to be refused", async () => (await send()).status === 401);
    await call(`PATCH ${path}`, { body: { secret: SECRETS["whatsapp"] } });
    await within1s("the secret to be taken again", async () => (await send()).status === 200);
    await call(`DELETE ${path}`);
    await within1s("the connection to be gone", async () => (await send()).status === 404);
  });

  it("of keys holds everywhere at once", async () => {
    const key = await tenant.newKey(["webhooks:read"]);
    const there = apiOf(other, { headers: key });
    expect(await answered(there("GET /v1/webhooks"))).toBe(200);
    const { body } = await call("GET /v1/api-keys?sort=-createdAt&limit=1");
    expect(await answered(call(`DELETE /v1/api-keys/${body.data[0].id}`))).toBe(204);
    expect(await answered(there("GET /v1/webhooks"))).toBe(401);
  });
});

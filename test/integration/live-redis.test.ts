/** The live tail of several processes that share Redis. */
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApp } from "#src/app.ts";
import { readConfig } from "#src/config.ts";
import { openRedis } from "#src/shared-state/redis.ts";
import { apiOf } from "../support/api.ts";
import { type AppTenant, ENCRYPTION_KEY, startApp, type TestApp } from "../support/app.ts";
import { createDatabase } from "../support/database.ts";
import { readLive } from "../support/live.ts";
import { openFleet } from "../support/own-process.ts";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { recordingLog } from "../support/samples.ts";
import { createSink } from "../support/sink.ts";
import { tenantByApi, webhookByApi } from "../support/tenant-by-api.ts";
import { waitFor } from "../support/wait-for.ts";

const EVENT = "tool.invoked";

if (!hasRedis)
  console.warn("redis-server is not on PATH: tests of the shared live tail are skipped");

async function publish(on: { readonly url: string }, tenant: AppTenant): Promise<string> {
  const body = { type: EVENT, data: { toolIdentifier: "x", result: { success: true } } };
  const answer = await apiOf(on, tenant)("POST /v1/events", { body });
  expect(answer.status).toBe(202);
  return answer.body.id;
}

/** What one process publishes, another one shows: asked again and again, since the two first have to hear of each other. */
async function crosses(
  from: { readonly url: string },
  tenant: AppTenant,
  seen: () => readonly { readonly id: string | null }[],
): Promise<void> {
  await waitFor(
    async () => {
      const id = await publish(from, tenant);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return seen().some((message) => message.id === id);
    },
    { what: "an event from the other process", timeoutMs: 20_000 },
  );
}

describe.skipIf(!hasRedis)("processes that share Redis", { timeout: 90_000 }, () => {
  let redis: TestRedis;
  let stack: AsyncDisposableStack;

  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    redis = stack.use(await startRedis());
  });
  afterEach(() => stack.disposeAsync());

  it("show each other's events and attempts, and stop quickly while they are read", async () => {
    const database = stack.use(await createDatabase());
    const fleet = stack.use(await openFleet(database.connectionString));
    const env = { REDIS_URL: redis.url };
    // One by one: where the machine has much else to do, three at once take too long.
    const api = await fleet.start({ ...env, ROLE: "api" });
    const other = await fleet.start({ ...env, ROLE: "api" });
    const worker = await fleet.start({ ...env, ROLE: "worker" });
    await using sink = await createSink();
    const tenant = await tenantByApi(api.url);
    const stranger = await tenantByApi(api.url);
    const webhookId = await webhookByApi(apiOf(api, tenant), sink.url, EVENT);
    await using reader = await readLive(api.url, { headers: tenant.headers });
    await using foreign = await readLive(api.url, { headers: stranger.headers });
    await crosses(other, tenant, () => reader.messages);
    const [delivery] = await reader.received("delivery");
    expect(delivery?.data).toMatchObject({ webhookId, status: "delivered", responseStatus: 200 });
    expect(foreign.messages).toEqual([]);

    const unread = connect(Number(new URL(api.url).port), "127.0.0.1").pause();
    const head = Object.entries({ ...tenant.headers, Accept: "text/event-stream" });
    const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    unread.on("error", () => undefined).write(`GET /v1/live HTTP/1.1\r\nHost: x\r\n${lines}\r\n`);
    await publish(other, tenant);
    const ended = await api.end("SIGTERM");
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.tookMs).toBeLessThan(5_000);
    await waitFor(async () => reader.ended(), { what: "the end of the stream" });
    unread.destroy();
    expect((await worker.end("SIGTERM")).code).toBe(0);
  });

  it("go on by themselves while Redis is gone or hangs, and together when it is back", async () => {
    const env = { REDIS_URL: redis.url, ROLE: "api" };
    const one = stack.use(await startApp(env));
    const two = stack.use(await startBeside(one, env));
    const tenant = await one.tenant();
    await using reader = await readLive(one.url, { headers: tenant.headers });
    const seen = () => reader.messages;
    await crosses(two, tenant, seen);

    for (const [fail, mend] of [
      [() => redis.kill(), () => redis.start()],
      [async () => redis.stall(), async () => redis.goOn()],
    ] as const) {
      await fail();
      const began = performance.now();
      for (let i = 0; i < 20; i++) await publish(two, tenant);
      expect(performance.now() - began).toBeLessThan(5_000);
      const own = await publish(one, tenant);
      await waitFor(async () => seen().some(({ id }) => id === own), { what: "what is its own" });
      await mend();
      await crosses(two, tenant, seen);
    }
  });

  it("say nothing to each other but who watches what, and of that nothing while nobody does", async () => {
    const env = { REDIS_URL: redis.url, ROLE: "api" };
    const [one, tenant, stranger] = await (async () => {
      const app = stack.use(await startApp(env));
      return [app, await app.tenant(), await app.tenant()] as const;
    })();
    const two = stack.use(await startBeside(one, env));
    const heard = await listenTo(redis.url, stack);
    await publish(one, tenant);
    await publish(two, tenant);
    {
      await using reader = await readLive(one.url, { headers: tenant.headers });
      await crosses(two, tenant, () => reader.messages);
      const before = heard.length;
      for (let i = 0; i < 5; i++) await publish(two, stranger);
      for (let i = 0; i < 5; i++) await publish(one, tenant);
      await reader.received("event", 5);
      await crosses(two, tenant, () => reader.messages);
      const own = heard.slice(before).filter((channel) => channel.includes(":items:"));
      expect(own.length).toBeGreaterThan(0);
    }
    expect(heard[0]).toBe("switchhook:live:watched");
    const channels = new Set(heard);
    expect([...channels].toSorted()).toEqual([
      `switchhook:live:items:${tenant.workspaceId}`,
      "switchhook:live:watched",
    ]);
  });
});

/** Another process over the same database. */
async function startBeside(
  first: TestApp,
  env: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly url: string }> {
  const app = await createApp({
    config: readConfig({ PORT: "0", DATA_DIR: first.dataDir, ...env }),
    connectionString: first.connectionString,
    encryptionKeys: [ENCRYPTION_KEY],
    adminToken: null,
    log: recordingLog(),
  });
  await app.start();
  return { url: app.publicUrl(), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

/** The channels of all that is said from now on. */
async function listenTo(url: string, stack: AsyncDisposableStack): Promise<readonly string[]> {
  const heard: string[] = [];
  const { redis } = stack.use(openRedis(url, recordingLog()));
  await waitFor(async () => redis.status === "ready", { what: "the listener" });
  redis.on("pmessage", (_pattern: string, channel: string) => void heard.push(channel));
  await redis.psubscribe("switchhook:live:*");
  return heard;
}

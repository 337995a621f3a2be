import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, createApp } from "#src/app.ts";
import { readConfig } from "#src/config.ts";
import { createRedisRateLimit } from "#src/shared-state/rate-limits.ts";
import { openRedis } from "#src/shared-state/redis.ts";
import { type AppTenant, ENCRYPTION_KEY, startApp, type TestApp } from "../support/app.ts";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { recordingLog } from "../support/samples.ts";
import { waitFor } from "../support/wait-for.ts";

type Headers = Readonly<Record<string, string>>;

async function get(base: string, path: string, headers: Headers) {
  const began = performance.now();
  const response = await fetch(`${base}${path}`, { headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
    tookMs: performance.now() - began,
  };
}

describe("the limit of a key", () => {
  let app: TestApp;
  let tenant: AppTenant;

  beforeAll(async () => {
    app = await startApp({ ROLE: "api", RATE_LIMIT_PER_MINUTE: "4" });
    tenant = await app.tenant();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it("is told with every answer, and kept", async () => {
    const key = await tenant.newKey(["webhooks:read"]);
    const answers = [];
    for (const path of ["/v1/webhooks", "/v1/webhooks/none", "/v1/webhooks?page=x", "/v1/none"]) {
      answers.push(await get(app.url, path, key));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 400, 404]);
    const policies = answers.map(({ headers }) => headers.get("ratelimit-policy"));
    expect(policies).toEqual(Array(4).fill('"key";q=4;w=60'));
    const left = answers.map(({ headers }) => headers.get("ratelimit"));
    expect(left).toEqual(
      [3, 2, 1, 0].map((remaining) =>
        expect.stringMatching(new RegExp(`^"key";r=${remaining};t=(60|5\\d)$`)),
      ),
    );

    const refused = await get(app.url, "/v1/webhooks", key);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(refused.body).toMatchObject({ status: 429, code: "rate-limited" });
    expect(refused.headers.get("ratelimit")).toMatch(/^"key";r=0;t=\d+$/);
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
  });

  it("is no other key's, and no callback's", async () => {
    const spent = await tenant.newKey(["*"]);
    for (let i = 0; i < 5; i++) await get(app.url, "/v1/webhooks", spent);
    expect((await get(app.url, "/v1/webhooks", spent)).status).toBe(429);
    expect((await get(app.url, "/v1/calls/c/recording", spent)).status).toBe(429);
    const other = await tenant.newKey(["*"]);
    expect((await get(app.url, "/v1/calls/c/recording", other)).status).toBe(404);
    expect((await get(app.url, "/v1/webhooks", other)).headers.get("ratelimit")).toContain("r=2");
    for (let i = 0; i < 10; i++) {
      const sent = await app.send(tenant, "signalwire", `CallSid=c${i}&CallStatus=ringing`);
      expect(sent.status).toBe(200);
      expect(sent.headers.get("ratelimit")).toBeNull();
    }
  });

  it("counts nothing of a request that names no key", async () => {
    const { status, headers } = await get(app.url, "/v1/webhooks", { "X-API-Key": "nobody's" });
    expect([status, headers.get("ratelimit")]).toEqual([401, null]);
  });
});

if (!hasRedis) console.warn("redis-server is not on PATH: tests of shared rate limits are skipped");

describe.skipIf(!hasRedis)("with Redis", () => {
  it("processes share the limit", async () => {
    await using redis = await startRedis();
    const env = { ROLE: "api", RATE_LIMIT_PER_MINUTE: "5", REDIS_URL: redis.url };
    await using one = await startApp(env);
    await using two = await startSecond(one, env);
    const tenant = await one.tenant();

    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) {
      const base = i % 2 === 0 ? one.url : two.publicUrl();
      statuses.push((await get(base, "/v1/webhooks", tenant.headers)).status);
    }

    // On a machine so busy that Redis is slow, one of them may count for itself a moment.
    expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200]);
    expect(statuses.slice(5)).toContain(429);
  });

  it("one that is away at the start is done without", async () => {
    await using app = await startApp({ ROLE: "api", REDIS_URL: "redis://127.0.0.1:1" });
    const tenant = await app.tenant();
    const { status, headers } = await get(app.url, "/v1/webhooks", tenant.headers);
    expect([status, headers.get("ratelimit")]).toEqual([200, '"key";r=5999;t=60']);
  });

  it("what one process took, another one finds", async () => {
    await using redis = await startRedis();
    await using one = openShared(redis, { patienceMs: 5_000 });
    await using two = openShared(redis, { patienceMs: 5_000 });
    await waitFor(async () => [one, two].every((shared) => shared.redis.status === "ready"));
    await one.limit.take("a");
    await two.limit.take("a");
    expect(await one.limit.take("a")).toMatchObject({ remaining: 97 });
    expect(await two.limit.take("b")).toMatchObject({ remaining: 99 });
    await Promise.all(Array.from({ length: 200 }, (_, i) => (i % 2 ? one : two).limit.take("c")));
    expect(await one.limit.take("c")).toMatchObject({ isAllowed: false, remaining: 0 });
  });

  it("one that dies stalls nobody and refuses nobody", async () => {
    await using redis = await startRedis();
    await using shared = openShared(redis);
    await waitFor(async () => shared.redis.status === "ready");
    await shared.limit.take("a");

    await redis.kill();

    const takes = await timed(50, () => shared.limit.take("a"));
    expect(takes.every(({ isAllowed }) => isAllowed)).toBe(true);
    expect(Math.max(...takes.map(({ tookMs }) => tookMs))).toBeLessThan(50);
    expect(takes.at(-1)?.remaining).toBeLessThan(60);
    const said = () => shared.log.lines.filter(({ message }) => message.startsWith("Redis is"));
    await waitFor(async () => said().length > 0, { what: "the log to say so" });

    await redis.start();
    await waitFor(async () => shared.redis.status === "ready", { what: "the connection" });
    expect(said().map(({ message }) => message)).toEqual(["Redis is away", "Redis is back"]);
    await waitFor(
      async () => {
        await shared.limit.take("b");
        return (await shared.redis.keys("*")).length > 0;
      },
      { what: "Redis to count again" },
    );
  });

  it("one that hangs costs a request 20 ms, and the next nothing", async () => {
    await using redis = await startRedis();
    await using shared = openShared(redis);
    await waitFor(async () => shared.redis.status === "ready");
    await shared.limit.take("a");

    redis.stall();
    const [first, ...others] = await timed(30, () => shared.limit.take("a"));

    expect(first?.isAllowed).toBe(true);
    expect(first?.tookMs).toBeLessThan(60);
    // If each had waited, they would have taken 435 ms.
    expect(others.reduce((sum, { tookMs }) => sum + tookMs, 0)).toBeLessThan(200);
    redis.goOn();
    await waitFor(
      async () =>
        (await shared.limit.take("a")) &&
        shared.log.lines.some(({ message }) => message.includes("counted in Redis again")),
    );
  });

  it("one that refuses commands refuses no request", async () => {
    await using redis = await startRedis();
    await using shared = openShared(redis);
    await waitFor(async () => shared.redis.status === "ready");
    await shared.redis.config("SET", "maxmemory", "1");
    for (let i = 0; i < 5; i++) {
      expect(await shared.limit.take("a")).toMatchObject({ isAllowed: true, remaining: 99 - i });
    }
  });
});

function openShared({ url }: TestRedis, patience: { readonly patienceMs?: number } = {}) {
  const log = recordingLog();
  const connection = openRedis(url, log);
  return {
    log,
    redis: connection.redis,
    limit: createRedisRateLimit(
      { quota: 100, windowSeconds: 60, ...patience },
      connection.redis,
      log,
    ),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

async function timed<T extends object>(count: number, work: () => Promise<T>) {
  const done: (T & { readonly tookMs: number })[] = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    const value = await work();
    done.push({ ...value, tookMs: performance.now() - began });
  }
  return done;
}

/** Another process over the same database. */
async function startSecond(first: TestApp, env: Headers): Promise<App> {
  const app = await createApp({
    config: readConfig({ PORT: "0", DATA_DIR: first.dataDir, ...env }),
    connectionString: first.connectionString,
    encryptionKeys: [ENCRYPTION_KEY],
    adminToken: null,
    log: recordingLog(),
  });
  await app.start();
  return app;
}

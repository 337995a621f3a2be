import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig, VARIABLES } from "#src/config.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const OTHER_KEY = Buffer.alloc(32, 8).toString("base64");
const JWT_SECRET = "a-secret-of-thirty-two-bytes-0000";

function configError(env: NodeJS.ProcessEnv): ConfigError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the environment was accepted");
}

describe("readConfig", () => {
  it("needs nothing for development", () => {
    expect(readConfig({})).toEqual({
      http: { host: "127.0.0.1", port: 8080, publicUrl: null },
      database: { url: null, sessionUrl: null, poolSize: 20 },
      dataDir: ".switchhook",
      admin: { token: null },
      metrics: { token: null },
      readiness: { maxJobAgeMs: 300_000 },
      secrets: { encryptionKeys: null },
      tokens: { secret: null, jwksUrl: null, algorithms: [], issuer: null, audience: null },
      redis: { url: null },
      rateLimit: { perMinute: 6000 },
      network: {
        trustedProxies: [],
        enforceSourceIps: false,
        allowPrivateTargets: true,
        mtlsClientNameHeader: null,
        sourceRangesFile: null,
      },
      calls: { expiryMs: 86_400_000 },
      media: { directory: ".switchhook/media", linkTtlMs: 604_800_000 },
      retention: {
        everythingMs: 2_592_000_000,
        bodyMs: 2_592_000_000,
        mediaMs: 2_592_000_000,
      },
      delivery: { concurrency: 2048, perWebhook: 512 },
      role: "all",
      log: { level: "info" },
      isProduction: false,
      shutdownGraceMs: 10_000,
    });
  });

  it("reads every variable", () => {
    const config = readConfig({
      HOST: "0.0.0.0",
      PORT: "0",
      PUBLIC_URL: "https://hooks.example.com/gateway/",
      DATABASE_URL: "postgres://gateway:p%40ss@db.internal:5433/switchhook?sslmode=require",
      DATABASE_SESSION_URL: "postgres://gateway:p%40ss@primary.internal/switchhook",
      DATABASE_POOL_SIZE: "5",
      DATA_DIR: "/var/lib/switchhook",
      ADMIN_TOKEN: "operator-token",
      METRICS_TOKEN: "scraper-token",
      READY_MAX_JOB_AGE_SECONDS: "0",
      REDIS_URL: "rediss://gateway:p%40ss@redis.internal:6380/1",
      RATE_LIMIT_PER_MINUTE: "60",
      ENCRYPTION_KEY: `${KEY},${OTHER_KEY}`,
      JWT_SECRET: JWT_SECRET,
      JWKS_URL: "https://id.example.com/keys",
      JWT_ALGORITHMS: "HS256, ES256",
      JWT_ISSUER: "https://id.example.com/",
      JWT_AUDIENCE: "switchhook",
      TRUSTED_PROXIES: "10.0.0.0/8, ::1,2001:db8::/32",
      MTLS_CLIENT_NAME_HEADER: "X-SSL-Client-S-DN",
      ENFORCE_SOURCE_IPS: "false",
      SOURCE_RANGES_FILE: "/etc/switchhook/ranges.json",
      ALLOW_PRIVATE_TARGETS: "TRUE",
      DELIVERY_CONCURRENCY: "64",
      WEBHOOK_CONCURRENCY: "32",
      CALL_EXPIRY_HOURS: "2",
      MEDIA_LINK_TTL_HOURS: "1",
      RETENTION_DAYS: "10",
      BODY_RETENTION_DAYS: "2",
      MEDIA_RETENTION_DAYS: "1",
      ROLE: "worker",
      LOG_LEVEL: "debug",
      NODE_ENV: "production",
      SHUTDOWN_GRACE_SECONDS: "30",
    });
    expect(config).toEqual({
      http: { host: "0.0.0.0", port: 0, publicUrl: "https://hooks.example.com/gateway" },
      database: {
        url: "postgres://gateway:p%40ss@db.internal:5433/switchhook?sslmode=require",
        sessionUrl: "postgres://gateway:p%40ss@primary.internal/switchhook",
        poolSize: 5,
      },
      dataDir: "/var/lib/switchhook",
      admin: { token: "operator-token" },
      metrics: { token: "scraper-token" },
      readiness: { maxJobAgeMs: null },
      secrets: { encryptionKeys: `${KEY},${OTHER_KEY}` },
      redis: { url: "rediss://gateway:p%40ss@redis.internal:6380/1" },
      rateLimit: { perMinute: 60 },
      tokens: {
        secret: JWT_SECRET,
        jwksUrl: "https://id.example.com/keys",
        algorithms: ["HS256", "ES256"],
        issuer: "https://id.example.com/",
        audience: "switchhook",
      },
      network: {
        trustedProxies: ["10.0.0.0/8", "::1", "2001:db8::/32"],
        enforceSourceIps: false,
        allowPrivateTargets: true,
        mtlsClientNameHeader: "x-ssl-client-s-dn",
        sourceRangesFile: "/etc/switchhook/ranges.json",
      },
      calls: { expiryMs: 7_200_000 },
      media: { directory: "/var/lib/switchhook/media", linkTtlMs: 3_600_000 },
      retention: { everythingMs: 864_000_000, bodyMs: 172_800_000, mediaMs: 86_400_000 },
      delivery: { concurrency: 64, perWebhook: 32 },
      role: "worker",
      log: { level: "debug" },
      isProduction: true,
      shutdownGraceMs: 30_000,
    });
  });

  it("is strict about addresses in production unless told otherwise", () => {
    const { network } = readConfig({ NODE_ENV: "production", ENCRYPTION_KEY: KEY });
    expect(network).toMatchObject({ enforceSourceIps: true, allowPrivateTargets: false });
  });

  it.each(VARIABLES)("takes an empty %s as unset", (variable) => {
    expect(readConfig({ [variable]: "" })).toEqual(readConfig({}));
    expect(readConfig({ [variable]: "  " })).toEqual(readConfig({}));
  });

  it("cannot be changed after it was read", () => {
    const config = readConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.network.trustedProxies)).toBe(true);
  });

  it.each([
    ["HOST", "two words"],
    ["PORT", "http"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["PORT", "0x50"],
    ["PUBLIC_URL", "hooks.example.com"],
    ["PUBLIC_URL", "ftp://hooks.example.com"],
    ["PUBLIC_URL", "https:hooks.example.com"],
    ["PUBLIC_URL", "https://hooks.example.com/?tenant=1"],
    ["PUBLIC_URL", "https://hooks.example.com/#top"],
    ["PUBLIC_URL", "https://user:pass@hooks.example.com"],
    ["PUBLIC_URL", "https://hooks.example.com/a b"],
    ["DATABASE_URL", "mysql://root:hunter2@db/switchhook"],
    ["DATABASE_URL", "db.internal:5432"],
    ["DATABASE_POOL_SIZE", "1"],
    ["ADMIN_TOKEN", "with space"],
    ["METRICS_TOKEN", "with space"],
    ["READY_MAX_JOB_AGE_SECONDS", "-1"],
    ["REDIS_URL", "localhost:6379"],
    ["REDIS_URL", "http://localhost:6379"],
    ["REDIS_URL", "redis://"],
    ["RATE_LIMIT_PER_MINUTE", "0"],
    ["RATE_LIMIT_PER_MINUTE", "1e3"],
    ["ENCRYPTION_KEY", "c2hvcnQ="],
    ["ENCRYPTION_KEY", `${KEY},`],
    ["ENCRYPTION_KEY", KEY.replace("=", "")],
    ["JWT_SECRET", "thirty-one-bytes-are-not-enough"],
    ["JWKS_URL", "id.example.com/keys"],
    ["JWKS_URL", "file:///etc/keys.json"],
    ["JWT_ALGORITHMS", "none"],
    ["JWT_ALGORITHMS", "HS256"],
    ["JWT_ALGORITHMS", "RS256,"],
    ["TRUSTED_PROXIES", "10.0.0.0/33"],
    ["TRUSTED_PROXIES", "proxy.internal"],
    ["TRUSTED_PROXIES", "10.0.0.0/8,,::1"],
    ["MTLS_CLIENT_NAME_HEADER", "not a header"],
    ["ENFORCE_SOURCE_IPS", "maybe"],
    ["ALLOW_PRIVATE_TARGETS", "2"],
    ["DELIVERY_CONCURRENCY", "0"],
    ["WEBHOOK_CONCURRENCY", "0"],
    ["CALL_EXPIRY_HOURS", "0"],
    ["MEDIA_LINK_TTL_HOURS", "0"],
    ["RETENTION_DAYS", "0"],
    ["RETENTION_DAYS", "0.5"],
    ["BODY_RETENTION_DAYS", "31"],
    ["MEDIA_RETENTION_DAYS", "31"],
    ["ROLE", "boss"],
    ["LOG_LEVEL", "loud"],
    ["NODE_ENV", "prod"],
    ["SHUTDOWN_GRACE_SECONDS", "1e3"],
  ])("refuses %s=%s by name and without quoting it", (variable, value) => {
    const error = configError({ [variable]: value });
    expect(error.problems.map((problem) => problem.variable)).toEqual([variable]);
    expect(error.message).toContain(variable);
    expect(error.message).not.toContain(`"${value}"`);
  });

  it("accepts the usual algorithms of each key that there is", () => {
    expect(readConfig({ JWT_SECRET }).tokens.algorithms).toEqual(["HS256"]);
    const { algorithms } = readConfig({ JWKS_URL: "http://127.0.0.1:9/keys" }).tokens;
    expect(algorithms).toEqual(expect.arrayContaining(["RS256", "ES256", "EdDSA"]));
    expect(algorithms).not.toContain("HS256");
  });

  it.each([
    ["no key for one", "ES256", { JWT_SECRET }],
    ["none for a key", "ES256", { JWT_SECRET, JWKS_URL: "https://id.example.com/keys" }],
  ])("refuses algorithms with %s", (_case, JWT_ALGORITHMS, env) => {
    const error = configError({ ...env, JWT_ALGORITHMS });
    expect(error.problems.map((problem) => problem.variable)).toEqual(["JWT_ALGORITHMS"]);
  });

  it("takes public keys over http only outside production", () => {
    const JWKS_URL = "http://127.0.0.1:9000/keys";
    expect(readConfig({ JWKS_URL }).tokens.jwksUrl).toBe(JWKS_URL);
    const error = configError({ JWKS_URL, NODE_ENV: "production", ENCRYPTION_KEY: KEY });
    expect(error.problems.map((problem) => problem.variable)).toEqual(["JWKS_URL"]);
  });

  it.each([
    ["JWT_SECRET", "short hunter2", "hunter2"],
    ["DATABASE_URL", "mysql://root:hunter2@db/switchhook", "hunter2"],
    ["ENCRYPTION_KEY", `${KEY}x`, KEY],
    ["ADMIN_TOKEN", "open sesame", "sesame"],
  ])("keeps the secret in a wrong %s to itself", (variable, value, secret) => {
    expect(configError({ [variable]: value }).message).not.toContain(secret);
  });

  it("names all invalid variables at once", () => {
    const error = configError({ PORT: "http", ROLE: "boss", NODE_ENV: "production" });
    expect(error.problems.map(({ variable }) => variable).sort()).toEqual([
      "ENCRYPTION_KEY",
      "PORT",
      "ROLE",
    ]);
  });

  it("documents every variable in .env.example, and no other", () => {
    const path = fileURLToPath(new URL("../.env.example", import.meta.url));
    const documented = readFileSync(path, "utf8").matchAll(/^#? ?([A-Z][A-Z_]+)=/gm);
    expect(Array.from(documented, ([, name]) => name).sort()).toEqual([...VARIABLES].sort());
  });
});

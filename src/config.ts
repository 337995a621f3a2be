import { z } from "zod";
import { type Retention, retentionOf, retentionProblems } from "#src/core/retention.ts";
import {
  isAddressRange,
  isBaseUrl,
  isEncryptionKeys,
  isPostgresUrl,
  isRedisUrl,
} from "#src/security/setting-syntax.ts";
import {
  acceptedAlgorithms,
  TOKEN_ALGORITHMS,
  tokenProblems,
} from "#src/security/token-settings.ts";

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const ROLES = ["all", "api", "worker"] as const;

/** What is wrong with one environment variable. Never holds its value: many of them are secrets. */
export type ConfigProblem = { readonly variable: string; readonly problem: string };

/** Every invalid environment variable at once. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, problem }) => `  ${variable}: ${problem}`);
    super(`invalid configuration:\n${lines.join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

function integer(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error, abort: true })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error });
}

const Flag = z
  .stringbool({
    truthy: ["true", "1", "yes", "on"],
    falsy: ["false", "0", "no", "off"],
    error: "must be true or false",
  })
  .optional();

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(", ")}` });
}

const PublicUrl = z
  .string()
  .refine(isBaseUrl, {
    error: "must be an absolute http:// or https:// URL without user name, query or fragment",
  })
  .transform((url) => url.replace(/\/+$/, ""));

const DatabaseUrl = z.string().refine(isPostgresUrl, {
  error: "must be a URL such as postgres://user:password@host:5432/database",
});

const RedisUrl = z.string().refine(isRedisUrl, {
  error: "must be a URL such as redis://user:password@host:6379/0, or rediss://…",
});

const EncryptionKeys = z.string().refine(isEncryptionKeys, {
  error:
    "must be 32 random bytes in base64 (openssl rand -base64 32), or several such keys separated by commas",
});

const Cidrs = z
  .string()
  .transform((text) => text.split(",").map((entry) => entry.trim()))
  .refine((entries) => entries.every(isAddressRange), {
    error: "must be addresses or CIDR ranges separated by commas, such as 10.0.0.0/8,::1",
  });

const Algorithms = z
  .string()
  .transform((text) => text.split(",").map((name) => name.trim()))
  .refine((names) => names.every((name) => TOKEN_ALGORITHMS.includes(name)), {
    error: `must be some of ${TOKEN_ALGORITHMS.join(",")}, separated by commas`,
  });

const Token = z
  .string()
  .regex(/^[\x21-\x7e]+$/, { error: "must be printable ASCII without spaces" });

const Env = z.object({
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, { error: "must be a host name or an IP address" })
    .default("127.0.0.1"),
  PORT: integer(0, 65_535).default(8080),
  PUBLIC_URL: PublicUrl.optional(),
  DATABASE_URL: DatabaseUrl.optional(),
  DATABASE_SESSION_URL: DatabaseUrl.optional(),
  DATABASE_POOL_SIZE: integer(2, 1_000).default(20),
  DATA_DIR: z.string().default(".switchhook"),
  ADMIN_TOKEN: Token.optional(),
  METRICS_TOKEN: Token.optional(),
  ENCRYPTION_KEY: EncryptionKeys.optional(),
  JWT_SECRET: z
    .string()
    .refine((text) => Buffer.byteLength(text) >= 32, { error: "must have 32 bytes at least" })
    .optional(),
  JWKS_URL: z
    .url({ protocol: /^https?$/, error: "must be an https:// URL, or http:// outside production" })
    .optional(),
  JWT_ALGORITHMS: Algorithms.optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  REDIS_URL: RedisUrl.optional(),
  RATE_LIMIT_PER_MINUTE: integer(1, 999_999_999).default(6_000),
  TRUSTED_PROXIES: Cidrs.default([]),
  MTLS_CLIENT_NAME_HEADER: z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: "must be the name of an HTTP header" })
    .transform((name) => name.toLowerCase())
    .optional(),
  ENFORCE_SOURCE_IPS: Flag,
  SOURCE_RANGES_FILE: z.string().optional(),
  ALLOW_PRIVATE_TARGETS: Flag,
  DELIVERY_CONCURRENCY: integer(1, 65_536).default(2_048),
  WEBHOOK_CONCURRENCY: integer(1, 65_536).default(512),
  CALL_EXPIRY_HOURS: integer(1, 720).default(24),
  RETENTION_DAYS: integer(1, 36_500).default(30),
  BODY_RETENTION_DAYS: integer(1, 36_500).optional(),
  MEDIA_RETENTION_DAYS: integer(1, 36_500).optional(),
  MEDIA_LINK_TTL_HOURS: integer(1, 87_600).default(168),
  READY_MAX_JOB_AGE_SECONDS: integer(0, 86_400).default(300),
  ROLE: oneOf(ROLES).default("all"),
  LOG_LEVEL: oneOf(LOG_LEVELS).default("info"),
  NODE_ENV: oneOf(["development", "production", "test"]).default("development"),
  SHUTDOWN_GRACE_SECONDS: integer(0, 3_600).default(10),
});
type Env = z.output<typeof Env>;
type Given = { readonly [Name in keyof Env]?: string };

/** Names of all environment variables that are read. */
export const VARIABLES = Object.keys(Env.shape) as readonly (keyof Env)[];

export type Config = {
  readonly http: {
    readonly host: string;
    /** 0: any free port. */
    readonly port: number;
    /** Absolute, without a trailing slash; null: `http://HOST:PORT`, once the port is known. */
    readonly publicUrl: string | null;
  };
  readonly database: {
    /** Null: the embedded cluster under `dataDir`. */
    readonly url: string | null;
    /** Past a pooler, for what needs a connection to itself; null: as everything else. */
    readonly sessionUrl: string | null;
    readonly poolSize: number;
  };
  readonly dataDir: string;
  /** `token` null: no admin routes. */
  readonly admin: { readonly token: string | null };
  /** `token` null: whoever reaches the port may read them. */
  readonly metrics: { readonly token: string | null };
  /** A due job that waits for longer makes the process not ready; null: no job does. */
  readonly readiness: { readonly maxJobAgeMs: number | null };
  /** Base64 keys separated by commas, the first encrypts; null only outside production. */
  readonly secrets: { readonly encryptionKeys: string | null };
  /** JSON Web Tokens beside API keys; both keys null: none are accepted. */
  readonly tokens: {
    readonly secret: string | null;
    readonly jwksUrl: string | null;
    readonly algorithms: readonly string[];
    readonly issuer: string | null;
    readonly audience: string | null;
  };
  /** `url` null: what processes share is kept in this one alone. */
  readonly redis: { readonly url: string | null };
  /** Requests per API key. */
  readonly rateLimit: { readonly perMinute: number };
  readonly network: {
    readonly trustedProxies: readonly string[];
    readonly enforceSourceIps: boolean;
    readonly allowPrivateTargets: boolean;
    /** Lower-case name of the header in which a trusted proxy passes the verified client certificate's name. */
    readonly mtlsClientNameHeader: string | null;
    /** JSON file `{ provider: [cidr, …] }` that replaces the built-in lists. */
    readonly sourceRangesFile: string | null;
  };
  /** After so long without a word a call that never ended is given up. */
  readonly calls: { readonly expiryMs: number };
  /** Recordings and large callbacks, and how long links to recordings and transcripts work. */
  readonly media: { readonly directory: string; readonly linkTtlMs: number };
  readonly retention: Retention;
  /** Deliveries in flight at once, in this process: of all webhooks, and of each. */
  readonly delivery: { readonly concurrency: number; readonly perWebhook: number };
  readonly role: (typeof ROLES)[number];
  readonly log: { readonly level: (typeof LOG_LEVELS)[number] };
  readonly isProduction: boolean;
  readonly shutdownGraceMs: number;
};

/**
 * Reads the environment once. An empty value counts as unset. Throws a ConfigError that names every invalid
 * variable; it never quotes a value.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given: Given = Object.fromEntries(
    VARIABLES.map((name) => [name, env[name]?.trim()]).filter(([, value]) => value),
  );
  const parsed = Env.safeParse(given);
  const problems = parsed.success
    ? [...missing(given), ...tokenProblems(parsed.data), ...retentionProblems(parsed.data)]
    : [...missing(given), ...problemsOf(parsed.error)];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return grouped(parsed.data);
}

/** Generated keys live in DATA_DIR; a production deployment that lost it would lose every stored secret. */
function missing(given: Given): readonly ConfigProblem[] {
  if (given.NODE_ENV !== "production" || given.ENCRYPTION_KEY !== undefined) return [];
  return [{ variable: "ENCRYPTION_KEY", problem: "is required when NODE_ENV=production" }];
}

function problemsOf(error: z.ZodError): readonly ConfigProblem[] {
  const problems = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const variable = String(path[0]);
    if (!problems.has(variable)) problems.set(variable, message);
  }
  return Array.from(problems, ([variable, problem]) => ({ variable, problem }));
}

function grouped(env: Env): Config {
  const isProduction = env.NODE_ENV === "production";
  return deepFreeze({
    http: { host: env.HOST, port: env.PORT, publicUrl: env.PUBLIC_URL ?? null },
    database: {
      url: env.DATABASE_URL ?? null,
      sessionUrl: env.DATABASE_SESSION_URL ?? null,
      poolSize: env.DATABASE_POOL_SIZE,
    },
    dataDir: env.DATA_DIR,
    admin: { token: env.ADMIN_TOKEN ?? null },
    metrics: { token: env.METRICS_TOKEN ?? null },
    readiness: { maxJobAgeMs: env.READY_MAX_JOB_AGE_SECONDS * 1000 || null },
    secrets: { encryptionKeys: env.ENCRYPTION_KEY ?? null },
    tokens: tokensOf(env),
    redis: { url: env.REDIS_URL ?? null },
    rateLimit: { perMinute: env.RATE_LIMIT_PER_MINUTE },
    network: {
      trustedProxies: env.TRUSTED_PROXIES,
      enforceSourceIps: env.ENFORCE_SOURCE_IPS ?? isProduction,
      allowPrivateTargets: env.ALLOW_PRIVATE_TARGETS ?? !isProduction,
      mtlsClientNameHeader: env.MTLS_CLIENT_NAME_HEADER ?? null,
      sourceRangesFile: env.SOURCE_RANGES_FILE ?? null,
    },
    calls: { expiryMs: env.CALL_EXPIRY_HOURS * 60 * 60 * 1000 },
    media: {
      directory: `${env.DATA_DIR}/media`,
      linkTtlMs: env.MEDIA_LINK_TTL_HOURS * 60 * 60 * 1000,
    },
    retention: retentionOf(env),
    delivery: { concurrency: env.DELIVERY_CONCURRENCY, perWebhook: env.WEBHOOK_CONCURRENCY },
    role: env.ROLE,
    log: { level: env.LOG_LEVEL },
    isProduction,
    shutdownGraceMs: env.SHUTDOWN_GRACE_SECONDS * 1000,
  });
}

function tokensOf(env: Env): Config["tokens"] {
  return {
    secret: env.JWT_SECRET ?? null,
    jwksUrl: env.JWKS_URL ?? null,
    algorithms: acceptedAlgorithms(env),
    issuer: env.JWT_ISSUER ?? null,
    audience: env.JWT_AUDIENCE ?? null,
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const item of Object.values(value)) if (typeof item === "object" && item) deepFreeze(item);
  return Object.freeze(value);
}

import { statfs } from "node:fs/promises";
import type { Config } from "#src/config.ts";
import { createProbe } from "#src/db/probe.ts";
import type { HealthDependencies } from "#src/http/routes/health.ts";
import type { MetricsDependencies } from "#src/http/routes/metrics.ts";
import { cachedReading } from "#src/pipeline/cached-reading.ts";
import type { Dispatcher } from "#src/pipeline/dispatch.ts";
import type { Observers } from "#src/pipeline/observe-inbound.ts";
import type { Log } from "#src/pipeline/ports.ts";
import { createReadiness } from "#src/pipeline/readiness.ts";
import { providers } from "#src/registry.ts";
import { equalText } from "#src/security/hmac.ts";
import { type DiskState, registerGauges } from "#src/telemetry/gauges.ts";
import { createMetrics } from "#src/telemetry/metrics.ts";
import { createRegistry, readerOf } from "#src/telemetry/registry.ts";
import { openTracing } from "#src/telemetry/tracing.ts";
import { VERSION } from "#src/version.ts";
import type { Storage } from "./storage.ts";

const DEADLINE_MS = 2_000;
/** Every balancer and orchestrator in front may ask, each as often as it likes. */
const HEALTH = { ttlMs: 1_000, deadlineMs: DEADLINE_MS } as const;
/** Counting a long queue is work. */
const GAUGES = { ttlMs: 5_000, deadlineMs: DEADLINE_MS } as const;

export type Telemetry = Observers & {
  readonly registry: ReturnType<typeof createRegistry>;
};

/** What the work is observed with. */
export function createTelemetry(): Telemetry {
  const registry = createRegistry();
  return {
    registry,
    metrics: createMetrics(registry, [...providers.keys()]),
    tracing: openTracing(VERSION),
  };
}

export type Watch = HealthDependencies &
  MetricsDependencies & {
    /** From now on the process is not ready. */
    stopping(): void;
  };

export type WatchOptions = {
  readonly config: Config;
  readonly connectionString: string;
  readonly log: Log;
  readonly telemetry: Telemetry;
  readonly dispatcher: Dispatcher | null;
};

/** What operators and their machines ask of a running process: is it well, and what are its figures? */
export function openWatch(
  { config, connectionString, log, telemetry: { registry }, dispatcher }: WatchOptions,
  { poolState }: Pick<Storage, "poolState">,
  stack: AsyncDisposableStack,
): Watch {
  const onError = (error: Error) =>
    log.error("probing connection failed", { error: String(error) });
  const probe = stack.use(createProbe({ connectionString, onError }));
  const missingMigrations = cachedReading(probe.missingMigrations, HEALTH);
  const queues = cachedReading(probe.queues, GAUGES);
  registerGauges(registry, {
    isDatabaseUp: async () => (await missingMigrations()) !== null,
    queues,
    pool: poolState,
    slots:
      dispatcher === null
        ? null
        : () => ({ used: dispatcher.inFlight(), total: config.delivery.concurrency }),
    disk: cachedReading(() => diskOf(config.dataDir), GAUGES),
    build: { version: VERSION, role: config.role },
  });
  const { maxJobAgeMs } = config.readiness;
  const { token } = config.metrics;
  return {
    ...createReadiness({ missingMigrations, queues, maxJobAgeMs }),
    isMetricsToken: token === null ? null : (given) => equalText(given, token),
    readMetrics: readerOf(registry),
  };
}

async function diskOf(directory: string): Promise<DiskState> {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
}

/** All that a run plays on: PostgreSQL, Redis, gateways, endpoints and tenants. */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endAll } from "../bench/processes.ts";
import { type Cluster, startCluster } from "../src/db/embedded/cluster.ts";
import { selfSigned } from "./certificate.ts";
import { DISK_FULL, UPGRADE } from "./faults.ts";
import { createGateway, GRACE_SECONDS, type Role, SLOTS } from "./gateway.ts";
import { asking } from "./postgres.ts";
import { migrateWith } from "./process-faults.ts";
import { type Random, randomFrom } from "./random.ts";
import { startRedis } from "./redis.ts";
import type { Scene } from "./scene.ts";
import { createSink } from "./sink.ts";
import { mountSmallDisk, SMALL_DISK_SETTINGS } from "./small-disk.ts";
import { makeTenant } from "./tenants.ts";

const ROLES: readonly Role[] = ["api", "worker", "all"];
const TENANTS = 2;

export type StageOptions = {
  readonly seed: number;
  readonly random: Random;
  readonly schedule: readonly string[];
  /** The checkout that gateways are of at first. */
  readonly version: string;
  readonly old: string | null;
  say(text: string): void;
};

/** Everything up, with nothing going on yet. What was started and made is added to the stack. */
export async function setStage(options: StageOptions, stack: AsyncDisposableStack): Promise<Scene> {
  const { seed, random, schedule, version, old, say } = options;
  const directory = await mkdtemp(join(tmpdir(), "switchhook-chaos-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  stack.defer(remove);
  // PostgreSQL runs as another user where we are root.
  await chmod(directory, 0o755);
  const disk = diskFor(schedule, join(directory, "database"));
  if ("fill" in disk) stack.use(disk);
  // After it is unmounted, also when the suite is broken off.
  process.once("exit", remove);
  const database = { directory: join(directory, "database"), isSmall: "fill" in disk, say };
  const { connectionString } = await startDatabase(database, stack);
  stack.defer(endAll);
  const trusted = selfSigned("chaos");
  const trustedFile = join(directory, "trusted.pem");
  await writeFile(trustedFile, trusted.cert);
  const redis = await startRedis();
  const adminToken = randomBytes(24).toString("base64url");
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOST: "127.0.0.1",
    DATABASE_URL: connectionString,
    DATA_DIR: join(directory, "gateway"),
    ADMIN_TOKEN: adminToken,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    ALLOW_PRIVATE_TARGETS: "true",
    ENFORCE_SOURCE_IPS: "false",
    DELIVERY_CONCURRENCY: String(SLOTS),
    SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
    LOG_LEVEL: "warn",
    NODE_ENV: "test",
    NODE_EXTRA_CA_CERTS: trustedFile,
    ...(redis !== null && { REDIS_URL: redis.url }),
  };
  if ((await migrateWith(version, env)) !== 0) throw new Error(`${version} cannot migrate`);
  const gateways = await Promise.all(ROLES.map((role) => createGateway(role, env, version)));
  await Promise.all(gateways.map((gateway) => gateway.start()));
  // Of its own: how many requests come is not the same in two runs, and the schedule is to be.
  const sink = stack.use(await createSink(randomFrom(seed + 1), trusted));
  const door = gateways.find(({ role }) => role !== "worker")?.url ?? "";
  const tenants = await Promise.all(
    Array.from({ length: TENANTS }, () => makeTenant(door, adminToken, sink)),
  );
  const figures = {
    ...{ kills: 0, inFlight: new Map(), bodiesTaken: [] },
    ...{ recoveriesMs: [], stopsMs: [], roomToAnswerMs: [], broken: [] },
  };
  const ask = asking(connectionString);
  return {
    ...{ ask, connectionString, random, gateways, tenants, sink, env },
    ...{ redis, disk, figures, say, old: schedule.includes(UPGRADE) ? old : null },
  };
}

function diskFor(schedule: readonly string[], directory: string): Scene["disk"] {
  return schedule.includes(DISK_FULL)
    ? mountSmallDisk(directory)
    : { why: "nothing in the schedule fills it" };
}

async function startDatabase(
  { directory, isSmall, say }: { directory: string; isSmall: boolean; say(text: string): void },
  stack: AsyncDisposableStack,
): Promise<Cluster> {
  const cluster = await startCluster({
    dataDir: directory,
    log: say,
    settings: isSmall ? SMALL_DISK_SETTINGS : {},
  });
  stack.defer(async () => {
    await cluster.stop();
    await rm(cluster.directory, { recursive: true, force: true });
  });
  return cluster;
}

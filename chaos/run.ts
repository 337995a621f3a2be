import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endAll } from "../bench/processes.ts";
import { startCluster } from "../src/db/embedded/cluster.ts";
import { migrate } from "../src/db/migrate.ts";
import { FAULTS, type Figures, type Scene } from "./faults.ts";
import { createGateway, GRACE_SECONDS, type Role, SLOTS } from "./gateway.ts";
import { duplicatesOf, findBroken, type Outcome } from "./invariants.ts";
import { type Sent, startLoad } from "./load.ts";
import { type Ask, asking } from "./postgres.ts";
import { type Random, randomFrom } from "./random.ts";
import { startRedis } from "./redis.ts";
import { createSink } from "./sink.ts";
import { makeTenant } from "./tenants.ts";

export type RunOptions = {
  readonly seed: number;
  readonly seconds: number;
  /** Null: all. */
  readonly only: readonly string[] | null;
  /** What a killed process held is to be out again after that. */
  readonly recoveryLimitMs: number;
  readonly settleSeconds: number;
  say(text: string): void;
};

export type RunReport = Omit<Figures, "broken"> & {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly sent: number;
  readonly accepted: number;
  readonly arrivals: number;
  readonly duplicates: number;
  readonly largestFloodBytes: number;
  readonly settleMs: number;
  readonly broken: readonly string[];
};

const ROLES: readonly Role[] = ["api", "worker", "all"];
const TENANTS = 2;

/** One run: everything up, load and faults, then rest, then the ledgers against the database. */
export async function run(options: RunOptions): Promise<RunReport> {
  const { seed, say } = options;
  await using stack = new AsyncDisposableStack();
  stack.defer(endAll);
  const random = randomFrom(seed);
  const directory = await mkdtemp(join(tmpdir(), "switchhook-chaos-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const cluster = stack.use(await startCluster({ dataDir: directory, log: () => undefined }));
  stack.defer(() => rm(cluster.directory, { recursive: true, force: true }));
  await migrate(cluster.connectionString);
  const redis = await startRedis();
  const adminToken = randomBytes(24).toString("base64url");
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOST: "127.0.0.1",
    DATABASE_URL: cluster.connectionString,
    DATA_DIR: join(directory, "gateway"),
    ADMIN_TOKEN: adminToken,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    ALLOW_PRIVATE_TARGETS: "true",
    ENFORCE_SOURCE_IPS: "false",
    DELIVERY_CONCURRENCY: String(SLOTS),
    SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
    LOG_LEVEL: "warn",
    NODE_ENV: "test",
    ...(redis !== null && { REDIS_URL: redis.url }),
  };
  const gateways = await Promise.all(ROLES.map((role) => createGateway(role, env)));
  await Promise.all(gateways.map((gateway) => gateway.start()));
  // Of its own: how many requests come is not the same in two runs, and the schedule is to be.
  const sink = stack.use(await createSink(randomFrom(seed + 1)));
  const doors = gateways.filter(({ role }) => role !== "worker");
  const tenants = await Promise.all(
    Array.from({ length: TENANTS }, () => makeTenant(doors[0]?.url ?? "", adminToken, sink.port)),
  );
  const figures: Figures = {
    ...{ kills: 0, held: 0, mayDouble: 0 },
    ...{ recoveriesMs: [], stopsMs: [], broken: [] },
  };
  const ask = asking(cluster.connectionString);
  const scene = { ask, random, gateways, tenants, sink, env, redis, figures, say };
  const load = startLoad(tenants, doors);
  const faults = await hurt(scene, options);
  await load.stop();
  for (const gateway of gateways) if (!gateway.isUp()) await gateway.start();
  const since = performance.now();
  await settled(ask, options.settleSeconds);
  const settleMs = performance.now() - since;
  const { recoveryLimitMs } = options;
  const outcome: Outcome = { ...scene, sent: load.sent, recoveryLimitMs };
  const broken = await findBroken(outcome);
  if (broken.length > 0) {
    for (const { role, said } of gateways) {
      const complaints = said().filter((line) => line.startsWith("{"));
      say([`${role} complained of:`, ...complaints].join("\n"));
    }
  }
  return {
    ...{ ...figures, broken, seed, faults, settleMs },
    ...countsOf(load.sent),
    arrivals: sink.arrivals.length,
    duplicates: await duplicatesOf(outcome),
    largestFloodBytes: sink.largestFlood(),
  };
}

/** Told before it begins, the same for the same seed. */
function scheduleOf(random: Random, only: RunOptions["only"]): readonly [string, ...string[]] {
  const names = Object.keys(FAULTS).filter((name) => only === null || only.includes(name));
  const order = names.map((name) => ({ name, at: random.next() }));
  const [first, ...others] = order.toSorted((a, b) => a.at - b.at).map(({ name }) => name);
  if (first === undefined)
    throw new Error(`there is no such fault; there are ${Object.keys(FAULTS).join(", ")}`);
  return [first, ...others];
}

async function hurt(scene: Scene, { seconds, only, say }: RunOptions): Promise<readonly string[]> {
  const schedule = scheduleOf(scene.random, only);
  say(`schedule, again from the front when it is through: ${schedule.join(", ")}`);
  const until = performance.now() + seconds * 1000;
  const done: string[] = [];
  while (performance.now() < until) {
    await delay(scene.random.between(200, 1_500));
    const name = schedule[done.length % schedule.length] ?? schedule[0];
    say(`fault: ${name}`);
    await FAULTS[name]?.(scene);
    done.push(name);
  }
  return done;
}

/** What can be done is done: no job is due, or becomes so within the next seconds. */
async function settled(ask: Ask, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    const [row] = await ask<{ pending: number }>(
      `select count(*)::int as pending from deliveries d where d.status = 'pending' and not exists (
         select from circuits c where c.webhook_id = d.webhook_id and c.opened_at is not null)
       and (d.owner_id is not null or d.next_attempt_at is null or d.next_attempt_at < now() + interval '10 seconds')`,
    );
    if (row?.pending === 0) return;
    await delay(250);
  }
}

function countsOf(sent: readonly Sent[]) {
  const accepted = sent.filter(({ status }) => status >= 200 && status < 300).length;
  return { sent: sent.length, accepted };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tracked } from "../bench/processes.ts";
import { FAILPOINTS } from "../src/composition/failpoints.ts";
import { type Env, type Gateway, GRACE_SECONDS, SLOTS } from "./gateway.ts";
import { type Ask, freeze, restartImmediately } from "./postgres.ts";
import type { Random } from "./random.ts";
import type { ChaosRedis } from "./redis.ts";
import type { ChaosSink } from "./sink.ts";
import type { Tenant } from "./tenants.ts";

const CLI = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

export type Scene = {
  readonly ask: Ask;
  readonly random: Random;
  readonly gateways: readonly Gateway[];
  readonly tenants: readonly Tenant[];
  readonly sink: ChaosSink;
  readonly env: Env;
  /** Null: there is no redis-server here. */
  readonly redis: ChaosRedis | null;
  readonly figures: Figures;
  say(text: string): void;
};

/** What is printed, and held against the invariants. */
export type Figures = {
  kills: number;
  /** Deliveries that the processes held that were killed, frozen or cut off from the database. */
  held: number;
  /** The most that those could have had in flight. */
  mayDouble: number;
  recoveriesMs: number[];
  stopsMs: number[];
  broken: string[];
};

export type Fault = (scene: Scene) => Promise<void>;

export const FAULTS: Readonly<Record<string, Fault>> = {
  "kill-api": (scene) => kill(scene, "api"),
  "kill-worker": (scene) => kill(scene, "worker"),
  "kill-all": (scene) => kill(scene, "all"),
  ...Object.fromEntries(
    FAILPOINTS.map((name) => [`failpoint-${name}`, (scene: Scene) => failAt(scene, name)]),
  ),
  sigterm: terminate,
  sigstop: stopForAWhile,
  "postgres-restart": async (scene) => {
    await disturbed(scene, scene.gateways);
    await restartImmediately(scene.ask);
  },
  "postgres-freeze": async (scene) => {
    await disturbed(scene, scene.gateways);
    await freeze(scene.ask, scene.random.between(1_000, 4_000));
  },
  "poison-webhook": poison,
  // In front of all others, and nothing that anybody can read.
  "poison-job": async ({ ask }) => {
    await ask(
      `insert into pgboss.job (name, data, created_on, priority)
       select name, '{"deliveryId":5}'::jsonb, now() - interval '1 day', 1 from unnest(array['first-attempts', 'retries']) as name`,
    );
  },
  "migrate-twice": migrateTwice,
  "redis-kill": withRedis(async (redis, { random }) => {
    await redis.kill();
    await delay(random.between(500, 3_000));
    await redis.start();
  }),
  "redis-flush": withRedis((redis) => redis.flush()),
  "redis-stall": withRedis(async (redis, { random }) => {
    redis.stall();
    await delay(random.between(500, 3_000));
    redis.goOn();
  }),
};

function withRedis(work: (redis: ChaosRedis, scene: Scene) => Promise<void>): Fault {
  return async (scene) => {
    if (scene.redis === null) scene.say("skipped: no redis-server on PATH");
    else await work(scene.redis, scene);
  };
}

function one({ gateways, random }: Scene, role?: Gateway["role"]): Gateway {
  const [first, ...others] = gateways.filter((each) => role === undefined || each.role === role);
  if (first === undefined) throw new Error(`no gateway is ${role}`);
  return random.pick([first, ...others]);
}

/** Those lose what they hold: it may go out again. */
async function disturbed({ ask, figures }: Scene, gateways: readonly Gateway[]) {
  const delivering = gateways.filter(({ role }) => role !== "api");
  const pids = delivering.map((gateway) => gateway.pid());
  const held = await ask<{ id: string }>(
    `select d.id from deliveries d join owners o on o.id = d.owner_id
     where d.status = 'pending' and o.pid = any($1::int[])`,
    [pids],
  );
  figures.held += held.length;
  figures.mayDouble += delivering.length * SLOTS;
  return new Set(held.map(({ id }) => id));
}

async function kill(scene: Scene, role: Gateway["role"]): Promise<void> {
  const gateway = one(scene, role);
  gateway.signal("SIGKILL");
  await gateway.gone();
  await revive(scene, gateway);
}

/** Starts it again, and measures when what it held goes out again, from when a process is up that can. */
async function revive(scene: Scene, gateway: Gateway): Promise<void> {
  const { figures, gateways, sink } = scene;
  figures.kills += 1;
  const killedAt = performance.now();
  const from = sink.arrivals.length;
  const held = await disturbed(scene, [gateway]);
  const isAlone = !gateways.some((other) => other.role !== "api" && other.isUp());
  await gateway.start();
  if (held.size === 0) return;
  const upAt = isAlone ? gateway.readyAt() : killedAt;
  const again = await waitForAny(() => sink.arrivals.slice(from).find(({ id }) => held.has(id)));
  if (again !== undefined) figures.recoveriesMs.push(Math.max(again.at - upAt, 0));
}

/** What waits for its endpoint, and not for us, does not count. */
async function waitForAny<T>(find: () => T | undefined): Promise<T | undefined> {
  const deadline = performance.now() + 5_000;
  while (performance.now() < deadline) {
    const found = find();
    if (found !== undefined) return found;
    await delay(20);
  }
  return undefined;
}

async function failAt(scene: Scene, name: string): Promise<void> {
  const role = name === "after-claim" ? "worker" : "all";
  const gateway = one(scene, role);
  const { figures, random, say } = scene;
  gateway.signal("SIGTERM");
  await gateway.gone();
  const nth = random.between(1, 15);
  await gateway.start({ SWITCHHOOK_FAILPOINTS: `${name}:${nth}` });
  const isGone = await Promise.race([gateway.gone().then(() => true), delay(15_000, false)]);
  if (!isGone) {
    say(`${name}:${nth} was not reached`);
    gateway.signal("SIGKILL");
    await gateway.gone();
  }
  figures.mayDouble += SLOTS;
  await revive(scene, gateway);
}

async function terminate(scene: Scene): Promise<void> {
  const { figures } = scene;
  const gateway = one(scene);
  const since = performance.now();
  await disturbed(scene, [gateway]);
  gateway.signal("SIGTERM");
  const code = await gateway.gone();
  const took = performance.now() - since;
  figures.stopsMs.push(took);
  const limit = (GRACE_SECONDS + 2) * 1000;
  if (code !== 0) figures.broken.push(`SIGTERM: ${gateway.role} ended with ${code}`);
  if (took > limit) figures.broken.push(`SIGTERM: ${gateway.role} took ${Math.round(took)} ms`);
  await gateway.start();
}

/** Long enough that it is taken for dead where its connection is; then it comes back, disowned. */
async function stopForAWhile(scene: Scene): Promise<void> {
  const gateway = one(scene);
  await disturbed(scene, [gateway]);
  const pid = gateway.pid();
  gateway.signal("SIGSTOP");
  // Its lock goes with its connection: as when the network in between is cut.
  await scene.ask(
    `select pg_terminate_backend(l.pid) from pg_locks l join owners o
       on l.locktype = 'advisory' and l.objsubid = 2 and l.objid = o.lock_key
     where o.pid = $1`,
    [pid],
  );
  await delay(scene.random.between(2_000, 4_000));
  gateway.signal("SIGCONT");
}

async function poison({ ask, tenants, random }: Scene): Promise<void> {
  const [first, ...others] = tenants;
  if (first === undefined) return;
  const { workspaceId, webhooks } = random.pick([first, ...others]);
  await ask(
    `with hit as (update webhooks set secret_sealed = 'v1.none.none' where id = $1)
     update workspaces set config_version = config_version + 1 where id = $2`,
    [webhooks.get("poison"), workspaceId],
  );
}

async function migrateTwice({ env, figures }: Scene): Promise<void> {
  const codes = await Promise.all(
    [1, 2].map(async () => {
      const child = tracked(spawn(process.execPath, [CLI, "migrate"], { env, stdio: "ignore" }));
      await once(child, "exit");
      return child.exitCode;
    }),
  );
  if (codes.some((code) => code !== 0)) figures.broken.push(`two migrations: ${codes.join(", ")}`);
}

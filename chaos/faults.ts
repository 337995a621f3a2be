import { setTimeout as delay } from "node:timers/promises";
import { FAILPOINTS } from "../src/composition/failpoints.ts";
import { disturbed } from "./flight.ts";
import { PRESENT } from "./gateway.ts";
import { poisonBody, poisonJob, poisonWebhook, staysReady } from "./poison-faults.ts";
import { freeze, isBack, restartImmediately, useUpLog } from "./postgres.ts";
import {
  failAt,
  kill,
  migrateWith,
  stepClock,
  stopForAWhile,
  terminate,
  upgrade,
} from "./process-faults.ts";
import type { ChaosRedis } from "./redis.ts";
import type { Fault, Scene } from "./scene.ts";

/** With `--old` it is the first one. */
export const UPGRADE = "rolling-upgrade";
/** Where it is asked for, all of PostgreSQL's files lie on a small disk. */
export const DISK_FULL = "disk-full";
/** So long after a database is back what was on its way before is still arriving. */
const SETTLED_MS = 500;

export const FAULTS: Readonly<Record<string, Fault>> = {
  "kill-api": (scene) => kill(scene, "api"),
  "kill-worker": (scene) => kill(scene, "worker"),
  "kill-all": (scene) => kill(scene, "all"),
  ...Object.fromEntries(
    FAILPOINTS.map((name) => [`failpoint-${name}`, (scene: Scene) => failAt(scene, name)]),
  ),
  sigterm: terminate,
  sigstop: stopForAWhile,
  "clock-step": stepClock,
  "postgres-restart": (scene) => disturbed(scene, () => restartImmediately(scene.ask), SETTLED_MS),
  "postgres-freeze": (scene) =>
    disturbed(scene, () => freeze(scene.ask, scene.random.between(1_000, 4_000)), SETTLED_MS),
  [DISK_FULL]: fillDisk,
  "poison-webhook": staysReady(poisonWebhook),
  "poison-job": staysReady(poisonJob),
  "poison-body": staysReady(poisonBody),
  "tls-self-signed": async ({ sink, random }) => {
    sink.tls.show(random.pick(["unknown", "torn"]));
    await delay(random.between(1_000, 4_000));
    sink.tls.show("well");
  },
  "migrate-twice": async ({ env, figures }) => {
    const codes = await Promise.all([migrateWith(PRESENT, env), migrateWith(PRESENT, env)]);
    if (codes.some((code) => code !== 0)) {
      figures.broken.push(`two migrations: ${codes.join(", ")}`);
    }
  },
  [UPGRADE]: upgrade,
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

/**
 * PostgreSQL refuses what needs room in a table. Without room for its log it ends, and cannot start again while that is
 * so: whoever looks after it goes on trying.
 */
async function fillDisk(scene: Scene): Promise<void> {
  const { disk, ask, random, figures, say } = scene;
  if ("why" in disk) return say(`skipped: ${disk.why}`);
  const fill = async () => {
    const milliseconds = random.between(3_000, 7_000);
    const isLogHit = random.pick([true, false]);
    if (isLogHit) say("its log is used up as well");
    await Promise.all([disk.fill(milliseconds), isLogHit && useUpLog(ask, milliseconds)]);
    const roomAt = performance.now();
    await isBack(ask);
    figures.roomToAnswerMs.push(performance.now() - roomAt);
  };
  await disturbed(scene, fill, SETTLED_MS);
}

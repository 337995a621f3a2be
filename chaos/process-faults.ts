/** What happens to the gateways' processes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { tracked } from "../bench/processes.ts";
import { heldAtEnd, noteArrivedSince } from "./flight.ts";
import { cliOf, type Env, type Gateway, GRACE_SECONDS, PRESENT } from "./gateway.ts";
import { one, type Scene } from "./scene.ts";

const MINUTE_MS = 60_000;
/** So long it may be that what comes back does not know yet that it is disowned. */
const UNAWARE_MS = 1_000;

export async function kill(scene: Scene, role: Gateway["role"]): Promise<void> {
  const gateway = one(scene, role);
  const held = await heldAtEnd(scene, gateway, () => killed(gateway));
  await revive(scene, gateway, held);
}

async function killed(gateway: Gateway): Promise<void> {
  gateway.signal("SIGKILL");
  await gateway.gone();
}

/** Starts it again, and measures when what it held goes out again, from when a process is up that can. */
async function revive(
  { figures, gateways, sink }: Scene,
  gateway: Gateway,
  held: ReadonlySet<string>,
): Promise<void> {
  figures.kills += 1;
  const killedAt = performance.now();
  const from = sink.arrivals.length;
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

export async function failAt(scene: Scene, name: string): Promise<void> {
  const gateway = one(scene, name === "after-claim" ? "worker" : "all");
  const { random, say } = scene;
  await stopped(scene, gateway);
  const nth = random.between(1, 15);
  const starting = gateway.start({ SWITCHHOOK_FAILPOINTS: `${name}:${nth}` });
  const held = await heldAtEnd(scene, gateway, async () => {
    await starting;
    const isGone = await Promise.race([gateway.gone().then(() => true), delay(15_000, false)]);
    if (isGone) return;
    say(`${name}:${nth} was not reached`);
    await killed(gateway);
  });
  await starting;
  await revive(scene, gateway, held);
}

/** Told to stop; with exit code 0 within its grace. */
async function stopped(scene: Scene, gateway: Gateway): Promise<void> {
  const { figures } = scene;
  const since = performance.now();
  await heldAtEnd(scene, gateway, async () => {
    gateway.signal("SIGTERM");
    await gateway.gone();
  });
  const code = await gateway.gone();
  const took = performance.now() - since;
  figures.stopsMs.push(took);
  const limit = (GRACE_SECONDS + 2) * 1000;
  if (code !== 0) figures.broken.push(`SIGTERM: ${gateway.role} ended with ${code}`);
  if (took > limit) figures.broken.push(`SIGTERM: ${gateway.role} took ${Math.round(took)} ms`);
}

export async function terminate(scene: Scene): Promise<void> {
  const gateway = one(scene);
  await stopped(scene, gateway);
  await gateway.start();
}

/** Long enough that it is taken for dead where its connection is; then it comes back, disowned. */
export async function stopForAWhile(scene: Scene): Promise<void> {
  const gateway = one(scene);
  await heldAtEnd(scene, gateway, async () => gateway.signal("SIGSTOP"));
  // Its lock goes with its connection: as when the network in between is cut.
  await scene.ask(
    `select pg_terminate_backend(l.pid) from pg_locks l join owners o
       on l.locktype = 'advisory' and l.objsubid = 2 and l.objid = o.lock_key
     where o.pid = $1`,
    [gateway.pid()],
  );
  await delay(scene.random.between(2_000, 4_000));
  const since = performance.now();
  gateway.signal("SIGCONT");
  await delay(UNAWARE_MS);
  noteArrivedSince(scene, since);
}

/** One process's clock is minutes ahead for a while, then right, then minutes behind, longer than leases are. */
export async function stepClock(scene: Scene): Promise<void> {
  const { random, say } = scene;
  const gateway = one(scene);
  const ahead = random.between(2, 15);
  const behind = random.between(4, 15);
  say(`the clock of ${gateway.role}: ${ahead} minutes ahead, then ${behind} behind`);
  for (const minutes of [ahead, 0, -behind, 0]) {
    await gateway.setClock(minutes * MINUTE_MS);
    await delay(random.between(700, 2_000));
  }
}

const PLACE = { worker: 0, all: 1, api: 2 } as const;

/** From another version to the present one, as docs/operations.md says: its migrations first, then one after the other. */
export async function upgrade(scene: Scene): Promise<void> {
  const { gateways, random, say, env, figures } = scene;
  if (scene.old === null)
    return say("skipped: no other version, it is given with --old <directory>");
  const code = await migrateWith(PRESENT, env);
  if (code !== 0) figures.broken.push(`the migration beside the old version: ${code}`);
  // Workers understand what older processes write, and not what newer ones do.
  const inOrder = gateways.toSorted((a, b) => PLACE[a.role] - PLACE[b.role]);
  for (const gateway of inOrder) {
    await delay(random.between(1_000, 2_500));
    await stopped(scene, gateway);
    gateway.use(PRESENT);
    await gateway.start();
    say(`${gateway.role} is of the present version`);
  }
}

export async function migrateWith(version: string, env: Env): Promise<number | null> {
  const child = tracked(
    spawn(process.execPath, [cliOf(version), "migrate"], { env, stdio: "ignore" }),
  );
  await once(child, "exit");
  return child.exitCode;
}

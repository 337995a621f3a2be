import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { tracked } from "../bench/processes.ts";
import { freePort } from "./gateway.ts";

export type ChaosRedis = {
  readonly url: string;
  kill(): Promise<void>;
  /** On the same port, empty. */
  start(): Promise<void>;
  flush(): Promise<void>;
  stall(): void;
  goOn(): void;
};

/** Null where there is no redis-server. */
export async function startRedis(): Promise<ChaosRedis | null> {
  if (spawnSync("redis-server", ["--version"]).status !== 0) return null;
  const port = await freePort();
  const current: { child: ChildProcess | null } = { child: null };
  async function start(): Promise<void> {
    const options = [
      "--port",
      `${port}`,
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
    ];
    current.child = tracked(spawn("redis-server", options, { stdio: "ignore" }));
    await delay(300);
  }
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    async kill() {
      const { child } = current;
      if (child === null || child.exitCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
    async flush() {
      const child = spawn("redis-cli", ["-p", `${port}`, "flushall"], { stdio: "ignore" });
      await once(child, "exit");
    },
    stall: () => void current.child?.kill("SIGSTOP"),
    goOn: () => void current.child?.kill("SIGCONT"),
  };
}

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { freePort } from "./free-port.ts";
import { waitFor } from "./wait-for.ts";

/** Where it is missing, tests that need it are skipped and say so. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

export type TestRedis = AsyncDisposable & {
  readonly url: string;
  kill(): Promise<void>;
  /** On the same port, empty. */
  start(): Promise<void>;
  /** Takes connections and answers nothing, until it goes on. */
  stall(): void;
  goOn(): void;
};

export async function startRedis(): Promise<TestRedis> {
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
    current.child = spawn("redis-server", options, { stdio: "ignore" });
    await waitFor(() => answers(port), { what: "redis-server to listen" });
  }

  async function kill(): Promise<void> {
    const { child } = current;
    if (child === null) return;
    current.child = null;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    stall: () => void current.child?.kill("SIGSTOP"),
    goOn: () => void current.child?.kill("SIGCONT"),
    [Symbol.asyncDispose]: kill,
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(String(data).startsWith("+PONG"));
    });
    socket.once("error", () => resolve(false));
  });
}

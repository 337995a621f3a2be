import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tracked } from "../bench/processes.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
export const GRACE_SECONDS = 5;
/** More than the hanging endpoints take of them all: what is measured is what we do, not what they do. */
export const SLOTS = 384;
const START_MS = 60_000;
const LINES_KEPT = 40;

export type Role = "api" | "worker" | "all";
export type Env = Readonly<Record<string, string>>;

/** One of the processes: the same role on the same port, started again whenever it was ended. */
export type Gateway = {
  readonly role: Role;
  readonly url: string;
  /** When it became ready last, by performance.now(). */
  readyAt(): number;
  isUp(): boolean;
  pid(): number;
  /** Resolves once it is ready. */
  start(env?: Env): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it is gone, with its exit code; null after a signal. */
  gone(): Promise<number | null>;
  /** The last lines it wrote. */
  said(): readonly string[];
};

export async function createGateway(role: Role, shared: Env): Promise<Gateway> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const lines: string[] = [];
  const current: { child: ChildProcess | null; readyAt: number } = { child: null, readyAt: 0 };

  async function isReady(): Promise<boolean> {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => null,
    );
    await answer?.body?.cancel();
    return answer?.status === 200;
  }

  async function start(env: Env = {}): Promise<void> {
    const child = tracked(
      spawn(process.execPath, [MAIN], {
        env: { ...shared, ROLE: role, PORT: String(port), PUBLIC_URL: url, ...env },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      }),
    );
    current.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        lines.push(...text.trimEnd().split("\n"));
        lines.splice(0, Math.max(lines.length - LINES_KEPT, 0));
      });
    }
    const deadline = performance.now() + START_MS;
    while (!(await isReady())) {
      if (hasEnded(child) || performance.now() > deadline) {
        // A failpoint may be reached while it starts.
        if (child.signalCode === "SIGKILL") return;
        throw new Error(`a gateway (${role}) did not start:\n${lines.join("\n")}`);
      }
      await delay(50);
    }
    current.readyAt = performance.now();
  }

  return {
    role,
    url,
    readyAt: () => current.readyAt,
    isUp: () => current.child !== null && !hasEnded(current.child),
    pid: () => current.child?.pid ?? 0,
    start,
    signal: (name) => void current.child?.kill(name),
    async gone() {
      const { child } = current;
      if (child !== null && !hasEnded(child)) await once(child, "exit");
      return child?.exitCode ?? null;
    },
    said: () => lines,
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

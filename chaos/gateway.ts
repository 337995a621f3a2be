import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tracked } from "../bench/processes.ts";

/** The checkout that this is. Gateways may be of another one. */
export const PRESENT = fileURLToPath(new URL("..", import.meta.url));
const CLOCK = fileURLToPath(new URL("steppable-clock.ts", import.meta.url));
export const GRACE_SECONDS = 5;
/** More than the hanging endpoints take of them all: what is measured is what we do, not what they do. */
export const SLOTS = 384;
const START_MS = 60_000;
const LINES_KEPT = 40;

export function cliOf(version: string): string {
  return join(version, "src/cli/main.ts");
}

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
  /** The checkout that it is started from next. */
  use(version: string): void;
  /** From now on its clock is wrong by so much; 0: it is right. Resolves when it is. */
  setClock(offsetMs: number): Promise<void>;
  /** The status of `/readyz`; 0: no answer. */
  readiness(): Promise<number>;
  /** Attempts in flight by its own count; null: it does not say. */
  slotsUsed(): Promise<number | null>;
  /** Resolves when it is gone, with its exit code; null after a signal. */
  gone(): Promise<number | null>;
  /** The last lines it wrote. */
  said(): readonly string[];
};

type Current = { child: ChildProcess | null; readyAt: number; version: string };

const NO_ANSWER = { status: 0, text: "" };

export async function createGateway(role: Role, shared: Env, version: string): Promise<Gateway> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const lines: string[] = [];
  const current: Current = { child: null, readyAt: 0, version };

  async function ask(path: string): Promise<{ readonly status: number; readonly text: string }> {
    try {
      const answer = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(2_000) });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return NO_ANSWER;
    }
  }

  async function readiness(): Promise<number> {
    return (await ask("/readyz")).status;
  }

  async function start(env: Env = {}): Promise<void> {
    const child = tracked(
      spawn(process.execPath, ["--import", CLOCK, join(current.version, "src/main.ts")], {
        env: { ...shared, ROLE: role, PORT: String(port), PUBLIC_URL: url, ...env },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        detached: true,
      }),
    );
    current.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        lines.push(...text.trimEnd().split("\n"));
        lines.splice(0, Math.max(lines.length - LINES_KEPT, 0));
      });
    }
    const deadline = performance.now() + START_MS;
    while ((await readiness()) !== 200) {
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
    use(next) {
      current.version = next;
    },
    async setClock(offsetMs) {
      const { child } = current;
      if (child === null || !child.connected) return;
      const told = once(child, "message");
      child.send({ offsetMs });
      await told;
    },
    readiness,
    async slotsUsed() {
      const { text } = await ask("/metrics");
      const used = /^switchhook_dispatcher_slots\{state="used"\} (\d+)/m.exec(text)?.[1];
      return used === undefined ? null : Number(used);
    },
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

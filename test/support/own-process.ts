/** Switchhook as operators run it: a process of its own that is started, asked, told to stop and killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ADMIN_TOKEN, ENCRYPTION_KEY } from "./app.ts";
import { freePort } from "./free-port.ts";
import { waitFor } from "./wait-for.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export type ProcessStart = {
  readonly command: readonly string[];
  readonly cwd?: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
};

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly tookMs: number;
};

export type OwnProcess = AsyncDisposable & {
  readonly url: string;
  /** What it said on both outputs. */
  said(): string;
  /** Resolves once it is gone. */
  end(signal: NodeJS.Signals): Promise<Ended>;
};

/** Starts it on a free port and waits until it is ready. */
export async function startReady(start: ProcessStart): Promise<OwnProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const started = run({ ...start, env: { PUBLIC_URL: url, ...start.env, PORT: String(port) } });
  try {
    await waitFor(() => isReady(started, url), { what: `${url}/readyz`, timeoutMs: 20_000 });
  } catch (cause) {
    await started.end("SIGKILL");
    throw new Error(`it did not become ready:\n${started.said()}`, { cause });
  }
  return {
    url,
    said: started.said,
    end: started.end,
    async [Symbol.asyncDispose]() {
      await started.end("SIGKILL");
    },
  };
}

/** Runs one that ends by itself. */
export async function runToEnd(
  start: ProcessStart,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { child, said } = run(start);
  await once(child, "close");
  return { code: child.exitCode, said: said() };
}

async function isReady({ child, said }: Running, url: string): Promise<boolean> {
  if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode}: ${said()}`);
  const answer = await fetch(`${url}/readyz`).catch(() => null);
  await answer?.body?.cancel();
  return answer?.status === 200;
}

type Running = ReturnType<typeof run>;

function run({ command: [program = "", ...args], cwd, env, uid, gid }: ProcessStart) {
  const child = spawn(program, args, {
    cwd,
    env: { ...env },
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  child.on("error", (error) => {
    said += String(error);
  });
  async function end(signal: NodeJS.Signals): Promise<Ended> {
    const before = performance.now();
    if (!hasEnded(child)) {
      const exited = once(child, "exit");
      child.kill(signal);
      await exited;
    }
    const tookMs = performance.now() - before;
    return { code: child.exitCode, signal: child.signalCode, tookMs };
  }
  return { child, said: () => said, end };
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

export type Fleet = AsyncDisposable & {
  start(env?: Readonly<Record<string, string>>): Promise<OwnProcess>;
};

/** Processes of this checkout over one database and one data directory. */
export async function openFleet(connectionString: string): Promise<Fleet> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), "switchhook-fleet-"));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const owned = stack.move();
  return {
    async start(env = {}) {
      const started = await startReady({
        command: [process.execPath, MAIN],
        env: {
          PATH: process.env["PATH"] ?? "",
          DATABASE_URL: connectionString,
          DATA_DIR: dataDir,
          ADMIN_TOKEN,
          ENCRYPTION_KEY: Buffer.from(ENCRYPTION_KEY).toString("base64"),
          ALLOW_PRIVATE_TARGETS: "true",
          ENFORCE_SOURCE_IPS: "false",
          NODE_ENV: "production",
          ...env,
        },
      });
      return owned.use(started);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ClusterError } from "./cluster-error.ts";
import { readPostmaster } from "./postmaster.ts";
import { CLEAN_ENVIRONMENT } from "./run-as.ts";
import type { WatchdogPlan } from "./watchdog.ts";

const WATCHDOG = fileURLToPath(new URL("./watchdog.ts", import.meta.url));

/** A PostgreSQL with its watchdog. */
export type Running = {
  /** How it ended, and the last it printed. */
  readonly ended: Promise<Ending>;
  /** Asks it to shut down and waits until it has. */
  stop(): Promise<void>;
};

export type Ending = { readonly how: string; readonly output: string };

/** PostgreSQL ended before it was ready. */
export class StartFailure extends ClusterError {
  readonly ending: Ending;

  constructor(data: string, ending: Ending) {
    const said = ending.output.trim().split("\n").slice(-4).join("\n");
    super(`PostgreSQL did not start in ${data} (${ending.how}): ${said}`);
    this.ending = ending;
  }
}

export type LaunchOptions = {
  readonly plan: WatchdogPlan;
  /** PGDATA. */
  readonly data: string;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
};

/** Replaying the log of a crash takes up to some minutes on a slow disk. */
const READY_TIMEOUT_MS = 300_000;
const PATIENCE_MS = 3_000;
const PAUSE_MS = 10;

/** Starts PostgreSQL and waits until it accepts connections. Throws a StartFailure when it ends instead. */
export async function launch({ plan, data, signal, log }: LaunchOptions): Promise<Running> {
  const watchdog = spawn(process.execPath, [WATCHDOG, JSON.stringify(plan)], {
    cwd: "/",
    env: CLEAN_ENVIRONMENT,
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  // Closing the pipe of a watchdog that is gone already is no news: its end is told below.
  watchdog.stdin.on("error", () => undefined);
  // A gateway that has nothing left to do may end without asking; the watchdog sees to the rest.
  watchdog.unref();
  setReferenced(watchdog, false);
  const news = listen(watchdog);
  const stop = async () => {
    watchdog.ref();
    setReferenced(watchdog, true);
    watchdog.stdin.end();
    await news.ended;
  };
  const over = new AbortController();
  const wait = { data, news, log, signal: AbortSignal.any([signal, over.signal]) };
  try {
    const ending = await Promise.race([news.ended, waitUntilReady(wait)]);
    if (ending !== undefined) throw new StartFailure(data, ending);
    return { ended: news.ended, stop };
  } catch (error) {
    over.abort();
    await stop();
    throw error;
  }
}

/** Whether this process stays alive for the pipes; they are sockets, which their types do not say. */
function setReferenced({ stdin, stdout }: Watchdog, isReferenced: boolean): void {
  for (const stream of [stdin, stdout]) {
    if (!(stream instanceof Socket)) continue;
    if (isReferenced) stream.ref();
    else stream.unref();
  }
}

type Watchdog = ChildProcessByStdio<Writable, Readable, null>;

type News = { pid: number | null; readonly ended: Promise<Ending> };

function listen(watchdog: Watchdog): News {
  const last: { how: string | null; output: string } = { how: null, output: "" };
  const ended = new Promise<Ending>((resolve) => {
    watchdog.on("error", ({ message }) => resolve({ how: message, output: "" }));
    watchdog.on("close", (code, signal) => {
      const how = last.how ?? `its watchdog ended with ${signal ?? `exit code ${code}`}`;
      resolve({ how, output: last.output });
    });
  });
  const news: News = { pid: null, ended };
  createInterface({ input: watchdog.stdout }).on("line", (line) => {
    const { pid, ended: how, output } = JSON.parse(line);
    if (typeof pid === "number") news.pid = pid;
    if (typeof how === "string") last.how ??= how;
    if (typeof output === "string") last.output = output;
  });
  return news;
}

async function waitUntilReady({
  data,
  news,
  signal,
  log,
}: Omit<LaunchOptions, "plan"> & { readonly news: News }): Promise<undefined> {
  const began = performance.now();
  let isPatient = true;
  for (;;) {
    signal.throwIfAborted();
    const postmaster = await readPostmaster(data);
    if (postmaster?.isReady && postmaster.pid === news.pid) return undefined;
    const waitedMs = performance.now() - began;
    if (isPatient && waitedMs > PATIENCE_MS) {
      isPatient = false;
      log("PostgreSQL is still starting: after an unclean end it replays its log");
    }
    if (waitedMs > READY_TIMEOUT_MS) {
      throw new ClusterError(`PostgreSQL in ${data} was not ready after ${READY_TIMEOUT_MS} ms`);
    }
    await delay(PAUSE_MS);
  }
}

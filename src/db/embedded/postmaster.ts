import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ClusterError, hasCode } from "./cluster-error.ts";
import { commandLine, exists } from "./process-identity.ts";

/** What a running PostgreSQL says of itself in its data directory. */
export type Postmaster = { readonly pid: number; readonly isReady: boolean };

/** Fast shutdown ends sessions and writes a checkpoint; after this time it is made to stop without one. */
export const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 15_000;
const PAUSE_MS = 10;

/** Line 1 is the process id, line 8 the state (PostgreSQL's `miscadmin.h`). Null: there is no such file. */
export async function readPostmaster(data: string): Promise<Postmaster | null> {
  const lines = await readLines(pidFile(data));
  const pid = Number(lines?.[0]);
  if (lines === null || !Number.isInteger(pid) || pid <= 0) return null;
  return { pid, isReady: lines[7]?.trim() === "ready" };
}

/**
 * Stops a PostgreSQL that outlived its gateway, and waits until it is gone: usually it is shutting down already.
 * Afterwards a PostgreSQL can start, also when the file names a process that is none.
 */
export async function stopLeftover(data: string, log: (message: string) => void): Promise<void> {
  const found = await readPostmaster(data);
  if (found === null) return;
  if (!(await isPostgresOf(data, found.pid))) return disown(data, found.pid);
  log(`waiting for the PostgreSQL of an earlier run to stop (process ${found.pid})`);
  if (await stop(data, found.pid, "SIGINT", FAST_SHUTDOWN_MS)) return;
  if (await stop(data, found.pid, "SIGQUIT", IMMEDIATE_SHUTDOWN_MS)) return;
  throw new ClusterError(
    `a PostgreSQL of an earlier run (process ${found.pid}) still uses ${data} and does not stop: end that process`,
  );
}

async function stop(
  data: string,
  pid: number,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (hasCode(error, "ESRCH")) return true;
    throw error;
  }
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (!(await isPostgresOf(data, pid))) return true;
    await delay(PAUSE_MS);
  }
  return false;
}

async function isPostgresOf(data: string, pid: number): Promise<boolean> {
  const command = await commandLine(pid);
  return command.includes("postgres") && command.includes(data);
}

/** Above every process id that Linux (2^22) or macOS (99,998) gives. */
const NO_PROCESS = "2147483647";

/**
 * After a crash or in a new container the id in the file may belong to some other process, which PostgreSQL would
 * take for itself. The rest of the file stays: by the shared memory named there PostgreSQL notices sessions
 * that outlived it.
 */
async function disown(data: string, pid: number): Promise<void> {
  if (!exists(pid)) return;
  const lines = await readLines(pidFile(data));
  if (lines === null || Number(lines[0]) !== pid) return;
  await writeFile(pidFile(data), [NO_PROCESS, ...lines.slice(1)].join("\n"));
}

function pidFile(data: string): string {
  return join(data, "postmaster.pid");
}

async function readLines(path: string): Promise<readonly string[] | null> {
  try {
    return (await readFile(path, "utf8")).split("\n");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

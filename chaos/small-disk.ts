/** A disk for PostgreSQL that can be filled: a tmpfs, where this machine lets us mount one. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const MEGABYTES = 512;
/** PostgreSQL's own log is to leave room on it. */
export const SMALL_DISK_SETTINGS = { max_wal_size: "128MB", min_wal_size: "48MB" } as const;
const CHUNK = Buffer.alloc(1024 * 1024);
const PAGE = 4096;
const TOP_UP_MS = 100;

export type SmallDisk = AsyncDisposable & {
  readonly directory: string;
  /** Leaves no room for so long, whatever is freed meanwhile. */
  fill(milliseconds: number): Promise<void>;
};

/** Mounted at `directory`, which is made; or why it cannot be. */
export function mountSmallDisk(directory: string): SmallDisk | { readonly why: string } {
  if (process.platform !== "linux") return { why: "there is no tmpfs but on Linux" };
  if (process.getuid?.() !== 0) return { why: "only root may mount a tmpfs" };
  mkdirSync(directory, { recursive: true });
  const options = `size=${MEGABYTES}m,mode=0755`;
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "switchhook-chaos", directory]);
  if (mounted.status !== 0) {
    const reason = mounted.stderr?.toString().trim() ?? mounted.error?.message;
    return { why: `a tmpfs cannot be mounted here: ${reason}` };
  }
  let isMounted = true;
  /** Also while somebody has files open there: it is gone for everybody else at once, and for them when they end. */
  function unmount(): void {
    if (!isMounted) return;
    isMounted = false;
    spawnSync("umount", ["--lazy", directory]);
  }
  // However the suite ends.
  process.once("exit", unmount);
  return {
    directory,
    fill: (milliseconds) => fill(join(directory, "ballast"), milliseconds),
    async [Symbol.asyncDispose]() {
      unmount();
      process.off("exit", unmount);
    },
  };
}

async function fill(path: string, milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  try {
    await using ballast = await open(path, "w", 0o600);
    while (performance.now() < until) {
      for (const size of [CHUNK.length, PAGE]) {
        while (await fits(ballast, size)) if (performance.now() > until) return;
      }
      await delay(TOP_UP_MS);
    }
  } finally {
    await rm(path, { force: true });
  }
}

async function fits(
  ballast: { write(bytes: Buffer): Promise<{ bytesWritten: number }> },
  size: number,
): Promise<boolean> {
  try {
    return (await ballast.write(CHUNK.subarray(0, size))).bytesWritten === size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return false;
    throw error;
  }
}

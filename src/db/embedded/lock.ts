import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { ClusterError, hasCode } from "./cluster-error.ts";
import { identify, isRunning, type ProcessIdentity } from "./process-identity.ts";

export type Lock = { release(): Promise<void> };

const TRIES = 20;

/**
 * Takes `path` for this process. Throws when a running process holds it; what a dead process left behind is
 * replaced. `dataDir` is named in the error.
 */
export async function acquireLock(path: string, dataDir: string): Promise<Lock> {
  const content = JSON.stringify({ ...(await identify(process.pid)), id: randomId() });
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (await create(path, content)) return { release: () => release(path, content) };
    const found = await readIfThere(path);
    if (found === null) continue;
    const holder = parseHolder(found);
    if (holder !== null && (await isRunning(holder))) {
      throw new ClusterError(
        `${dataDir} is in use by another Switchhook (process ${holder.pid}): stop that one, or set DATA_DIR to another directory`,
      );
    }
    await removeStale(path, found);
  }
  throw new ClusterError(`${dataDir}: other processes keep taking its lock ${path}`);
}

/** Appears with its content at once, so nobody reads half a lock. */
async function create(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomId()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft);
  }
}

/** Another process may have replaced the stale lock meanwhile: what was moved away by mistake is put back. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomId()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  if ((await readFile(aside, "utf8")) === stale) await rm(aside);
  else await rename(aside, path);
}

async function release(path: string, content: string): Promise<void> {
  if ((await readIfThere(path)) === content) await rm(path, { force: true });
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

function parseHolder(content: string): ProcessIdentity | null {
  try {
    const { pid, startedAt } = JSON.parse(content);
    if (!Number.isInteger(pid) || pid <= 0) return null;
    return { pid, startedAt: typeof startedAt === "string" ? startedAt : null };
  } catch {
    // Not written by us, or cut off by a full disk: it names no process that could hold the lock.
    return null;
  }
}

function randomId(): string {
  return randomBytes(8).toString("hex");
}

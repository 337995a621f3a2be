import { readdir, readFile, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isMissing, removeFile } from "./disk.ts";

/** Ends the name of a file that says which other file was placed and may not be named by a row yet. */
export const MARKER = ".placed";
const PLACED = /^[\w-]+\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** No request takes so long, on whatever machine. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

export type SpoolClaim = {
  /** For this process alone. */
  readonly directory: string;
  release(): void;
};

/** Directories of this very process: its id does not tell those that it has closed from those it uses. */
const claimed = new Set<string>();

/** Names a directory so that another start can tell whether its process still runs. Makes nothing yet. */
export function claimSpoolDirectory(mediaDirectory: string, id: string): SpoolClaim {
  const name = `${encodeURIComponent(hostname())}~${process.pid}~${id}`;
  claimed.add(name);
  return {
    directory: join(mediaDirectory, "spool", name),
    release: () => void claimed.delete(name),
  };
}

export type SweepOptions = {
  readonly directory: string;
  readonly isNamed: (path: string) => Promise<boolean>;
};

/** Removes temporary files of processes that run no more, and the files they had placed that no row names. */
export async function sweepSpool(options: SweepOptions): Promise<void> {
  const spool = join(options.directory, "spool");
  for (const name of await namesIn(spool)) {
    const abandoned = join(spool, name);
    if (!(isOfEndedProcess(name) || (await isOld(abandoned)))) continue;
    await decideDoubts(options, abandoned);
    await rm(abandoned, { recursive: true, force: true });
  }
}

async function decideDoubts(
  { directory, isNamed }: SweepOptions,
  abandoned: string,
): Promise<void> {
  for (const file of await namesIn(abandoned)) {
    if (!file.endsWith(MARKER)) continue;
    const path = await readFile(join(abandoned, file), "utf8");
    // Cut off before it was whole: then nothing was placed.
    if (PLACED.test(path) && !(await isNamed(path))) await removeFile(join(directory, path));
  }
}

/** Of a process on another machine that shares the directory nobody here can tell whether it runs. */
function isOfEndedProcess(name: string): boolean {
  const [host, pid] = name.split("~");
  if (host !== encodeURIComponent(hostname())) return false;
  return Number(pid) === process.pid ? !claimed.has(name) : !isRunning(Number(pid));
}

async function isOld(directory: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(directory)).mtimeMs > ABANDONED_AFTER_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

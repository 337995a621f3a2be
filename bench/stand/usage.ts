import { readdir, readFile } from "node:fs/promises";

/** What a process has used of the machine. */
export type Usage = {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly peakBytes: number;
};

/** Linux counts processor time in these, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** Null where the system does not tell (it is read from /proc). */
export async function usageOf(pid: number): Promise<Usage | null> {
  try {
    const [stat, status] = await Promise.all([
      statOf(pid),
      readFile(`/proc/${pid}/status`, "utf8"),
    ]);
    return {
      cpuSeconds: stat.ownTicks / TICKS_PER_SECOND,
      residentBytes: bytesOf(status, "VmRSS"),
      peakBytes: bytesOf(status, "VmHWM"),
    };
  } catch {
    return null; // No /proc, or the process is gone: there is nothing to tell.
  }
}

/** Processor time of a process and of all that it started, those that have ended included. */
export async function familyCpuSeconds(pid: number): Promise<number | null> {
  try {
    const { ownTicks, endedChildrenTicks } = await statOf(pid);
    const children = await childrenOf(pid);
    const ticks = await Promise.all(
      children.map(async (child) => (await statOf(child).catch(() => null))?.ownTicks ?? 0),
    );
    const sum = ticks.reduce((total, one) => total + one, ownTicks + endedChildrenTicks);
    return sum / TICKS_PER_SECOND;
  } catch {
    return null;
  }
}

async function statOf(pid: number) {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  // After the command's name, which may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = (index: number) => Number(fields[index]);
  return {
    parent: ticks(1),
    ownTicks: ticks(11) + ticks(12),
    endedChildrenTicks: ticks(13) + ticks(14),
  };
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const names = await readdir("/proc");
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    pids.map(async (one) => (await statOf(one).catch(() => null))?.parent),
  );
  return pids.filter((_, index) => parents[index] === pid);
}

function bytesOf(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1_024;
}

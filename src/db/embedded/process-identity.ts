import { readFile } from "node:fs/promises";
import { hasCode } from "./cluster-error.ts";
import { execute } from "./run-as.ts";

/** A process id alone may meanwhile belong to somebody else; with the time of its start it may not. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string | null };

export async function identify(pid: number): Promise<ProcessIdentity> {
  return { pid, startedAt: await startOf(pid) };
}

/** Whether exactly this process still runs. Where the system does not tell start times, the id decides. */
export async function isRunning({ pid, startedAt }: ProcessIdentity): Promise<boolean> {
  if (!exists(pid)) return false;
  const now = await startOf(pid);
  if (now === ENDED) return false;
  return now === null || startedAt === null || now === startedAt;
}

/** Whether the id is taken, be it by a process of another user. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (hasCode(error, "ESRCH")) return false;
    if (hasCode(error, "EPERM")) return true;
    throw error;
  }
}

/** The arguments of a running process, empty when it is gone or ended. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform !== "linux") {
    const { ok, output } = await execute("ps", ["-ww", "-o", "command=", "-p", String(pid)], {
      user: null,
    });
    return ok ? output : "";
  }
  return ((await readProc(`/proc/${pid}/cmdline`)) ?? "").replaceAll("\0", " ");
}

/** An ended process keeps its id until its parent asks for it, in some containers for ever. */
const ENDED = "ended";

async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== "linux") return startByPs(pid);
  const stat = await readProc(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is the program's name in parentheses and may itself contain blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields;
  if (state === "Z" || state === "X") return ENDED;
  const ticksSinceBoot = fields[19];
  const boot = await readProc("/proc/sys/kernel/random/boot_id");
  return `${boot?.trim() ?? ""}/${ticksSinceBoot}`;
}

async function startByPs(pid: number): Promise<string | null> {
  const { ok, output } = await execute("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
    user: null,
  });
  if (!ok) return null;
  return output.startsWith("Z") ? ENDED : output.replace(/^\S+\s+/, "");
}

async function readProc(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    // ESRCH: it ended between opening and reading.
    if (hasCode(error, "ENOENT", "ESRCH", "EACCES", "EPERM")) return null;
    throw error;
  }
}

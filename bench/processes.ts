import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

const living = new Set<ChildProcess>();

// Whatever ends the bench, nothing that it started stays behind.
process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

export function tracked<Child extends ChildProcess>(child: Child): Child {
  living.add(child);
  child.once("exit", () => living.delete(child));
  return child;
}

/** Asks a process to end, and makes it when it does not within the time. May be called more than once. */
export async function end(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(graceMs === 0 ? "SIGKILL" : "SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await exited;
  clearTimeout(timer);
}

/** What a measurement that was broken off has left running. */
export async function endAll(): Promise<void> {
  await Promise.all([...living].map((child) => end(child, 0)));
}

/**
 * Tells when callbacks are due. A thread of its own, because timers of the event loop come up to a millisecond late,
 * which is as long as what is measured takes.
 */
import { parentPort, workerData } from "node:worker_threads";
import { clockMs } from "../clock.ts";

export type Schedule = {
  readonly startAt: number;
  readonly intervalMs: number;
  readonly count: number;
};

const { startAt, intervalMs, count }: Schedule = workerData;
const never = new Int32Array(new SharedArrayBuffer(4));
for (let n = 0; n < count; n++) {
  const waitMs = startAt + n * intervalMs - clockMs();
  if (waitMs <= 0) continue;
  Atomics.wait(never, 0, 0, waitMs);
  parentPort?.postMessage(n);
}
parentPort?.postMessage(count);

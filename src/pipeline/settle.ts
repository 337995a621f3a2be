import type { DispatchStore, Settlement } from "./dispatch-ports.ts";
import { type NewJob, RETRIES } from "./jobs.ts";
import { pause } from "./pause.ts";
import type { AttemptResult, Log } from "./ports.ts";

const BATCH = 500;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

export type SettlerOptions = {
  readonly store: Pick<DispatchStore, "settle">;
  readonly newId: () => string;
  readonly log: Log;
  /**
   * Between the starts of two batches, as long as there are fewer than `enough` results: most of what a batch costs, it
   * costs whatever its size. The first one after a while waits for nothing.
   */
  readonly intervalMs: number;
  readonly enough: number;
  /** Called once per result, after it is written. */
  readonly onSettled: (result: AttemptResult) => void;
};

export type Settler = {
  add(result: AttemptResult): void;
  /**
   * Resolves when nothing is left to write, or at the deadline; returns how many results were left. They and what is
   * added later are given up: their jobs are live.
   */
  drain(deadline: number): Promise<number>;
};

/**
 * Writes results in batches: what finishes while a transaction runs shares the next. While the database is away
 * results are kept and tried again; if the process ends before that, their jobs are live and go out once more.
 */
export function createSettler(options: SettlerOptions): Settler {
  const { store, newId, log, onSettled } = options;
  const waiting: AttemptResult[] = [];
  let isRunning = false;
  let isDraining = false;
  let isOver = false;
  let idle = Promise.resolve();
  let lastAt = Number.NEGATIVE_INFINITY;
  let interval: AbortController | null = null;

  function msToWait(): number {
    const isWorthwhile = isDraining || waiting.length >= options.enough;
    if (isWorthwhile || waiting.some(isWaitedFor)) return 0;
    return lastAt + options.intervalMs - performance.now();
  }

  async function waitForMore(leftMs: number): Promise<void> {
    interval = new AbortController();
    await pause(leftMs, interval.signal);
    interval = null;
  }

  /** False: they could not be written now. */
  async function write(batch: readonly AttemptResult[]): Promise<boolean> {
    try {
      const disowned = await store.settle(batch.map((result) => settlementOf(result, newId)));
      waiting.splice(0, batch.length);
      for (const result of batch) onSettled(result);
      for (const deliveryId of disowned) log.warn("attempt was no longer ours", { deliveryId });
      return true;
    } catch (error) {
      log.error("results could not be written, trying again", {
        error: String(error),
        count: batch.length,
      });
      return false;
    }
  }

  async function run(): Promise<void> {
    let pauseMs = SHORTEST_PAUSE_MS;
    while (waiting.length > 0 && !isOver) {
      const leftMs = msToWait();
      if (leftMs > 0) await waitForMore(leftMs);
      lastAt = performance.now();
      if (await write(waiting.slice(0, BATCH))) {
        pauseMs = SHORTEST_PAUSE_MS;
      } else {
        await pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
    // In the same turn as the look that found nothing: what is added in between would be left lying.
    isRunning = false;
  }

  function start(): void {
    if (isRunning) return;
    isRunning = true;
    idle = run();
  }

  return {
    add(result) {
      if (isOver) return;
      waiting.push(result);
      start();
      if (interval !== null && (waiting.length >= options.enough || isWaitedFor(result))) {
        interval.abort();
      }
    },
    async drain(deadline) {
      isDraining = true;
      interval?.abort();
      await Promise.race([idle, pause(Math.max(deadline - Date.now(), 0))]);
      isOver = true;
      return waiting.length;
    },
  };
}

/** The next delivery of its call goes out once this one is written. */
function isWaitedFor({ outgoing }: AttemptResult): boolean {
  return outgoing.webhook.ordering === "call";
}

function settlementOf(result: AttemptResult, newId: () => string): Settlement {
  return { result, nextJob: nextJobOf(result, newId) };
}

function nextJobOf({ step, outgoing }: AttemptResult, newId: () => string): NewJob | null {
  if (step.kind !== "retry") return null;
  return {
    id: newId(),
    queue: RETRIES,
    webhookId: outgoing.webhook.id,
    data: { deliveryId: outgoing.deliveryId },
    startAt: step.at,
  };
}

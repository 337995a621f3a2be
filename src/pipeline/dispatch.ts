import { createAlarms } from "./alarms.ts";
import type { Reservation } from "./emit.ts";
import { FIRST_ATTEMPTS, type QueueName, RETRIES } from "./jobs.ts";
import { nextTurn, pause } from "./pause.ts";
import type { AttemptResult, DispatchStore, Log, Outgoing } from "./ports.ts";
import { createSettler } from "./settle.ts";
import { createSlots, type SlotKind } from "./slots.ts";

/** Jobs are found by polling when no notification told of them. */
const POLL_MS = 500;
const OWNER_CHECK_MS = 1_000;
const LARGEST_FETCH = 256;
/** So many are signed and sent at once; more of them let everybody else have a turn first, and every few milliseconds. */
const LAUNCHED_AT_ONCE = 8;
const TURN_MS = 2;

const KIND = {
  [FIRST_ATTEMPTS]: "first",
  [RETRIES]: "retry",
} as const satisfies Record<QueueName, SlotKind>;

export type DispatcherOptions = {
  readonly store: DispatchStore;
  readonly deliver: (outgoing: Outgoing) => Promise<AttemptResult>;
  /** This process's identity among dispatchers; null while it cannot hold its lock. */
  readonly ownerId: () => string | null;
  readonly concurrency: number;
  readonly newId: () => string;
  readonly log: Log;
};

export type Dispatcher = {
  /** Room for deliveries that are about to be committed. Null while there is none. */
  reserve(wanted: number): Reservation | null;
  /** Due jobs may be waiting. */
  wake(): void;
  start(): void;
  /** Stops taking, lets what is in flight end, writes it down. Resolves at the deadline (ms since the epoch) at the latest. */
  stop(deadline: number): Promise<void>;
  inFlight(): number;
};

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, deliver, ownerId, log } = options;
  const slots = createSlots(options.concurrency);
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const loops: Promise<void>[] = [];
  let wakeUp = new AbortController();

  function wake(): void {
    wakeUp.abort();
    wakeUp = new AbortController();
  }

  const alarms = createAlarms(wake);
  const settler = createSettler({
    store,
    newId: options.newId,
    log,
    onSettled: ({ step }) => {
      if (step.kind === "retry") alarms.setAt(step.at);
      // A full process waits for slots, not for jobs: the first one that comes free is news.
      const wasFull = slots.free("retry") === 0;
      slots.giveBack(1);
      if (wasFull) wake();
    },
  });

  function track(work: Promise<void>): void {
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  /** A batch of a thousand must not keep its own sender, and everybody else, waiting for an answer. */
  async function launchInTurns(all: readonly Outgoing[]): Promise<void> {
    let turnEndsAt = all.length > LAUNCHED_AT_ONCE ? 0 : Number.POSITIVE_INFINITY;
    for (const outgoing of all) {
      if (performance.now() > turnEndsAt) {
        await nextTurn();
        turnEndsAt = performance.now() + TURN_MS;
      }
      launch(outgoing);
    }
  }

  /** The slot is taken already; it comes free once the result is written. */
  function launch(outgoing: Outgoing): void {
    const attempt = deliver(outgoing).then(
      (result) => settler.add(result),
      (error: unknown) => {
        // A defect of ours, not the tenant's trouble. The job stays live and is tried again after its lease.
        log.error("attempt could not be made", {
          deliveryId: outgoing.deliveryId,
          error: String(error),
        });
        slots.giveBack(1);
      },
    );
    track(attempt);
  }

  async function take(queue: QueueName): Promise<boolean> {
    const owner = ownerId();
    const room = Math.min(slots.free(KIND[queue]), LARGEST_FETCH);
    if (owner === null || room === 0) return false;
    const taken = slots.take(room, KIND[queue]);
    let launched = 0;
    try {
      const claimed = await store.claim(queue, taken, owner);
      for (const outgoing of claimed) launch(outgoing);
      launched = claimed.length;
    } finally {
      slots.giveBack(taken - launched);
    }
    return launched > 0;
  }

  async function takeUntilStopped(queue: QueueName): Promise<void> {
    while (!stopping.signal.aborted) {
      const { signal } = wakeUp;
      let hadWork = false;
      try {
        hadWork = await take(queue);
      } catch (error) {
        log.error("jobs could not be taken, trying again", { queue, error: String(error) });
      }
      if (!hadWork) await pause(POLL_MS, signal);
    }
  }

  /** What a loop was taking when it was told to stop is launched still, and so is what ingest has just committed. */
  async function allEnded(): Promise<void> {
    await Promise.all(loops);
    while (running.size > 0) await Promise.all(running);
  }

  async function watchOwners(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const freed = await store.freeDeadOwners();
        if (freed > 0) {
          log.warn("freed the jobs of dispatchers that are gone", { count: freed });
          wake();
        }
      } catch (error) {
        log.error("other dispatchers could not be checked", { error: String(error) });
      }
      await pause(OWNER_CHECK_MS, stopping.signal);
    }
  }

  return {
    wake,
    inFlight: () => slots.used(),
    reserve(wanted) {
      const owner = ownerId();
      if (owner === null || stopping.signal.aborted) return null;
      const granted = slots.take(wanted, "first");
      return {
        granted,
        ownerId: owner,
        launch(outgoing) {
          slots.giveBack(granted - outgoing.length);
          track(launchInTurns(outgoing));
        },
      };
    },
    start() {
      loops.push(takeUntilStopped(FIRST_ATTEMPTS), takeUntilStopped(RETRIES), watchOwners());
    },
    async stop(deadline) {
      stopping.abort();
      alarms.clear();
      wake();
      await Promise.race([allEnded(), pause(Math.max(deadline - Date.now(), 0))]);
      const unwritten = await settler.drain(deadline);
      if (running.size + unwritten > 0) {
        log.warn("stopped before all attempts ended, they go out again", {
          count: running.size + unwritten,
        });
      }
    },
  };
}

import { createAlarms } from "./alarms.ts";
import { createBell } from "./bell.ts";
import { createCircuits } from "./circuits.ts";
import type { DispatchStore } from "./dispatch-ports.ts";
import type { Grant, Receiver, Reservation } from "./emit.ts";
import { FIRST_ATTEMPTS, RETRIES, SLOW_LANE } from "./jobs.ts";
import { createLauncher } from "./launcher.ts";
import { pause } from "./pause.ts";
import type { AttemptResult, Log, Outgoing } from "./ports.ts";
import { createRates } from "./rates.ts";
import { createShares, type Place } from "./shares.ts";
import { createSlots } from "./slots.ts";
import { createSlowLane } from "./slow-lane.ts";

/** Jobs are found by polling when no notification told of them. */
const POLL_MS = 500;
const OWNER_CHECK_MS = 1_000;
/** How often it is looked which attempts hang. */
const LOOK_MS = 250;
const LARGEST_FETCH = 256;
/**
 * A queue that is full of a webhook that answers quickly is fetched at its pace: to put a job into the slow lane costs
 * more than to wait for this long, and the others in the queue wait for no longer.
 */
const CROWDED_FETCH = 64;
const CROWDED_PAUSE_MS = 20;
const CROWDED_FOR_MS = 1_000;

const KIND = { [FIRST_ATTEMPTS]: "first", [RETRIES]: "retry" } as const;
type FetchedQueue = keyof typeof KIND;

export type DispatcherOptions = {
  readonly store: DispatchStore;
  readonly deliver: (outgoing: Outgoing) => Promise<AttemptResult>;
  /** This process's identity among dispatchers; null while it cannot hold its lock. */
  readonly ownerId: () => string | null;
  readonly concurrency: number;
  /** The most that one webhook may have in flight, however quickly it answers. */
  readonly perWebhook: number;
  readonly newId: () => string;
  readonly log: Log;
};

export type Dispatcher = {
  /** Room for deliveries to these webhooks that are about to be committed. Null in a process that takes none. */
  reserve(webhooks: readonly Receiver[]): Reservation | null;
  /** Due jobs may be waiting; `slow-lane`: there too. */
  wake(where?: "slow-lane"): void;
  start(): void;
  /** Stops taking, lets what is in flight end, writes it down. Resolves at the deadline (ms since the epoch) at the latest. */
  stop(deadline: number): Promise<void>;
  inFlight(): number;
};

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, ownerId, log } = options;
  const slots = createSlots(options.concurrency);
  const circuits = createCircuits(() => performance.now());
  const rates = createRates(() => performance.now());
  const shares = createShares({
    circuits,
    rates,
    total: options.concurrency,
    perWebhook: options.perWebhook,
    now: () => performance.now(),
  });
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  const bell = createBell();
  const alarms = createAlarms(bell.ring);
  const launcher = createLauncher({
    ...options,
    slots,
    shares,
    onSettled({ step, outgoing }, isFirstFree) {
      // Written down, so that everybody knows; here it is known at once.
      if (step.kind === "delivered") {
        circuits.close(outgoing.webhook.id);
        slowLane.onFreed(outgoing.webhook.id);
      }
      if (step.kind === "retry") alarms.setAt(step.at);
      // A full process waits for slots, not for jobs: the first one that comes free is news.
      if (isFirstFree) bell.ring();
    },
    onFreed: (webhookId) => slowLane.onFreed(webhookId),
  });
  const slowLane = createSlowLane({ ...options, slots, shares, circuits, rates, launcher });

  const crowded = new Map<FetchedQueue, { readonly webhookId: string; readonly until: number }>();

  async function largestFetch(queue: FetchedQueue): Promise<number> {
    const by = crowded.get(queue);
    if (by === undefined || by.until < performance.now()) return LARGEST_FETCH;
    if (shares.room(by.webhookId, "past") < CROWDED_FETCH) {
      await pause(CROWDED_PAUSE_MS, stopping.signal);
    }
    return Math.min(Math.max(shares.room(by.webhookId, "past"), CROWDED_FETCH), LARGEST_FETCH);
  }

  async function take(queue: FetchedQueue): Promise<boolean> {
    const largest = await largestFetch(queue);
    const owner = ownerId();
    const kind = KIND[queue];
    const room = Math.min(slots.free(kind), largest);
    if (owner === null || room === 0) return false;
    const taken = slots.take(room, kind);
    const places: Place[] = [];
    let claimed: readonly Outgoing[] = [];
    const diverted = new Set<string>();
    function admit(webhookId: string): boolean {
      const place = shares.admit(webhookId, "past");
      if (place !== null) places.push(place);
      else {
        shares.waiting.add(webhookId);
        diverted.add(webhookId);
        if (shares.isQuick(webhookId)) {
          crowded.set(queue, { webhookId, until: performance.now() + CROWDED_FOR_MS });
        }
      }
      return place !== null;
    }
    try {
      claimed = await store.claim(queue, taken, owner, admit);
    } finally {
      launcher.launch(claimed, { kind, slots: taken, places });
    }
    for (const id of diverted) slowLane.onFreed(id);
    return claimed.length + diverted.size > 0;
  }

  async function takeUntilStopped(queue: FetchedQueue): Promise<void> {
    while (!stopping.signal.aborted) {
      const signal = bell.signal();
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
    await launcher.idle();
  }

  async function watchHanging(): Promise<void> {
    while (!stopping.signal.aborted) {
      const dueAt = performance.now() + LOOK_MS;
      await pause(LOOK_MS, stopping.signal);
      launcher.look(Math.max(performance.now() - dueAt, 0));
    }
  }

  function grant(webhookId: string, places: Place[]): Grant {
    const place = shares.admit(webhookId, "past");
    if (place === null) return SLOW_LANE;
    if (slots.take(1, "first") === 0) {
      shares.end(place, null);
      shares.release(place);
      return FIRST_ATTEMPTS;
    }
    places.push(place);
    return "leased";
  }

  async function watchOwners(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const freed = await store.freeDeadOwners();
        if (freed > 0) {
          log.warn("freed the jobs of dispatchers that are gone", { count: freed });
          bell.ring();
        }
      } catch (error) {
        log.error("other dispatchers could not be checked", { error: String(error) });
      }
      await pause(OWNER_CHECK_MS, stopping.signal);
    }
  }

  return {
    wake(where) {
      bell.ring();
      if (where === "slow-lane") slowLane.wake();
    },
    inFlight: () => slots.used(),
    reserve(webhooks) {
      const owner = ownerId();
      if (owner === null || stopping.signal.aborted) return null;
      const places: Place[] = [];
      const grants = webhooks.map(({ id, ratePerSecond }) => {
        rates.note(id, ratePerSecond);
        return grant(id, places);
      });
      return {
        grants,
        ownerId: owner,
        launch(outgoing) {
          launcher.launch(outgoing, { kind: "first", slots: places.length, places });
          // Only now: what the lane is asked for has to be committed.
          for (const [index, { id }] of webhooks.entries()) {
            if (grants[index] !== SLOW_LANE) continue;
            shares.waiting.add(id);
            slowLane.onFreed(id);
          }
        },
      };
    },
    start() {
      loops.push(takeUntilStopped(FIRST_ATTEMPTS), takeUntilStopped(RETRIES), watchOwners());
      loops.push(slowLane.run(stopping.signal), watchHanging());
    },
    async stop(deadline) {
      stopping.abort();
      alarms.clear();
      bell.ring();
      await Promise.race([allEnded(), pause(Math.max(deadline - Date.now(), 0))]);
      const unwritten = await launcher.drain(deadline);
      if (launcher.running() + unwritten > 0) {
        log.warn("stopped before all attempts ended, they go out again", {
          count: launcher.running() + unwritten,
        });
      }
    },
  };
}

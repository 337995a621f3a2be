import type { OrphanSearch, OrphanStep, OrphanStore } from "./orphan-ports.ts";
import { pause } from "./pause.ts";
import type { Log } from "./ports.ts";

const EVERY_MS = 60_000;
/** Longer than any attempt takes, from the lease to the result: who still holds a job is not told that it is lost. */
export const ORPHAN_AGE_MS = 4 * 60 * 1000;
/** Of each kind in a run: what is left is next. */
const STEPS_PER_RUN = 25;
/** Between two steps: the rest of the time belongs to everybody else. */
const STEP_PAUSE_MS = 20;

export type Reconciled = {
  readonly looked: { readonly deliveries: number; readonly jobs: number };
  /** Deliveries that were given a job. */
  readonly deliveries: number;
  /** Jobs that were removed. */
  readonly jobs: number;
  readonly examples: readonly string[];
};

export type ReconcileOptions = {
  readonly olderThanMs: number;
  readonly dryRun: boolean;
};

/** Goes over everything once. */
export async function reconcileAll(
  store: OrphanStore,
  options: ReconcileOptions,
): Promise<Reconciled> {
  const deliveries = await goOver(store.repairDeliveries, options, { after: null, steps: null });
  const jobs = await goOver(store.removeJobs, options, { after: null, steps: null });
  return {
    looked: { deliveries: deliveries.looked, jobs: jobs.looked },
    deliveries: deliveries.count,
    jobs: jobs.count,
    examples: deliveries.found,
  };
}

type Step<Next> = (search: OrphanSearch<Next>) => Promise<OrphanStep<Next> | null>;
type Stretch<Next> = {
  readonly after: Next | null;
  /** Null: to the end. */
  readonly steps: number | null;
  readonly signal?: AbortSignal;
};

const EXAMPLES = 5;

async function goOver<Next>(
  step: Step<Next>,
  options: ReconcileOptions,
  { after, steps, signal }: Stretch<Next>,
): Promise<OrphanStep<Next>> {
  let total: OrphanStep<Next> = { looked: 0, found: [], count: 0, next: after };
  for (let done = 0; steps === null || done < steps; done++) {
    const part = await step({ ...options, after: total.next });
    if (part === null) return total;
    total = {
      looked: total.looked + part.looked,
      found: [...total.found, ...part.found].slice(0, EXAMPLES),
      count: total.count + part.count,
      next: part.next,
    };
    if (part.next === null || signal?.aborted) return total;
    await pause(STEP_PAUSE_MS, signal);
  }
  return total;
}

export type OrphanSweepDependencies = {
  readonly store: OrphanStore;
  readonly onRepaired: (kind: "delivery" | "job", count: number) => void;
  readonly log: Log;
};

/** The reconciler in the background of every process that delivers; one at a time goes on where it stopped. */
export function createOrphanSweep(
  { store, onRepaired, log }: OrphanSweepDependencies,
  { everyMs = EVERY_MS, olderThanMs = ORPHAN_AGE_MS } = {},
) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const options = { olderThanMs, dryRun: false };
  const places: { delivery: OrphanStretch["delivery"]; job: OrphanStretch["job"] } = {
    delivery: null,
    job: null,
  };
  let loop = Promise.resolve();

  async function sweep(): Promise<void> {
    const stretch = { steps: STEPS_PER_RUN, signal };
    const deliveries = await goOver(store.repairDeliveries, options, {
      ...stretch,
      after: places.delivery,
    });
    places.delivery = deliveries.next;
    tell("delivery", deliveries);
    const jobs = await goOver(store.removeJobs, options, { ...stretch, after: places.job });
    places.job = jobs.next;
    tell("job", jobs);
  }

  function tell(kind: "delivery" | "job", { count, found }: OrphanStep<unknown>): void {
    if (count === 0) return;
    onRepaired(kind, count);
    log.warn(REPAIRED[kind], { count, examples: found.join(" ") });
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await pause(everyMs, signal);
      if (signal.aborted) return;
      try {
        await sweep();
      } catch (error) {
        log.error("orphans could not be looked for, trying again", { error: String(error) });
      }
    }
  }

  return {
    start(): void {
      loop = run();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort();
      await loop;
    },
  };
}

type OrphanStretch = {
  readonly delivery: Parameters<OrphanStore["repairDeliveries"]>[0]["after"];
  readonly job: string | null;
};

const REPAIRED = {
  delivery: "deliveries without a job were given one",
  job: "jobs that no delivery stands for were removed",
} as const;

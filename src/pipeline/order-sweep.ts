import type { OrderCursor, SweepOrders } from "./ordering-ports.ts";
import { pause } from "./pause.ts";
import type { Log } from "./ports.ts";

/** An order that was switched off is noticed this soon. */
const EVERY_MS = 1_000;
const KEYS_PER_STEP = 500;

/** Goes over all keys for which deliveries wait, a part at a time, and releases those that wait for nothing. */
export function createOrderSweep({
  sweep,
  log,
}: {
  readonly sweep: SweepOrders;
  readonly log: Log;
}) {
  const stopping = new AbortController();
  let loop = Promise.resolve();
  let last: OrderCursor | null = null;

  async function step(): Promise<void> {
    try {
      const swept = await sweep(last, KEYS_PER_STEP);
      last = swept.last;
      if (swept.released > 0) {
        log.info("released deliveries that waited for nothing", { count: swept.released });
      }
    } catch (error) {
      log.error("waiting deliveries could not be looked at, trying again", {
        error: String(error),
      });
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await step();
      await pause(EVERY_MS, stopping.signal);
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

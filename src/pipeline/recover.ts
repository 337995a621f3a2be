import { pause } from "./pause.ts";
import type { Log } from "./ports.ts";
import type { AdvanceRecovery, RecoveryPace } from "./webhook-operation-ports.ts";

const BETWEEN_STEPS_MS = 250;
const IDLE_MS = 500;
/**
 * 400 deliveries a second, which the retries' slots of one process send at ease. First attempts have slots of their
 * own; so that others' retries do not wait behind what is recovered, it slows down as soon as retries queue up.
 */
const PACE: RecoveryPace = { step: 100, crowd: 500, slowStep: 10 };

/** Works off recoveries. What is left to do is in the database: any process goes on where another one stopped. */
export function createRecoverer({
  advance,
  log,
}: {
  readonly advance: AdvanceRecovery;
  readonly log: Log;
}) {
  const stopping = new AbortController();
  let loop = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const hasWorked = await attempt();
      await pause(hasWorked ? BETWEEN_STEPS_MS : IDLE_MS, stopping.signal);
    }
  }

  async function attempt(): Promise<boolean> {
    try {
      return await advance(PACE);
    } catch (error) {
      log.error("a recovery could not go on, trying again", { error: String(error) });
      return false;
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

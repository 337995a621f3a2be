import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { RunTransaction } from "./transact.ts";

/**
 * How long a transaction may wait for each lock, try by try. Everybody who comes after it waits as long as it does, so the
 * first tries give up at once; between busy transactions of a few milliseconds one of them gets through.
 */
const PATIENCE_MS = [10, 20, 40, 80, 150] as const;
const PAUSE_MS = 250;
const LOCK_NOT_AVAILABLE = "55P03";

/** Runs work that takes locks which stop others. Null: somebody held one of them at every try, and nothing was done. */
export async function whenFree<T>(
  transaction: RunTransaction,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T | null> {
  for (const patienceMs of PATIENCE_MS) {
    try {
      return await transaction(async (client) => {
        await client.query(`set local lock_timeout = ${patienceMs}`);
        return work(client);
      });
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    await delay(PAUSE_MS);
  }
  return null;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE;
}

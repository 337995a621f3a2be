import type pg from "pg";

/** serialization_failure and deadlock_detected: the transaction did nothing and may simply run again. */
const TRANSIENT = new Set(["40001", "40P01"]);
const TRIES = 4;

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
export type RunTransaction = <T>(work: (client: pg.PoolClient) => Promise<T>) => Promise<T>;

export function createTransaction(pool: pg.Pool): RunTransaction {
  return async (work) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(pool, work);
      } catch (error) {
        if (attempt === TRIES || !isTransient(error)) throw error;
      }
    }
  };
}

async function once<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    broken = await rollback(client);
    throw error;
  } finally {
    // A connection that cannot even roll back is not given to the next transaction.
    client.release(broken);
  }
}

async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query("rollback");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && "code" in error && TRANSIENT.has(String(error.code));
}

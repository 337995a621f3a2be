import type pg from "pg";

/** serialization_failure and deadlock_detected: the transaction did nothing and may simply run again. */
const TRANSIENT = new Set(["40001", "40P01"]);
const TRIES = 4;

/** There was no connection, or it broke: nothing that ran on it is to blame. The cause says what happened. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
  /** The commit was under way: it may have happened. */
  readonly isInDoubt: boolean;

  constructor(cause: unknown, isInDoubt: boolean) {
    super("the connection to the database was lost", { cause });
    this.isInDoubt = isInDoubt;
  }
}

/** May the transaction that failed with this have been committed nevertheless? */
export function isInDoubt(error: unknown): boolean {
  return error instanceof ConnectionLost && error.isInDoubt;
}

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
  const client = await pool.connect().catch((cause: unknown) => {
    throw new ConnectionLost(cause, false);
  });
  const connection: { broken: Error | undefined } = { broken: undefined };
  let isCommitting = false;
  function noteBroken(error: Error): void {
    connection.broken = error;
  }
  // Nobody else listens to a connection that is out of the pool, and an error unheard ends the process.
  client.on("error", noteBroken);
  try {
    await client.query("begin");
    const result = await work(client);
    isCommitting = true;
    await client.query("commit");
    return result;
  } catch (error) {
    connection.broken ??= await rollback(client);
    throw connection.broken === undefined
      ? error
      : new ConnectionLost(connection.broken, isCommitting);
  } finally {
    client.off("error", noteBroken);
    // A connection that cannot even roll back is not given to the next transaction.
    client.release(connection.broken);
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

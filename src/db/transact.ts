import type pg from "pg";
import { named } from "./sql.ts";

/** serialization_failure and deadlock_detected: the transaction did nothing and may simply run again. */
const TRANSIENT = new Set(["40001", "40P01"]);
/** Of what is created where it was not found: whoever comes second waits for the first, and finds it when run again. */
const RACED = new Set(["calls_pkey"]);
const TRIES = 4;
/** in_failed_sql_transaction */
const ABORTED = "25P02";

/** What the work took for granted is not so, and it knows better when it runs again: from the beginning, in a new transaction. */
export class RunAgain extends Error {
  override readonly name: string = "RunAgain";
}

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

/**
 * Hands over a statement that is under way and whose result nobody needs but the commit: the transaction fails if it
 * does. Whoever waited for it would wait for a round trip.
 */
export type Later = (statement: Promise<unknown>) => void;

/**
 * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. Statements that are made
 * without waiting for each other share a round trip (pool.ts).
 */
export type RunTransaction = <T>(
  work: (client: pg.PoolClient, later: Later) => Promise<T>,
) => Promise<T>;

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

async function once<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, later: Later) => Promise<T>,
): Promise<T> {
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
  const unawaited: Promise<unknown>[] = [];
  let cause: { readonly error: unknown } | undefined;
  function later(statement: Promise<unknown>): void {
    unawaited.push(
      statement.catch((error: unknown) => {
        if (cause === undefined || isAfterwards(cause.error)) cause = { error };
      }),
    );
  }
  try {
    later(client.query(named("begin")));
    const result = await work(client, later);
    isCommitting = true;
    // Behind a statement that failed this rolls back, and does not say so.
    await client.query(named("commit"));
    await Promise.all(unawaited);
    if (cause !== undefined) throw cause.error;
    return result;
  } catch (error) {
    connection.broken ??= await rollback(client);
    if (connection.broken !== undefined) throw new ConnectionLost(connection.broken, isCommitting);
    throw isAfterwards(error) ? (cause?.error ?? error.cause ?? error) : error;
  } finally {
    client.off("error", noteBroken);
    // A connection that cannot even roll back is not given to the next transaction.
    client.release(connection.broken);
  }
}

/** What is asked after a failure is refused for that alone, and says nothing of the failure. */
function isAfterwards(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === ABORTED;
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
  if (error instanceof RunAgain) return true;
  if (!(error instanceof Error && "code" in error)) return false;
  const isRace = "constraint" in error && RACED.has(String(error.constraint));
  return isRace || TRANSIENT.has(String(error.code));
}

import pg from "pg";
import { BurstClient } from "./burst-client.ts";

export type PoolOptions = {
  readonly connectionString: string;
  readonly max: number;
  readonly onError: (error: Error) => void;
};

// Timestamps are read as Date; bigint counters fit a double for as long as they count deliveries.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// json columns hold what jsonb cannot; they are parsed where they are used.
pg.types.setTypeParser(pg.types.builtins.JSON, (text) => text);

/** Every wait has an end: connecting, a statement, an idle transaction. */
export function createPool({ connectionString, max, onError }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 15_000,
    // The server's own limit does not help where the server itself stands still.
    query_timeout: 20_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: "switchhook",
    // What is asked without waiting for the answer before is sent at once: a transaction takes few round trips.
    pipeline: true,
    Client: BurstClient,
  });
  // Without a listener a backend that goes away takes the process with it.
  pool.on("error", onError);
  // The pool listens to what lies idle in it. Who has taken a connection learns from its own statements that it
  // broke; this listener is for the moment between the two, which may come before the taker can listen.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

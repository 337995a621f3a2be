import { hostname } from "node:os";
import pg from "pg";
import sql from "sql-template-tag";
import { OWNER_LOCK_CLASS } from "./repositories/owners.ts";
import { queryOn } from "./sql.ts";

/** Due jobs were committed that no dispatcher has in memory. */
export const WAKE_CHANNEL = "switchhook_wake";
const SLOW_LANE_TOO = "slow-lane";
export const WAKE = `notify ${WAKE_CHANNEL}`;
/** As above; there are some in the slow lane that may go out. */
export const WAKE_SLOW_LANE = `notify ${WAKE_CHANNEL}, '${SLOW_LANE_TOO}'`;
/** A workspace's connections, webhooks or agents changed; the payload is the workspace's id. */
export const CONFIG_CHANNEL = "switchhook_config";

export type PresenceOptions = {
  readonly connectionString: string;
  readonly newId: () => string;
  readonly onWake: (where?: "slow-lane") => void;
  readonly onConfigChange: () => void;
  readonly onError: (error: Error) => void;
};

/**
 * This process among the dispatchers: one connection that holds its advisory lock and listens. When the connection
 * is lost the identity is gone with it, and a new one is taken as soon as the database answers.
 */
export type Presence = {
  ownerId(): string | null;
  [Symbol.asyncDispose](): Promise<void>;
};

const RECONNECT_MS = 250;

export async function createPresence(options: PresenceOptions): Promise<Presence> {
  let isClosed = false;
  let current: { client: pg.Client; id: string } | null = null;
  let opening: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: options.connectionString,
      application_name: "switchhook presence",
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client.on("error", options.onError);
    client.on("end", () => lose(client));
    client.on("notification", ({ channel, payload }) => {
      if (channel === WAKE_CHANNEL) options.onWake(payload === SLOW_LANE_TOO ? payload : undefined);
      if (channel === CONFIG_CHANNEL) options.onConfigChange();
    });
    opening = client;
    try {
      await client.connect();
      const id = await register(client, options.newId());
      await client.query(`listen ${WAKE_CHANNEL}; listen ${CONFIG_CHANNEL}`);
      current = { client, id };
    } catch (error) {
      await client.end();
      throw error;
    } finally {
      opening = null;
    }
    // What was told while nobody listened is looked up.
    options.onWake();
    options.onConfigChange();
  }

  function lose(client: pg.Client): void {
    if (current?.client !== client) return;
    current = null;
    reconnect();
  }

  function reconnect(): void {
    if (isClosed) return;
    timer = setTimeout(() => {
      connect().catch((error: unknown) => {
        if (isClosed) return;
        options.onError(error instanceof Error ? error : new Error(String(error)));
        reconnect();
      });
    }, RECONNECT_MS);
  }

  await connect();
  return {
    ownerId: () => current?.id ?? null,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      clearTimeout(timer);
      const held = current?.client ?? opening;
      current = null;
      // The row stays: if attempts were cut off, whoever finds it without its lock frees their jobs.
      await held?.end();
    },
  };
}

/** The row becomes visible only once the lock is held, so nobody can take a new owner for a dead one. */
async function register(client: pg.Client, id: string): Promise<string> {
  const query = queryOn(client);
  await client.query("begin");
  const [row] = await query<{ lock_key: number }>(sql`
    insert into owners (id, host, pid) values (${id}, ${hostname()}, ${process.pid}) returning lock_key`);
  await query(sql`select pg_advisory_lock(${OWNER_LOCK_CLASS}::int, ${row?.lock_key}::int)`);
  await client.query("commit");
  return id;
}

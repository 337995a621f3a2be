/**
 * A PostgreSQL of our own, from an npm package, for where no DATABASE_URL is given: its files live under the data
 * directory, it listens on a free port of the loopback interface, and it ends with this process.
 */
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import pg from "pg";
import { type Binaries, findBinaries } from "./binaries.ts";
import { ClusterError, hasCode, reasonOf } from "./cluster-error.ts";
import { CLUSTER_USER, type Initialised, initialise } from "./initialise.ts";
import { launch, type Running, StartFailure } from "./launch.ts";
import { acquireLock } from "./lock.ts";
import { findPlace, type Place } from "./place.ts";
import { FAST_SHUTDOWN_MS, stopLeftover } from "./postmaster.ts";
import { CLEAN_ENVIRONMENT } from "./run-as.ts";
import { serverArguments } from "./settings.ts";
import { supervise } from "./supervise.ts";

export type Cluster = {
  /** Of the cluster's own superuser, with its password. Stays the same when PostgreSQL has to be started again. */
  readonly connectionString: string;
  /** Where the cluster's files are: usually inside the data directory. */
  readonly directory: string;
  /** Shuts PostgreSQL down and frees the directory. May be called more than once. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type ClusterOptions = {
  /** Created if missing; relative to the working directory. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** PostgreSQL settings that differ from ours. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** Starts the cluster of `dataDir`, creating it at the first time. Throws a ClusterError that says what to do. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const dataDir = resolve(options.dataDir);
  if (process.platform === "win32") {
    throw new ClusterError(
      "the embedded PostgreSQL runs on Linux and macOS: set DATABASE_URL to a PostgreSQL of your own",
    );
  }
  try {
    return await open({ ...options, dataDir });
  } catch (cause) {
    if (!hasCode(cause, "EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EIO")) throw cause;
    throw new ClusterError(
      `the data directory ${dataDir} cannot be used (${reasonOf(cause)}): make it writable for this user, or set DATA_DIR to another directory`,
      { cause },
    );
  }
}

async function open(options: ClusterOptions): Promise<Cluster> {
  const place = await findPlace(options.dataDir, options.log);
  const lock = await acquireLock(join(place.directory, "gateway.lock"), options.dataDir);
  try {
    return await openLocked(place, options, () => lock.release());
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openLocked(
  place: Place,
  options: ClusterOptions,
  unlock: () => Promise<void>,
): Promise<Cluster> {
  const { log } = options;
  const binaries = await findBinaries(place, log);
  const initialised = await initialise(place, binaries);
  const starter = createStarter({ place, binaries, initialised, options });
  const { port, running } = await startOnFreePort(starter);
  const server = supervise({ first: running, relaunch: (signal) => starter(port, signal), log });
  async function stop(): Promise<void> {
    await server.stop();
    // Its watchdog may have been killed without it.
    await stopLeftover(initialised.data, log);
    await unlock();
  }
  let stopped: Promise<void> | undefined;
  const stopOnce = () => {
    stopped ??= stop();
    return stopped;
  };
  try {
    const connectionString = await openDatabase(port, initialised.password);
    const { directory } = place;
    return { connectionString, directory, stop: stopOnce, [Symbol.asyncDispose]: stopOnce };
  } catch (error) {
    await stopOnce();
    throw error;
  }
}

type Starter = (port: number, signal: AbortSignal) => Promise<Running>;

type Parts = {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly initialised: Initialised;
  readonly options: ClusterOptions;
};

function createStarter({ place, binaries, initialised, options }: Parts): Starter {
  const { data } = initialised;
  const { user, directory } = place;
  return async (port, signal) => {
    await stopLeftover(data, options.log);
    const plan = {
      command: binaries.postgres,
      args: serverArguments(data, port, options.settings ?? {}),
      cwd: data,
      env: CLEAN_ENVIRONMENT,
      identity: user === null ? null : { uid: user.uid, gid: user.gid },
      logFile: join(directory, "postgres.log"),
      fastShutdownMs: FAST_SHUTDOWN_MS,
    };
    return launch({ plan, data, signal, log: options.log });
  };
}

/** Sessions of a PostgreSQL that was killed notice within moments, a long statement when it is done. */
const ORPHANED_SESSIONS_TIMEOUT_MS = 30_000;

/** Another program may take the port between our look and PostgreSQL's start; then the next one is tried. */
async function startOnFreePort(
  starter: Starter,
): Promise<{ readonly port: number; readonly running: Running }> {
  const deadline = performance.now() + ORPHANED_SESSIONS_TIMEOUT_MS;
  for (;;) {
    const port = await freePort();
    try {
      return { port, running: await starter(port, new AbortController().signal) };
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadline) throw error;
    }
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof StartFailure)) return false;
  return /could not create any TCP\/IP sockets|pre-existing shared memory block/.test(
    error.ending.output,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port was bound"));
        else resolvePort(address.port);
      });
    });
  });
}

const DATABASE = "switchhook";

/** Connection string of the gateway's database, which is created if it is not there yet. */
async function openDatabase(port: number, password: string): Promise<string> {
  const url = (name: string) =>
    `postgresql://${CLUSTER_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
  const client = new pg.Client({
    connectionString: url("postgres"),
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  return url(DATABASE);
}

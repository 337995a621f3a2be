import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, lstat, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, expect, it } from "vitest";
import { findBinaries, installedPackage } from "#src/db/embedded/binaries.ts";
import { type Cluster, startCluster } from "#src/db/embedded/cluster.ts";
import { ClusterError } from "#src/db/embedded/cluster-error.ts";
import { readPostmaster } from "#src/db/embedded/postmaster.ts";
import { commandLine } from "#src/db/embedded/process-identity.ts";
import { execute, isRoot, type User, unprivilegedUser } from "#src/db/embedded/run-as.ts";
import { waitFor } from "../support/wait-for.ts";

const CLUSTER_PROCESS = fileURLToPath(new URL("../support/cluster-process.ts", import.meta.url));

const leftToRemove: string[] = [];

afterEach(async () => {
  for (const path of leftToRemove.splice(0)) await rm(path, { recursive: true, force: true });
});

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "switchhook-embedded-"));
  leftToRemove.push(directory);
  // As most directories are: others may pass through.
  await chmod(directory, 0o755);
  return directory;
}

async function start(dataDir: string, log: string[] = []): Promise<Cluster> {
  const cluster = await startCluster({ dataDir, log: (message) => log.push(message) });
  leftToRemove.push(cluster.directory);
  return cluster;
}

async function query(connectionString: string, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // A server that is killed ends the connection at any time; the pending query reports it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterOf(directory: string): Promise<number> {
  const postmaster = await readPostmaster(join(directory, "data"));
  if (postmaster === null) throw new Error(`no PostgreSQL runs in ${directory}`);
  return postmaster.pid;
}

async function waitUntilGone(pid: number): Promise<void> {
  await waitFor(async () => (await commandLine(pid)) === "", {
    what: `the end of process ${pid}`,
    timeoutMs: 20_000,
  });
}

/** A gateway in a process and process group of its own. */
async function startElsewhere(dataDir: string) {
  const child = spawn(process.execPath, [CLUSTER_PROCESS, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, "line");
  const { connectionString, directory } = JSON.parse(line);
  leftToRemove.push(directory);
  return {
    connectionString: String(connectionString),
    directory: String(directory),
    pid: child.pid ?? 0,
    nextLine: () => once(lines, "line"),
    kill: async () => {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

it("makes a durable UTF-8 database that listens on the loopback interface alone", async () => {
  await using cluster = await start(await makeDirectory());
  const [row] = await query(
    cluster.connectionString,
    `select current_database() as database, current_setting('fsync') as fsync,
       current_setting('synchronous_commit') as commits, current_setting('server_encoding') as encoding,
       current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
       lower('ÄÑ') as lowered`,
  );
  expect(row).toEqual({
    database: "switchhook",
    fsync: "on",
    commits: "on",
    encoding: "UTF8",
    addresses: "127.0.0.1",
    sockets: "",
    lowered: "äñ",
  });
});

it("asks for its password, which only the owner of the directory can read", async () => {
  await using cluster = await start(await makeDirectory());
  const url = new URL(cluster.connectionString);
  url.password = "wrong";
  await expect(query(url.href, "select 1")).rejects.toThrow(/password authentication failed/);
  expect((await stat(join(cluster.directory, "password"))).mode & 0o777).toBe(0o600);
});

it("keeps its data over a stop and a start", async () => {
  const dataDir = await makeDirectory();
  {
    await using cluster = await start(dataDir);
    await query(cluster.connectionString, "create table kept as select 42 as answer");
  }
  await using again = await start(dataDir);
  expect(await query(again.connectionString, "select answer from kept")).toEqual([{ answer: 42 }]);
});

it("begins empty where the data directory was deleted", async () => {
  const dataDir = await makeDirectory();
  {
    await using cluster = await start(dataDir);
    await query(cluster.connectionString, "create table lost ()");
  }
  await rm(dataDir, { recursive: true });
  await using again = await start(dataDir);
  const rows = await query(again.connectionString, "select to_regclass('lost') as lost");
  expect(rows).toEqual([{ lost: null }]);
});

it("leaves no PostgreSQL behind when it is stopped, however often", async () => {
  const cluster = await start(await makeDirectory());
  const pid = await postmasterOf(cluster.directory);
  await Promise.all([cluster.stop(), cluster.stop()]);
  await cluster.stop();
  expect(await commandLine(pid)).toBe("");
});

it("runs two directories at once on different ports", async () => {
  const [first, second] = await Promise.all([makeDirectory(), makeDirectory()]);
  await using one = await start(first);
  await using other = await start(second);
  expect(new URL(one.connectionString).port).not.toBe(new URL(other.connectionString).port);
});

it("refuses a directory that a running gateway uses, naming both", async () => {
  const dataDir = await makeDirectory();
  await using cluster = await start(dataDir);
  const refused = start(dataDir);
  await expect(refused).rejects.toThrow(ClusterError);
  await expect(refused).rejects.toThrow(`${dataDir} is in use`);
  await expect(refused).rejects.toThrow(`process ${process.pid}`);
  expect(await query(cluster.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
});

it("ends PostgreSQL when the gateway is killed, and starts again at once with the data", async () => {
  const dataDir = await makeDirectory();
  const gateway = await startElsewhere(dataDir);
  await query(gateway.connectionString, "create table kept as select 42 as answer");
  const pid = await postmasterOf(gateway.directory);
  await gateway.kill();
  {
    await using again = await start(dataDir);
    const rows = await query(again.connectionString, "select answer from kept");
    expect(rows).toEqual([{ answer: 42 }]);
  }
  await waitUntilGone(pid);
});

it("ends PostgreSQL when the gateway is killed and nobody starts it again", async () => {
  const gateway = await startElsewhere(await makeDirectory());
  const pid = await postmasterOf(gateway.directory);
  await gateway.kill();
  await waitUntilGone(pid);
  await waitFor(async () => (await readPostmaster(join(gateway.directory, "data"))) === null, {
    what: "an orderly shutdown",
  });
});

it("keeps serving a gateway that finishes its work after Ctrl-C", async () => {
  const gateway = await startElsewhere(await makeDirectory());
  const interrupted = gateway.nextLine();
  process.kill(-gateway.pid, "SIGINT");
  await interrupted;
  expect(await query(gateway.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
  const pid = await postmasterOf(gateway.directory);
  await gateway.kill();
  await waitUntilGone(pid);
});

it.each([
  ["PostgreSQL", (postgres: number) => Promise.resolve(postgres)],
  ["its watchdog", parentOf],
])("comes back under the same address after %s was killed", async (_, victimOf) => {
  const log: string[] = [];
  await using cluster = await start(await makeDirectory(), log);
  await query(cluster.connectionString, "create table kept as select 42 as answer");
  const postgres = await postmasterOf(cluster.directory);
  process.kill(await victimOf(postgres), "SIGKILL");
  await waitUntilGone(postgres);
  const rows = await waitFor(() => answerOrNull(cluster.connectionString), {
    what: "PostgreSQL to come back",
    timeoutMs: 20_000,
  });
  expect(rows).toEqual([{ answer: 42 }]);
  expect(log.join("\n")).toContain("ended unexpectedly");
});

async function answerOrNull(connectionString: string): Promise<readonly unknown[] | null> {
  try {
    return await query(connectionString, "select answer from kept");
  } catch {
    // Still down; the caller's deadline decides.
    return null;
  }
}

async function parentOf(pid: number): Promise<number> {
  if (process.platform !== "linux") {
    return Number((await execute("ps", ["-o", "ppid=", "-p", String(pid)], { user: null })).output);
  }
  return Number(/^PPid:\s+(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]);
}

it.each([
  ["a process that is gone", JSON.stringify({ pid: 2_147_483_000, startedAt: "never" })],
  [
    "an id that another process has now",
    JSON.stringify({ pid: process.pid, startedAt: "earlier" }),
  ],
  ["half a document", '{"pid":'],
])("replaces the lock of %s", async (_, lock) => {
  const dataDir = await makeDirectory();
  await mkdir(join(dataDir, "postgres"));
  await writeFile(join(dataDir, "postgres", "gateway.lock"), lock);
  await using cluster = await start(dataDir);
  expect(await query(cluster.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
});

it("is not deceived by a stale postmaster.pid whose process id belongs to another program", async () => {
  const dataDir = await makeDirectory();
  const first = await start(dataDir);
  const pidFile = join(first.directory, "data", "postmaster.pid");
  const content = await readFile(pidFile, "utf8");
  await first.stop();
  const { uid, gid } = await stat(join(first.directory, "data"));
  const other = spawn("sleep", ["60"], { cwd: "/", ...(isRoot() ? { uid, gid } : {}) });
  try {
    await writeFile(pidFile, content.replace(/^\d+/, String(other.pid)));
    await using again = await start(dataDir);
    expect(await query(again.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(other.exitCode ?? other.signalCode).toBeNull();
  } finally {
    other.kill("SIGKILL");
  }
});

it("begins a first start that was interrupted anew", async () => {
  const dataDir = await makeDirectory();
  const half = join(dataDir, "postgres", "data.new-abc");
  await mkdir(half, { recursive: true });
  await writeFile(join(half, "PG_VERSION"), "18\n");
  await using cluster = await start(dataDir);
  expect(await query(cluster.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
  await expect(stat(half)).rejects.toThrow("ENOENT");
});

it.each([
  ["made by another PostgreSQL", "PG_VERSION", "9.6\n", /was made by PostgreSQL 9\.6/],
  ["that has lost its password", "../password", null, /password/],
])("refuses a database %s, saying what to do", async (_, file, content, message) => {
  const dataDir = await makeDirectory();
  const first = await start(dataDir);
  await first.stop();
  const path = join(first.directory, "data", file);
  if (content === null) await rm(path);
  else await writeFile(path, content);
  const refused = start(dataDir);
  await expect(refused).rejects.toThrow(ClusterError);
  await expect(refused).rejects.toThrow(message);
});

it("tells what PostgreSQL said when it does not start", async () => {
  const dataDir = await makeDirectory();
  const refused = startCluster({
    dataDir,
    log: () => undefined,
    settings: { shared_buffers: "nonsense" },
  });
  await expect(refused).rejects.toThrow(ClusterError);
  await expect(refused).rejects.toThrow(/shared_buffers/);
});

it("refuses a data directory that is a file, naming it", async () => {
  const path = join(await makeDirectory(), "file");
  await writeFile(path, "");
  const refused = start(path);
  await expect(refused).rejects.toThrow(ClusterError);
  await expect(refused).rejects.toThrow(path);
});

it("copes with a directory out of reach: as root elsewhere, as another user with a clear error", async () => {
  const closed = await makeDirectory();
  const dataDir = join(closed, "data");
  await mkdir(dataDir);
  await chmod(closed, isRoot() ? 0o700 : 0o000);
  try {
    await (isRoot() ? expectElsewhere(dataDir) : expectRefusal(dataDir));
  } finally {
    await chmod(closed, 0o755);
  }
});

async function expectRefusal(dataDir: string): Promise<void> {
  const refused = start(dataDir);
  await expect(refused).rejects.toThrow(ClusterError);
  await expect(refused).rejects.toThrow(dataDir);
}

async function expectElsewhere(dataDir: string): Promise<void> {
  const log: string[] = [];
  const first = await start(dataDir, log);
  await query(first.connectionString, "create table kept as select 42 as answer");
  await first.stop();
  expect(first.directory.startsWith(dataDir)).toBe(false);
  expect(log.join("\n")).toContain(first.directory);

  const second = await start(dataDir);
  const rows = await query(second.connectionString, "select answer from kept");
  await second.stop();
  expect(rows).toEqual([{ answer: 42 }]);

  await rm(dataDir, { recursive: true });
  await using third = await start(dataDir);
  expect(third.directory).not.toBe(first.directory);
}

it("says so when the database outside the data directory is gone", async () => {
  const dataDir = await makeDirectory();
  await writeFile(join(dataDir, "cluster.json"), JSON.stringify({ directory: "/nowhere/cluster" }));
  await expect(start(dataDir)).rejects.toThrow(/\/nowhere\/cluster.*is gone/);
});

it("runs from a copy where the installed files are closed and their links were not made", async () => {
  const directory = await makeDirectory();
  const user: User | null = isRoot() ? await unprivilegedUser() : null;
  const closed = join(await makeDirectory(), "package");
  const version = `0.0.0-${process.pid}`;
  await cp(installedPackage(), closed, {
    recursive: true,
    filter: async (path) => !/\.so(\.\d+)?$/.test(path) || !(await isLink(path)),
    verbatimSymlinks: true,
  });
  await writeFile(join(closed, "package.json"), JSON.stringify({ version }));
  await chmod(closed, 0o700);

  const log: string[] = [];
  const place = { directory, user };
  const binaries = await findBinaries(place, (message) => log.push(message), closed);
  leftToRemove.push(join(binaries.postgres, "../.."));

  expect(log).toHaveLength(1);
  expect(binaries.postgres).toContain(version);
  expect((await execute(binaries.initdb, ["--version"], { user })).ok).toBe(true);
});

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path)).isSymbolicLink();
}

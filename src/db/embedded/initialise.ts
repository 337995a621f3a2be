import { randomBytes } from "node:crypto";
import { chown, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { ClusterError, hasCode } from "./cluster-error.ts";
import type { Place } from "./place.ts";
import { execute, type User } from "./run-as.ts";

/** Superuser of the cluster, and name of its database. */
export const CLUSTER_USER = "switchhook";

const DRAFT = "data.new-";

export type Initialised = {
  /** PGDATA. */
  readonly data: string;
  readonly password: string;
};

/** Creates the cluster's files if there are none. A creation that was interrupted is begun anew. */
export async function initialise(place: Place, binaries: Binaries): Promise<Initialised> {
  const data = join(place.directory, "data");
  const version = await readIfThere(join(data, "PG_VERSION"));
  if (version === null) return createCluster(place, binaries);
  requireVersion(data, version.trim(), binaries.majorVersion);
  const password = await readIfThere(passwordFile(place));
  if (password !== null) return { data, password };
  throw new ClusterError(
    `the database in ${data} is there, but the file with its password (${passwordFile(place)}) is not: restore that file, or delete ${place.directory} to begin with an empty database`,
  );
}

function requireVersion(data: string, found: string, needed: string): void {
  if (found === needed) return;
  throw new ClusterError(
    `the database in ${data} was made by PostgreSQL ${found}, this is PostgreSQL ${needed}: move its contents over with pg_dump and pg_restore, or set DATA_DIR to another directory`,
  );
}

async function createCluster(place: Place, { initdb }: Binaries): Promise<Initialised> {
  await removeDrafts(place.directory);
  const draft = await mkdtemp(join(place.directory, DRAFT));
  await giveTo(place.user, draft);
  const password = await makePassword(place);
  const made = await execute(initdb, initdbArguments(draft, passwordFile(place)), {
    user: place.user,
    cwd: place.directory,
  });
  if (!made.ok) {
    throw new ClusterError(
      `no database could be created in ${place.directory}: ${made.output.split("\n").slice(-5).join("\n")}`,
    );
  }
  const data = join(place.directory, "data");
  await rename(draft, data);
  await flushDirectory(place.directory);
  return { data, password };
}

/** Each creation has a name of its own: an initdb whose gateway was killed may still be writing into the last one. */
async function removeDrafts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(DRAFT)) continue;
    await rm(join(directory, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

/** The builtin C.UTF-8 sorts the same everywhere, whatever locales the system has and updates. */
function initdbArguments(data: string, pwfile: string): readonly string[] {
  return [
    `--pgdata=${data}`,
    `--username=${CLUSTER_USER}`,
    `--pwfile=${pwfile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
}

function passwordFile({ directory }: Place): string {
  return join(directory, "password");
}

/** Belongs to the cluster's user, because initdb reads it. */
async function makePassword(place: Place): Promise<string> {
  const path = passwordFile(place);
  const password = randomBytes(24).toString("base64url");
  await rm(path, { force: true });
  await writeFile(path, password, { flag: "wx", mode: 0o600, flush: true });
  await giveTo(place.user, path);
  return password;
}

async function giveTo(user: User | null, path: string): Promise<void> {
  if (user !== null) await chown(path, user.uid, user.gid);
}

async function flushDirectory(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

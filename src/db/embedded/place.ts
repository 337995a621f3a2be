import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import {
  access,
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClusterError, hasCode, reasonOf } from "./cluster-error.ts";
import { execute, isRoot, type User, unprivilegedUser, userOf } from "./run-as.ts";

/** Where a cluster lives, and as whom it runs. */
export type Place = {
  /** Absolute. Holds all of the cluster; belongs to the gateway's user, and `user` can pass through it. */
  readonly directory: string;
  /** Null: as the gateway's own user. */
  readonly user: User | null;
};

/** What root's clusters and copies share where the directory itself is out of the database user's reach. */
export const SHARED_DIRECTORY = "/var/lib/switchhook";

/** In a DATA_DIR whose cluster lives elsewhere. A DATA_DIR that is deleted takes it along, so nothing comes back. */
const POINTER = "cluster.json";

/** Finds or makes the place of the cluster of `dataDir`, an absolute path. */
export async function findPlace(dataDir: string, log: (message: string) => void): Promise<Place> {
  const root = await openDataDir(dataDir);
  const inside = join(root, "postgres");
  const elsewhere = await readPointer(join(root, POINTER));
  const directory = elsewhere ?? inside;
  const owner = await ownerOf(join(directory, "data"));
  if (owner !== null) return existingPlace(directory, owner);
  if (!isRoot()) return { directory: await makeDirectory(inside), user: null };
  const user = await unprivilegedUser();
  if (await prepare(directory, user)) return { directory, user };
  return { directory: await placeElsewhere(root, user, log), user };
}

/** Creates the directory if needed; says what is wrong with it if it is of no use. */
async function openDataDir(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (cause) {
    throw new ClusterError(
      `${dataDir} cannot be used as the data directory (${reasonOf(cause)}): make it a directory that this user may write to, or set DATA_DIR to another one`,
      { cause },
    );
  }
}

async function makeDirectory(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** A cluster that is there already runs as the owner of its files, whoever that is today. */
async function existingPlace(
  directory: string,
  owner: { uid: number; gid: number },
): Promise<Place> {
  const data = join(directory, "data");
  if (!isRoot()) {
    if (owner.uid === process.getuid?.()) return { directory, user: null };
    throw new ClusterError(
      `the database in ${data} belongs to another user (uid ${owner.uid}): start as that user, or set DATA_DIR to another directory`,
    );
  }
  const user = owner.uid === 0 ? await giveAway(data) : await userOf(owner.uid, owner.gid);
  const entered = await execute("/bin/sh", ["-c", 'cd "$1"', "sh", data], { user });
  if (entered.ok) return { directory, user };
  throw new ClusterError(
    `the user ${user.name}, whom the database in ${data} belongs to, cannot get there (${entered.output}): let others pass through its parent directories (chmod o+x), or set DATA_DIR to another directory`,
  );
}

/** Files that were copied by root belong to root, whom PostgreSQL does not run as. */
async function giveAway(data: string): Promise<User> {
  const user = await unprivilegedUser();
  const { ok, output } = await execute("chown", ["-R", `${user.uid}:${user.gid}`, data], {
    user: null,
  });
  if (ok) return user;
  throw new ClusterError(
    `the database in ${data} cannot be given to the user ${user.name}: ${output}`,
  );
}

/** Makes `directory` and tries whether the user can work in it; leaves nothing behind if not. */
async function prepare(directory: string, user: User): Promise<boolean> {
  const made = await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  const probe = await mkdtemp(join(directory, "probe-"));
  const works = await canWorkIn(probe, user);
  await rm(probe, { recursive: true });
  if (!works && made !== undefined) await rm(made, { recursive: true });
  return works;
}

async function canWorkIn(directory: string, user: User): Promise<boolean> {
  try {
    await chown(directory, user.uid, user.gid);
  } catch (error) {
    // File systems without owners, and those that map root to nobody.
    if (hasCode(error, "EPERM", "EINVAL", "ENOTSUP")) return false;
    throw error;
  }
  const script = 'cd "$1" && : > file && rm file';
  return (await execute("/bin/sh", ["-c", script, "sh", directory], { user })).ok;
}

async function placeElsewhere(
  dataDir: string,
  user: User,
  log: (message: string) => void,
): Promise<string> {
  for (const base of [SHARED_DIRECTORY, tmpdir()]) {
    const directory = await makeIn(base, user);
    if (directory === null) continue;
    const chosen = await writePointer(join(dataDir, POINTER), directory);
    log(
      `PostgreSQL runs as the user ${user.name}, who cannot get into ${dataDir}: its files are in ${chosen}`,
    );
    return chosen;
  }
  throw new ClusterError(
    `PostgreSQL runs as the user ${user.name}, who cannot get into ${dataDir}, ${SHARED_DIRECTORY} or ${tmpdir()}: set DATA_DIR to a directory that this user can reach, or DATABASE_URL to a PostgreSQL of your own`,
  );
}

async function makeIn(base: string, user: User): Promise<string | null> {
  try {
    await mkdir(base, { recursive: true });
    const directory = await mkdtemp(join(await realpath(base), "switchhook-cluster-"));
    if (await prepare(directory, user)) return directory;
    await rm(directory, { recursive: true });
    return null;
  } catch (error) {
    if (hasCode(error, "EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST")) return null;
    throw error;
  }
}

/** Two first starts at once: the pointer that is written first holds for both. */
async function writePointer(path: string, directory: string): Promise<string> {
  const content = JSON.stringify({ id: randomBytes(8).toString("hex"), directory });
  try {
    await writeFile(path, `${content}\n`, { flag: "wx", mode: 0o600, flush: true });
    return directory;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    await rm(directory, { recursive: true });
    return (await readPointer(path)) ?? directory;
  }
}

async function readPointer(path: string): Promise<string | null> {
  const content = await readIfThere(path);
  if (content === null) return null;
  const directory = directoryIn(content);
  if (directory !== null && (await ownerOf(directory)) !== null) return directory;
  throw new ClusterError(
    `the database that ${path} points at (${directory ?? "unreadable"}) is gone: restore it, or delete ${path} to begin with an empty one`,
  );
}

function directoryIn(content: string): string | null {
  try {
    const { directory } = JSON.parse(content);
    return typeof directory === "string" ? directory : null;
  } catch {
    // Reported by the caller with the file's name.
    return null;
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

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

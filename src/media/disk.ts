import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { StorageError } from "#src/pipeline/media-ports.ts";

/** What is recorded of people is for the gateway's own user. */
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

export async function createFile(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
  return open(path, "wx+", FILE_MODE);
}

/** Makes the directory of a file, durably. */
export async function makeDirectoryOf(path: string): Promise<void> {
  const directory = dirname(path);
  const made = await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
  if (made !== undefined) await syncDirectory(dirname(made));
}

/** A rename is durable once its directory is. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open directories; its file system writes their changes itself.
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

export async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new StorageError("a file could not be written under DATA_DIR", { cause });
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

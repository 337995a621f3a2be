import { createHash } from "node:crypto";
import { type FileHandle, rename, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OpenSpool, PlacedFile, PlacedRecording } from "#src/pipeline/media-ports.ts";
import type { Log } from "#src/pipeline/ports.ts";
import type { MediaDraft } from "#src/provider.ts";
import {
  createFile,
  isMissing,
  makeDirectoryOf,
  removeFile,
  syncDirectory,
  writing,
} from "./disk.ts";
import { readFile, streamFile } from "./read.ts";
import { createSpooler } from "./spool.ts";
import { claimSpoolDirectory, MARKER, sweepSpool } from "./sweep.ts";

const MEBIBYTE = 1024 * 1024;
/** What bodies under way may take of the disk together; each is bounded by its provider. */
const SPOOL_BYTES = 4 * 1024 * MEBIBYTE;

export type MediaFilesOptions = {
  /** Absolute. */
  readonly directory: string;
  /** Does a committed row name the file at this path, relative to the directory? */
  readonly isNamed: (path: string) => Promise<boolean>;
  readonly newId: () => string;
  readonly log: Log;
};

/** Bytes of which each belongs to exactly one row of the database. Paths are relative to the directory. */
export type MediaFiles = AsyncDisposable & {
  readonly openSpool: OpenSpool;
  place(workspaceId: string, draft: MediaDraft): Promise<PlacedRecording>;
  /** From byte `first` to byte `last`, both included; null when there is no such file. */
  stream(path: string, first: number, last: number): Promise<ReadableStream<Uint8Array> | null>;
  read(path: string): Promise<Uint8Array | null>;
  /** A file that is gone already is no error. */
  remove(path: string): Promise<void>;
};

/** Opens the directory and clears away what processes that ended unexpectedly left unfinished in it. */
export async function openMediaFiles(options: MediaFilesOptions): Promise<MediaFiles> {
  const { directory, newId, log } = options;
  await sweepSpool(options);
  const claim = claimSpoolDirectory(directory, newId());
  const at = (path: string) => join(directory, path);

  /** The marker tells the next start which file was in doubt when this process ended. */
  async function place(temporary: string, path: string): Promise<PlacedFile> {
    const marker = join(claim.directory, `${newId()}${MARKER}`);
    await writeFile(marker, path, { mode: 0o600 });
    await makeDirectoryOf(at(path));
    await rename(temporary, at(path));
    await syncDirectory(dirname(at(path)));
    return placed(options, { path, marker });
  }

  async function placeRecording(workspaceId: string, draft: MediaDraft): Promise<PlacedRecording> {
    const id = newId();
    const bytes = draft.bytes();
    const temporary = join(claim.directory, id);
    return writing(async () => {
      try {
        const written = await writeDurably(temporary, bytes);
        return { id, draft, ...written, file: await place(temporary, `${workspaceId}/${id}`) };
      } catch (error) {
        await removeFile(temporary);
        throw error;
      }
    });
  }

  return {
    openSpool: createSpooler({
      newPath: () => join(claim.directory, newId()),
      maxBytes: SPOOL_BYTES,
      place: (temporary, callbackId) => place(temporary, `callbacks/${callbackId}`),
    }),
    place: placeRecording,
    stream: (path, first, last) => streamFile(at(path), first, last),
    read: (path) => readFile(at(path)),
    remove: (path) => removeFile(at(path)),
    async [Symbol.asyncDispose]() {
      claim.release();
      await rmdir(claim.directory).catch((error: unknown) => {
        // Nothing large came in, so it was never made.
        if (isMissing(error)) return;
        // What is still in doubt stays, for the next start to decide.
        log.info("the spool directory stays", { reason: String(error) });
      });
    },
  };
}

function placed(
  { directory, isNamed, log }: MediaFilesOptions,
  { path, marker }: { readonly path: string; readonly marker: string },
): PlacedFile {
  async function discard(): Promise<void> {
    try {
      await removeFile(join(directory, path));
      await removeFile(marker);
    } catch (error) {
      log.error("a file that nothing names stays until the next start", { error: String(error) });
    }
  }
  return {
    path,
    discard,
    async settle() {
      try {
        if (!(await isNamed(path))) return await discard();
        await removeFile(marker);
      } catch (error) {
        log.error("whether a file is named is left to the next start", { error: String(error) });
      }
    },
  };
}

/** In parts, because other requests want their turns between them. */
async function writeDurably(
  path: string,
  bytes: Uint8Array,
): Promise<{ readonly sizeBytes: number; readonly sha256: Uint8Array }> {
  const handle = await createFile(path);
  try {
    const sha256 = await writeParts(handle, bytes);
    await handle.sync();
    return { sizeBytes: bytes.byteLength, sha256 };
  } finally {
    await handle.close();
  }
}

async function writeParts(handle: FileHandle, bytes: Uint8Array): Promise<Uint8Array> {
  const hash = createHash("sha256");
  for (let start = 0; start < bytes.byteLength; start += MEBIBYTE) {
    const part = bytes.subarray(start, start + MEBIBYTE);
    hash.update(part);
    await handle.writeFile(part);
  }
  return hash.digest();
}

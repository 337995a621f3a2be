import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import {
  type PlacedFile,
  type Spool,
  type SpooledBody,
  StorageError,
} from "#src/pipeline/media-ports.ts";
import { createFile, removeFile, writing } from "./disk.ts";

export type SpoolOptions = {
  /** A new path for a temporary file. */
  readonly newPath: () => string;
  /** Bytes that all unfinished bodies together may take of the disk. */
  readonly maxBytes: number;
  /** Moves a durable file to the place of a callback's body. */
  readonly place: (temporaryPath: string, callbackId: string) => Promise<PlacedFile>;
};

/** Opens files for bodies under way. */
export function createSpooler(options: SpoolOptions): (query: string) => Promise<Spool> {
  const usage = { bytes: 0 };
  return async (query) => {
    const path = options.newPath();
    const handle = await writing(() => createFile(path));
    return spoolInto({ path, handle, usage, options, query });
  };
}

type Opened = {
  readonly path: string;
  readonly handle: FileHandle;
  readonly usage: { bytes: number };
  readonly options: SpoolOptions;
  readonly query: string;
};

function spoolInto(opened: Opened): Spool {
  const { path, handle, usage, options, query } = opened;
  const hash = createHash("sha256").update(`${query}\n`);
  let sizeBytes = 0;
  let isFinished = false;

  async function remove(): Promise<void> {
    usage.bytes -= sizeBytes;
    await handle.close();
    await removeFile(path);
  }

  return {
    async write(chunk) {
      if (usage.bytes + chunk.byteLength > options.maxBytes) {
        throw new StorageError("too many large bodies are under way");
      }
      usage.bytes += chunk.byteLength;
      sizeBytes += chunk.byteLength;
      hash.update(chunk);
      await writing(() => handle.writeFile(chunk));
    },
    finish() {
      isFinished = true;
      return spooled({
        path,
        handle,
        sizeBytes,
        digest: hash.digest(),
        remove,
        options,
      });
    },
    async [Symbol.asyncDispose]() {
      if (!isFinished) await remove();
    },
  };
}

type Finished = Pick<SpooledBody, "sizeBytes" | "digest"> & {
  readonly path: string;
  readonly handle: FileHandle;
  readonly options: SpoolOptions;
  remove(): Promise<void>;
};

function spooled({ path, handle, sizeBytes, digest, remove, options }: Finished): SpooledBody {
  let isPlaced = false;
  return {
    sizeBytes,
    digest,
    load: () => readWhole(handle, sizeBytes),
    keepFor: (callbackId) =>
      writing(async () => {
        // What was placed for a callback that could not be stored is gone by its name; the bytes are still open here.
        const source = isPlaced ? await copy({ handle, sizeBytes, to: options.newPath() }) : path;
        isPlaced = true;
        if (source === path) await handle.sync();
        return options.place(source, callbackId);
      }),
    // A file that was kept has another name by now: nothing is found under this one.
    [Symbol.asyncDispose]: remove,
  };
}

type Copied = { readonly handle: FileHandle; readonly sizeBytes: number; readonly to: string };

async function copy({ handle, sizeBytes, to }: Copied): Promise<string> {
  const bytes = await readWhole(handle, sizeBytes);
  const target = await createFile(to);
  try {
    await target.writeFile(bytes);
    await target.sync();
  } finally {
    await target.close();
  }
  return to;
}

const READ_BYTES = 4 * 1024 * 1024;

/** In parts, because other requests want their turns between them. */
async function readWhole(handle: FileHandle, sizeBytes: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(sizeBytes);
  let position = 0;
  while (position < sizeBytes) {
    const length = Math.min(READ_BYTES, sizeBytes - position);
    const { bytesRead } = await handle.read(bytes, position, length, position);
    if (bytesRead === 0) throw new StorageError("a body under way was cut off on the disk");
    position += bytesRead;
  }
  return bytes;
}

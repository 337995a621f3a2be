import { type FileHandle, open, readFile as readBytes } from "node:fs/promises";
import { isMissing } from "./disk.ts";

const CHUNK_BYTES = 64 * 1024;

/** Null when there is no such file. */
export async function readFile(path: string): Promise<Uint8Array | null> {
  try {
    return await readBytes(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Reads only as fast as it is read from. Both ends are included; null when there is no such file. */
export async function streamFile(
  path: string,
  first: number,
  last: number,
): Promise<ReadableStream<Uint8Array> | null> {
  const handle = await openIfThere(path);
  if (handle === null) return null;
  let position = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const length = Math.min(CHUNK_BYTES, last + 1 - position);
        const bytes = length > 0 ? await readPart(handle, position, length) : null;
        if (bytes !== null) {
          position += bytes.byteLength;
          controller.enqueue(bytes);
        }
        if (position <= last) return;
        await handle.close();
        controller.close();
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  );
}

async function readPart(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead > 0) return buffer.subarray(0, bytesRead);
  await handle.close();
  throw new Error("a stored file is shorter than its row says");
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

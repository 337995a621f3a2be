import { fail, ok, type Result } from "#src/core/result.ts";
import type { StoredMedia } from "./media-ports.ts";
import { formatOf } from "./tell-media.ts";

/** `id`: of the call, or of the conversation. */
export type MediaRef = { readonly workspaceId: string; readonly id: string };

/** Bytes to be served. */
export type Content = {
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: Uint8Array;
  readonly filename: string;
  /** From byte `first` to byte `last`, both included; null when the file is gone. */
  open(first: number, last: number): Promise<ReadableStream<Uint8Array> | Uint8Array | null>;
};

export type ContentRefusal =
  | { readonly kind: "not-found" }
  | { readonly kind: "deleted"; readonly deletedAt: Date };

export type MediaStore = {
  findRecording(ref: MediaRef): Promise<StoredMedia | null>;
  /** JSON text. */
  findTranscript(ref: MediaRef): Promise<string | null>;
  /** Hides the recordings and returns the paths of their files. */
  hideRecordings(ref: MediaRef): Promise<readonly string[]>;
  /** Rows stored before a time, oldest first. */
  before(
    time: Date,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly path: string }[]>;
  deleteRows(ids: readonly string[]): Promise<void>;
};

export type MediaContentsDependencies = {
  readonly store: MediaStore;
  readonly files: {
    stream(path: string, first: number, last: number): Promise<ReadableStream<Uint8Array> | null>;
    remove(path: string): Promise<void>;
  };
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
};

const BATCH = 500;

/** Recordings and transcripts, as they are served and deleted. */
export type MediaContents = {
  recording(ref: MediaRef): Promise<Result<Content, ContentRefusal>>;
  transcript(ref: MediaRef): Promise<Result<Content, ContentRefusal>>;
  deleteRecording(ref: MediaRef): Promise<Result<void, ContentRefusal>>;
  /** Retention: rows and files of what was stored before a time, deleted or not; returns how many. */
  deleteMediaBefore(time: Date): Promise<number>;
};

export function createMediaContents(dependencies: MediaContentsDependencies): MediaContents {
  const { store, files } = dependencies;
  return {
    recording: (ref) => recording(dependencies, ref),
    transcript: (ref) => transcript(dependencies, ref),
    async deleteRecording(ref) {
      const paths = await store.hideRecordings(ref);
      // Hidden first: what a crash leaves here is no longer shown, and retention removes it.
      for (const path of paths) await files.remove(path);
      return paths.length > 0 ? ok() : fail(refusalOf(await store.findRecording(ref)));
    },
    async deleteMediaBefore(time) {
      for (let count = 0; ; ) {
        const batch = await store.before(time, BATCH);
        if (batch.length === 0) return count;
        // Files first: what a crash leaves here has a row by which the next run finds it again.
        for (const { path } of batch) await files.remove(path);
        await store.deleteRows(batch.map(({ id }) => id));
        count += batch.length;
      }
    },
  };
}

async function recording(
  { store, files }: MediaContentsDependencies,
  ref: MediaRef,
): Promise<Result<Content, ContentRefusal>> {
  const found = await store.findRecording(ref);
  if (found === null || found.deletedAt !== null) return fail(refusalOf(found));
  const { contentType, sizeBytes, sha256, path } = found;
  return ok({
    contentType,
    sizeBytes,
    sha256,
    filename: filenameOf("recording", ref, formatOf(contentType) ?? "audio"),
    open: (first, last) => files.stream(path, first, last),
  });
}

function refusalOf(found: StoredMedia | null): ContentRefusal {
  if (found === null || found.deletedAt === null) return { kind: "not-found" };
  return { kind: "deleted", deletedAt: found.deletedAt };
}

async function transcript(
  { store, sha256 }: MediaContentsDependencies,
  ref: MediaRef,
): Promise<Result<Content, ContentRefusal>> {
  const text = await store.findTranscript(ref);
  if (text === null) return fail({ kind: "not-found" });
  const bytes = new TextEncoder().encode(text);
  return ok({
    contentType: "application/json",
    sizeBytes: bytes.byteLength,
    sha256: sha256(bytes),
    filename: filenameOf("transcript", ref, "json"),
    open: async (first, last) => bytes.subarray(first, last + 1),
  });
}

/** Ids come from outside: in a header only what is safe there stays. */
function filenameOf(part: string, { id }: MediaRef, extension: string): string {
  return `${part}-${id.replaceAll(/[^\w.-]/g, "_").slice(0, 100)}.${extension}`;
}

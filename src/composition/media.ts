import { resolve } from "node:path";
import type { Config } from "#src/config.ts";
import {
  deleteMedia,
  findRecording,
  findTranscript,
  isFileNamed,
  isMediaKnown,
  markRecordingsDeleted,
  mediaBefore,
} from "#src/db/repositories/media.ts";
import { isInDoubt } from "#src/db/transact.ts";
import { openCallbackBody, type StoredBody } from "#src/media/callback-body.ts";
import { type MediaFiles, openMediaFiles } from "#src/media/files.ts";
import { createMediaContents, type MediaContents } from "#src/pipeline/media-contents.ts";
import type { MediaPorts, MediaTarget } from "#src/pipeline/media-ports.ts";
import type { Log } from "#src/pipeline/ports.ts";
import { sha256 } from "#src/security/hmac.ts";
import { createLinkSigner, type LinkSigner } from "#src/security/signed-links.ts";
import type { Storage } from "./storage.ts";

export type MediaOptions = {
  readonly config: Config;
  readonly encryptionKeys: readonly Uint8Array[];
  readonly publicUrl: () => string;
  readonly log: Log;
};

/** Recordings, and callbacks too large for a row. */
export type Media = {
  readonly files: MediaFiles;
  readonly ports: MediaPorts;
  readonly contents: MediaContents;
  readonly links: LinkSigner;
  /** The exact bytes of a stored callback; null when their file is gone. */
  openCallbackBody(callback: StoredBody): Promise<Uint8Array | null>;
};

/** Opens the media directory and clears what an unexpected end left unfinished there. */
export async function openMedia(
  { config, encryptionKeys, publicUrl, log }: MediaOptions,
  { query, newId }: Storage,
  stack: AsyncDisposableStack,
): Promise<Media> {
  const files = stack.use(
    await openMediaFiles({
      directory: resolve(config.media.directory),
      isNamed: (path) => isFileNamed(query, path),
      newId,
      log,
    }),
  );
  const links = createLinkSigner(encryptionKeys);

  function link({ workspaceId, id, part }: MediaTarget): string {
    const expiresAt = new Date(Date.now() + config.media.linkTtlMs);
    const signature = links.sign({ path: `/v1/calls/${id}/${part}`, workspaceId, expiresAt });
    const expires = Math.floor(expiresAt.getTime() / 1000);
    const parameters = new URLSearchParams({
      workspace: workspaceId,
      expires: String(expires),
      signature,
    });
    return `${publicUrl()}/v1/calls/${encodeURIComponent(id)}/${part}?${parameters}`;
  }

  return {
    files,
    links,
    ports: {
      isKnown: (workspaceId, key) => isMediaKnown(query, workspaceId, key),
      place: files.place,
      link,
      isInDoubt,
    },
    contents: createMediaContents({
      store: {
        findRecording: (ref) => findRecording(query, ref),
        findTranscript: (ref) => findTranscript(query, ref),
        hideRecordings: (ref) => markRecordingsDeleted(query, ref),
        before: (time, limit) => mediaBefore(query, time, limit),
        deleteRows: (ids) => deleteMedia(query, ids),
      },
      files,
      sha256,
    }),
    openCallbackBody: (callback) => openCallbackBody(files, callback),
  };
}

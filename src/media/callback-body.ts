import type { MediaFiles } from "./files.ts";

export type StoredBody = {
  /** Null where a file holds the bytes. */
  readonly body: Uint8Array | null;
  /** `callbacks.body_path`. */
  readonly bodyPath: string | null;
};

/** The exact bytes of a stored callback, wherever they are kept; null when their file is gone. */
export function openCallbackBody(
  files: Pick<MediaFiles, "read">,
  { body, bodyPath }: StoredBody,
): Promise<Uint8Array | null> {
  return bodyPath === null ? Promise.resolve(body) : files.read(bodyPath);
}

import { createTextSigner } from "./text-signer.ts";

/** The list in which a cursor marks a place. */
export type CursorScope = {
  readonly workspaceId: string;
  readonly path: string;
  /** As the client wrote them; empty where it did not. */
  readonly sort: string;
  readonly filter: string;
};

export type CursorSigner = {
  /** The cursor with its signature behind a dot. */
  seal(cursor: string, scope: CursorScope): string;
  /** Was it made here, for this list, and is it whole? */
  isSealed(sealed: string, scope: CursorScope): boolean;
};

export function createCursorSigner(encryptionKeys: readonly Uint8Array[]): CursorSigner {
  const signer = createTextSigner(encryptionKeys, "switchhook list cursors 1");
  return {
    seal: (cursor, scope) => `${cursor}.${signer.sign(textOf(cursor, scope))}`,
    isSealed(sealed, scope) {
      const [cursor = "", signature = "", ...rest] = sealed.split(".");
      return rest.length === 0 && signer.isSigned(textOf(cursor, scope), signature);
    },
  };
}

/** As JSON, no part can pass for the beginning of the next one. */
function textOf(cursor: string, { workspaceId, path, sort, filter }: CursorScope): string {
  return JSON.stringify([cursor, workspaceId, path, sort, filter]);
}

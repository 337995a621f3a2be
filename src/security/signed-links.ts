import { createTextSigner } from "./text-signer.ts";

/** What a signature stands for. */
export type LinkClaim = {
  /** As the server decodes it. */
  readonly path: string;
  readonly workspaceId: string;
  readonly expiresAt: Date;
};

export type LinkSigner = {
  /** Base64url. Times count in whole seconds. */
  sign(claim: LinkClaim): string;
  /** Says nothing about the time: an expired link still has a good signature. */
  isSigned(claim: LinkClaim, signature: string): boolean;
};

/** Links to recordings and transcripts. */
export function createLinkSigner(encryptionKeys: readonly Uint8Array[]): LinkSigner {
  const signer = createTextSigner(encryptionKeys, "switchhook media links 1");
  return {
    sign: (claim) => signer.sign(textOf(claim)),
    isSigned: (claim, signature) => signer.isSigned(textOf(claim), signature),
  };
}

/** As JSON, no part can pass for the beginning of the next one. */
function textOf({ path, workspaceId, expiresAt }: LinkClaim): string {
  return JSON.stringify([path, workspaceId, Math.floor(expiresAt.getTime() / 1000)]);
}

import { createHmac, hkdfSync } from "node:crypto";
import { equalBytes } from "./hmac.ts";

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

const PURPOSE = "switchhook media links 1";
const SIGNATURE = /^[A-Za-z0-9_-]{43}$/;

/** HMAC-SHA256 with keys derived (HKDF) from the encryption keys: the first signs, all of them verify. */
export function createLinkSigner(encryptionKeys: readonly Uint8Array[]): LinkSigner {
  const keys = encryptionKeys.map((key) =>
    Buffer.from(hkdfSync("sha256", key, new Uint8Array(), PURPOSE, 32)),
  );
  const [signingKey] = keys;
  if (signingKey === undefined) throw new Error("links need at least one key to be signed with");
  return {
    sign: (claim) => digest(signingKey, claim).toString("base64url"),
    isSigned(claim, signature) {
      if (!SIGNATURE.test(signature)) return false;
      const given = Buffer.from(signature, "base64url");
      // The last character has bits to spare: only one of its spellings is ours.
      if (given.toString("base64url") !== signature) return false;
      // Every key is tried, so that the time taken does not tell which one fits.
      return keys.map((key) => equalBytes(digest(key, claim), given)).includes(true);
    },
  };
}

function digest(key: Uint8Array, { path, workspaceId, expiresAt }: LinkClaim): Buffer {
  const seconds = Math.floor(expiresAt.getTime() / 1000);
  // As JSON, no part can pass for the beginning of the next one.
  return createHmac("sha256", key)
    .update(JSON.stringify([path, workspaceId, seconds]))
    .digest();
}

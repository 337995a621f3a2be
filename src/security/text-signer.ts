import { createHmac, hkdfSync } from "node:crypto";
import { equalBytes } from "./hmac.ts";

/** Signs what the gateway hands out and takes back. */
export type TextSigner = {
  /** Base64url. */
  sign(text: string): string;
  isSigned(text: string, signature: string): boolean;
};

const SIGNATURE = /^[A-Za-z0-9_-]{43}$/;

/**
 * HMAC-SHA256 with keys derived (HKDF) from the encryption keys: the first signs, all of them verify. What is signed for
 * one purpose is good for no other.
 */
export function createTextSigner(
  encryptionKeys: readonly Uint8Array[],
  purpose: string,
): TextSigner {
  const keys = encryptionKeys.map((key) =>
    Buffer.from(hkdfSync("sha256", key, new Uint8Array(), purpose, 32)),
  );
  const [signingKey] = keys;
  if (signingKey === undefined) throw new Error("a signer needs at least one key");
  return {
    sign: (text) => digest(signingKey, text).toString("base64url"),
    isSigned(text, signature) {
      if (!SIGNATURE.test(signature)) return false;
      const given = Buffer.from(signature, "base64url");
      // The last character has bits to spare: only one of its spellings is ours.
      if (given.toString("base64url") !== signature) return false;
      // Every key is tried, so that the time taken does not tell which one fits.
      return keys.map((key) => equalBytes(digest(key, text), given)).includes(true);
    },
  };
}

function digest(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

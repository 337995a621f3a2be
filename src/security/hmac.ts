import { createHmac, type Hmac, hash, timingSafeEqual } from "node:crypto";

/** Text counts as its UTF-8 bytes. */
type Bytes = string | Uint8Array;

/** HMAC over the parts joined without a separator, in lower-case hex. */
export function hmacHex(algorithm: "sha1" | "sha256", key: Bytes, ...parts: Bytes[]): string {
  return hmac(algorithm, key, parts).digest("hex");
}

/** HMAC over the parts joined without a separator, in padded standard base64. */
export function hmacBase64(algorithm: "sha1" | "sha256", key: Bytes, ...parts: Bytes[]): string {
  return hmac(algorithm, key, parts).digest("base64");
}

function hmac(algorithm: "sha1" | "sha256", key: Bytes, parts: readonly Bytes[]): Hmac {
  const digest =
    typeof key === "string"
      ? createHmac(algorithm, key)
      : createHmac(algorithm, latin1(key), LATIN1);
  for (const part of parts) digest.update(part);
  return digest;
}

/**
 * The same bytes as text. Of a key that is neither text nor a key object Node finds out by an exception that it is no
 * key object, which takes several times as long as the signature.
 */
function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

const LATIN1 = { encoding: "latin1" } as const;

/** Lower-case hex. */
export function sha256Hex(data: Bytes): string {
  return hash("sha256", data, "hex");
}

export function sha256(data: Bytes): Buffer {
  return hash("sha256", data, "buffer");
}

/** Compares the UTF-8 bytes, in constant time where the lengths are equal; false where they are not. */
export function equalText(a: string, b: string): boolean {
  return equalBytes(Buffer.from(a), Buffer.from(b));
}

/** Constant time where the lengths are equal; false where they are not. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Text counts as its UTF-8 bytes. */
type Bytes = string | Uint8Array;

/** HMAC over the parts joined without a separator, in lower-case hex. */
export function hmacHex(algorithm: "sha1" | "sha256", key: Bytes, ...parts: Bytes[]): string {
  return hmac(algorithm, key, parts).toString("hex");
}

/** HMAC over the parts joined without a separator, in padded standard base64. */
export function hmacBase64(algorithm: "sha1" | "sha256", key: Bytes, ...parts: Bytes[]): string {
  return hmac(algorithm, key, parts).toString("base64");
}

function hmac(algorithm: "sha1" | "sha256", key: Bytes, parts: readonly Bytes[]): Buffer {
  const digest = createHmac(algorithm, key);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** Lower-case hex. */
export function sha256Hex(data: Bytes): string {
  return sha256(data).toString("hex");
}

export function sha256(data: Bytes): Buffer {
  return createHash("sha256").update(data).digest();
}

/** Compares the UTF-8 bytes, in constant time where the lengths are equal; false where they are not. */
export function equalText(a: string, b: string): boolean {
  return equalBytes(Buffer.from(a), Buffer.from(b));
}

/** Constant time where the lengths are equal; false where they are not. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

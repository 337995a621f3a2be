import { fail, ok, type Result } from "#src/core/result.ts";
import type { InboundRequest, RejectionReason } from "#src/provider.ts";
import { equalText, hmacHex } from "#src/security/hmac.ts";

const MAX_AGE_MS = 30 * 60_000;
/** The vendor's SDKs accept any future; a bound keeps a leaked signature from living for ever. */
const MAX_AHEAD_MS = 5 * 60_000;

type Signature = { readonly timestamp: string; readonly digests: readonly string[] };

/**
 * `ElevenLabs-Signature: t=<unix seconds>,v0=<hex>`, HMAC-SHA256 over `t`, a dot and the raw body
 * (ElevenLabs post-call webhook guide and the verifier of its JavaScript SDK).
 */
export function verifySignature(
  request: InboundRequest,
  secrets: readonly string[],
  now: Date,
): Result<void, RejectionReason> {
  if (secrets.length === 0) return fail("no-key");
  const header = request.headers.get("elevenlabs-signature");
  if (header === null || header.trim() === "") return fail("missing-signature");

  const signature = parseSignature(header);
  if (signature === null) return fail("bad-signature", "header is not t=<unix seconds>,v0=<hex>");
  const ageMs = now.getTime() - Number(signature.timestamp) * 1000;
  if (ageMs > MAX_AGE_MS) return fail("stale-timestamp", "signed more than 30 minutes ago");
  if (-ageMs > MAX_AHEAD_MS) return fail("stale-timestamp", "signed more than 5 minutes ahead");

  const matches = secrets.some((secret) => isSignedWith(secret, signature, request.body));
  return matches ? ok() : fail("bad-signature");
}

/** Null unless there is exactly one `t` of plain digits and a `v0` in the shape of a SHA-256. */
export function parseSignature(header: string): Signature | null {
  const parts = header.split(",").map((part) => part.trim());
  const [timestamp, ...otherTimestamps] = valuesOf("t", parts);
  const digests = valuesOf("v0", parts).filter((digest) => /^[0-9a-f]{64}$/.test(digest));
  if (timestamp === undefined || otherTimestamps.length > 0) return null;
  if (!/^[0-9]{1,12}$/.test(timestamp) || digests.length === 0) return null;
  return { timestamp, digests };
}

function valuesOf(name: string, parts: readonly string[]): string[] {
  const prefix = `${name}=`;
  return parts.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length));
}

function isSignedWith(secret: string, signature: Signature, body: Uint8Array): boolean {
  const expected = hmacHex("sha256", secret, `${signature.timestamp}.`, body);
  return signature.digests.some((digest) => equalText(digest, expected));
}

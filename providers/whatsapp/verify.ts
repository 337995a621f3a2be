import { fail, ok, type Result } from "#src/core/result.ts";
import type { InboundRequest, RejectionReason } from "#src/provider.ts";
import { equalText, hmacHex } from "#src/security/hmac.ts";

export const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

const DEL = 0x7f;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
/** `\uXXXX` */
const ESCAPE_LENGTH = 6;

/** The byte-order mark stays: it is part of what was signed. */
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * `X-Hub-Signature-256: sha256=<64 lower-case hex>`, HMAC-SHA256 with the app secret over the bytes received
 * (Meta, "Create a webhook endpoint"). The older SHA-1 header is not looked at, and Meta signs no time.
 */
export function verify(
  request: InboundRequest,
  secrets: readonly string[],
): Result<void, RejectionReason> {
  if (secrets.length === 0) return fail("no-key", "the connection has no app secret");
  const presented = request.headers.get("x-hub-signature-256");
  if (presented === null) return fail("missing-signature", "no X-Hub-Signature-256 header");
  const digest = SIGNATURE.exec(presented)?.[1];
  if (digest === undefined) {
    return fail("bad-signature", "X-Hub-Signature-256 is not sha256= and 64 lower-case hex digits");
  }
  if (matches(secrets, digest, request.body)) return ok();
  const escaped = escapeUnicode(request.body);
  if (escaped !== null && matches(secrets, digest, escaped)) return ok();
  return fail("bad-signature", "X-Hub-Signature-256 does not match the body under any app secret");
}

function matches(secrets: readonly string[], digest: string, body: string | Uint8Array): boolean {
  return secrets.some((secret) => equalText(hmacHex("sha256", secret, body), digest));
}

/**
 * The body with DEL and everything beyond ASCII as `\uXXXX`. Older Meta pages say that this is what is
 * signed, and whatsapp-api-js signs so. Null where it would change nothing or the bytes are not UTF-8.
 */
function escapeUnicode(body: Uint8Array): Uint8Array | null {
  if (!body.some((byte) => byte >= DEL)) return null;
  const text = decodeStrictly(body);
  if (text === null) return null;
  // Into bytes rather than by string replacement, which held the process up for half a second on megabytes
  // of such text, and anybody can send those.
  const escaped = new Uint8Array(text.length * ESCAPE_LENGTH);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    length += unit < DEL ? put(escaped, length, unit) : putEscape(escaped, length, unit);
  }
  return escaped.subarray(0, length);
}

function put(bytes: Uint8Array, at: number, unit: number): number {
  bytes[at] = unit;
  return 1;
}

function putEscape(bytes: Uint8Array, at: number, unit: number): number {
  bytes[at] = BACKSLASH;
  bytes[at + 1] = LETTER_U;
  for (let digit = 0; digit < 4; digit++) {
    bytes[at + 2 + digit] = "0123456789abcdef".charCodeAt((unit >> (12 - 4 * digit)) & 15);
  }
  return ESCAPE_LENGTH;
}

function decodeStrictly(body: Uint8Array): string | null {
  try {
    return strictUtf8.decode(body);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

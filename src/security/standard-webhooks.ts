import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { equalBytes, hmacBase64 } from "./hmac.ts";

const PREFIX = "whsec_";
const SIGNING_KEY_PREFIX = "whsk_";
const PUBLIC_KEY_PREFIX = "whpk_";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MASK = "*".repeat(20);
const SHOWN = 4;

/** Of an Ed25519 seed, and of a public key. */
const KEY_BYTES = 32;
/** RFC 8410: what PKCS #8 puts in front of the 32 bytes of an Ed25519 seed. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

export type StandardWebhookHeaders = {
  readonly "webhook-id": string;
  /** Unix seconds. */
  readonly "webhook-timestamp": string;
  /** One or more signatures of `id.timestamp.body`, separated by spaces. */
  readonly "webhook-signature": string;
};

export type StandardWebhookContext = {
  readonly secret: string;
  /** Signs as well while its grace period lasts. */
  readonly previousSecret: string | null;
  /** `whsk_…` where Ed25519 signatures are wanted too. */
  readonly signingKey: string | null;
  /** Must hold no `.`: the signed text is joined with dots. */
  readonly messageId: string;
  readonly at: Date;
};

/**
 * Signature headers of Standard Webhooks 1.0: `v1` (HMAC-SHA256) with the secret and with the one before it, `v1a`
 * (Ed25519) with the signing key. A secret's key is what the base64 after `whsec_` stands for; any other secret is used
 * as its UTF-8 bytes.
 */
export function standardWebhookHeaders(
  body: string,
  { secret, previousSecret, signingKey, messageId, at }: StandardWebhookContext,
): StandardWebhookHeaders {
  const timestamp = Math.floor(at.getTime() / 1000).toString();
  const text = `${messageId}.${timestamp}.${body}`;
  const signatures = [symmetric(secret, text)];
  if (previousSecret !== null) signatures.push(symmetric(previousSecret, text));
  if (signingKey !== null) signatures.push(asymmetric(signingKey, text));
  return {
    "webhook-id": messageId,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

function symmetric(secret: string, text: string): string {
  return `v1,${hmacBase64("sha256", hmacKey(secret), text)}`;
}

function hmacKey(secret: string): string | Uint8Array {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : "";
  return encoded !== "" && BASE64.test(encoded) ? Buffer.from(encoded, "base64") : secret;
}

function asymmetric(signingKey: string, text: string): string {
  return `v1a,${sign(null, Buffer.from(text), privateKeyOf(signingKey)).toString("base64")}`;
}

/** `whsec_` and base64 of 24 random bytes: 32 characters after the prefix. */
export function generateSecret(): string {
  return PREFIX + randomBytes(24).toString("base64");
}

export type SigningKeyPair = {
  /** `whsk_` and base64 of the seed. */
  readonly signingKey: string;
  /** `whpk_` and base64 of the public key. */
  readonly publicKey: string;
};

/** An Ed25519 key pair, as Standard Webhooks writes it. */
export function generateSigningKey(): SigningKeyPair {
  const { privateKey } = generateKeyPairSync("ed25519");
  const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(PKCS8_PREFIX.length);
  const signingKey = SIGNING_KEY_PREFIX + seed.toString("base64");
  return { signingKey, publicKey: publicKeyOf(signingKey) };
}

/** `whpk_` and base64 of the 32 bytes that belong to a signing key. */
export function publicKeyOf(signingKey: string): string {
  return PUBLIC_KEY_PREFIX + publicBytes(privateKeyOf(signingKey)).toString("base64");
}

/**
 * The specification says base64 of a "standard ed25519 key pair" and no more. Its Go library writes the 32 bytes of the
 * seed, Svix the seed with the public key after it: both are read.
 */
function privateKeyOf(signingKey: string): KeyObject {
  const encoded = signingKey.slice(SIGNING_KEY_PREFIX.length);
  const isWritten = signingKey.startsWith(SIGNING_KEY_PREFIX) && BASE64.test(encoded);
  const bytes = Buffer.from(isWritten ? encoded : "", "base64");
  if (bytes.length !== KEY_BYTES && bytes.length !== 2 * KEY_BYTES) {
    throw new Error("a signing key is whsk_ and base64 of 32 or 64 bytes");
  }
  const der = Buffer.concat([PKCS8_PREFIX, bytes.subarray(0, KEY_BYTES)]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const claimed = bytes.subarray(KEY_BYTES);
  if (claimed.length > 0 && !equalBytes(claimed, publicBytes(key))) {
    throw new Error("the public half of the signing key is of another key");
  }
  return key;
}

/** The last bytes of SPKI are the key itself (RFC 8410). */
function publicBytes(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-KEY_BYTES);
}

/** For display: the prefix, a mask of fixed length and, of secrets of 24 characters or more, the last four. */
export function secretPreview(secret: string): string {
  const prefix = secret.startsWith(PREFIX) ? PREFIX : "";
  const rest = Array.from(secret.slice(prefix.length));
  return prefix + MASK + (rest.length >= 24 ? rest.slice(-SHOWN).join("") : "");
}

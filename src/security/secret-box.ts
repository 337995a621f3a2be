import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { sha256 } from "./hmac.ts";

const VERSION = "v1";
const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^v1\.([0-9a-f]{16})\.([A-Za-z0-9_-]+)$/;

/** Secrets at rest. `context` names the place a secret belongs to; it opens nowhere else. */
export type SecretBox = {
  /** `v1.<key id>.<base64url of nonce, ciphertext and tag>`. */
  seal(plaintext: string, context: string): string;
  /** Throws SecretBoxError. */
  open(sealed: string, context: string): string;
};

/** `unreadable`: not sealed by this format. `unknown-key`: sealed with a key that is not configured. `tampered`: changed, or of another context. */
export type SecretBoxFailure = "unreadable" | "unknown-key" | "tampered";

export class SecretBoxError extends Error {
  override readonly name = "SecretBoxError";
  readonly reason: SecretBoxFailure;

  constructor(reason: SecretBoxFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The first key seals, every key opens: put a new key in front to rotate. */
export function createSecretBox(keys: readonly Uint8Array[]): SecretBox {
  const [sealingKey] = keys;
  if (sealingKey === undefined) throw new Error("a secret box needs at least one key");
  if (keys.some((key) => key.byteLength !== KEY_BYTES)) {
    throw new Error("every key of a secret box must be 32 bytes long");
  }
  const byId = new Map(keys.map((key) => [keyId(key), key]));
  return {
    seal: (plaintext, context) => seal(sealingKey, plaintext, context),
    open: (sealed, context) => open(byId, sealed, context),
  };
}

/** Is it this key that sealed it? Says nothing of whether it opens. */
export function isSealedWith(key: Uint8Array, sealed: string): boolean {
  return sealed.startsWith(`${VERSION}.${keyId(key)}.`);
}

function keyId(key: Uint8Array): string {
  return sha256(key).subarray(0, 8).toString("hex");
}

function seal(key: Uint8Array, plaintext: string, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context));
  const parts = [nonce, cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()];
  return `${VERSION}.${keyId(key)}.${Buffer.concat(parts).toString("base64url")}`;
}

function open(keys: ReadonlyMap<string, Uint8Array>, sealed: string, context: string): string {
  const [, id = "", payload = ""] = SEALED.exec(sealed) ?? [];
  const bytes = Buffer.from(payload, "base64url");
  if (bytes.byteLength < NONCE_BYTES + TAG_BYTES) {
    throw new SecretBoxError("unreadable", "a stored secret is not in the sealed format");
  }
  const key = keys.get(id);
  if (key === undefined) {
    throw new SecretBoxError(
      "unknown-key",
      `a stored secret was sealed with the key ${id}, which is not among the encryption keys`,
    );
  }
  return decipher(key, bytes, context);
}

function decipher(key: Uint8Array, bytes: Buffer, context: string): string {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(-TAG_BYTES);
  const cipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context));
  cipher.setAuthTag(tag);
  try {
    const opened = cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([opened, cipher.final()]).toString("utf8");
  } catch (cause) {
    throw new SecretBoxError(
      "tampered",
      `a stored secret was changed, or does not belong to ${context}`,
      { cause },
    );
  }
}

/** Comma-separated base64 of exactly 32 bytes each. Errors name the position, never the key. */
export function parseEncryptionKeys(text: string): Uint8Array[] {
  return text.split(",").map((part, index) => {
    const encoded = part.trim();
    const key = Buffer.from(encoded, "base64");
    if (key.byteLength !== KEY_BYTES || key.toString("base64") !== encoded) {
      throw new Error(`encryption key ${index + 1} is not the base64 of exactly 32 bytes`);
    }
    return new Uint8Array(key);
  });
}

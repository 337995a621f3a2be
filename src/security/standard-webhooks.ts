import { randomBytes } from "node:crypto";
import { hmacBase64 } from "./hmac.ts";

const PREFIX = "whsec_";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MASK = "*".repeat(20);
const SHOWN = 4;

export type StandardWebhookHeaders = {
  readonly "webhook-id": string;
  /** Unix seconds. */
  readonly "webhook-timestamp": string;
  /** `v1,` and base64 of the HMAC-SHA256 of `id.timestamp.body`. */
  readonly "webhook-signature": string;
};

/**
 * Signature headers of Standard Webhooks 1.0. `messageId` must hold no `.`: the signed text is joined with dots.
 * The key is what the base64 after `whsec_` stands for; any other secret is used as its UTF-8 bytes.
 */
export function standardWebhookHeaders(
  body: string,
  context: { readonly secret: string; readonly messageId: string; readonly at: Date },
): StandardWebhookHeaders {
  const timestamp = Math.floor(context.at.getTime() / 1000).toString();
  const key = signingKey(context.secret);
  const signature = hmacBase64("sha256", key, `${context.messageId}.${timestamp}.`, body);
  return {
    "webhook-id": context.messageId,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}

function signingKey(secret: string): string | Uint8Array {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : "";
  return encoded !== "" && BASE64.test(encoded) ? Buffer.from(encoded, "base64") : secret;
}

/** `whsec_` and base64 of 24 random bytes: 32 characters after the prefix. */
export function generateSecret(): string {
  return PREFIX + randomBytes(24).toString("base64");
}

/** For display: the prefix, a mask of fixed length and, of secrets of 24 characters or more, the last four. */
export function secretPreview(secret: string): string {
  const prefix = secret.startsWith(PREFIX) ? PREFIX : "";
  const rest = Array.from(secret.slice(prefix.length));
  return prefix + MASK + (rest.length >= 24 ? rest.slice(-SHOWN).join("") : "");
}

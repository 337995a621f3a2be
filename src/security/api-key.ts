import { randomBytes } from "node:crypto";
import { sha256 } from "./hmac.ts";

const PREFIX = "shk_";
const SHOWN = 8;

/** A key of 256 random bits, and its first characters for people to recognise it by. Holds no `.`, so it is never taken for a JWT. */
export function generateApiKey(): { readonly key: string; readonly prefix: string } {
  const key = PREFIX + randomBytes(32).toString("base64url");
  return { key, prefix: key.slice(0, PREFIX.length + SHOWN) };
}

/** What is stored and looked up instead of the key. */
export function apiKeyDigest(key: string): Buffer {
  return sha256(key);
}

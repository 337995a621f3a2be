import { randomBytes } from "node:crypto";

const BYTES = 32;
const SHAPE = /^[\w-]{43}$/;

/** What a session's cookie or a one-time link holds: 256 random bits, safe in both. */
export function generateConsoleSecret(): string {
  return randomBytes(BYTES).toString("base64url");
}

/** Could it be one? */
export function isConsoleSecret(text: string): boolean {
  return SHAPE.test(text);
}

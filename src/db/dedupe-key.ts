import { hash } from "node:crypto";

/**
 * What is seen once within a scope (a connection, a workspace), as the key under which callback_keys and event_keys
 * remember it. migrations/0035_keys.sql makes the same ones.
 */
export function dedupeKey(scopeId: string, name: string): string {
  // The first 16 bytes; a UUID needs no hyphens.
  return hash("sha256", scopeId + name, "hex").slice(0, 32);
}

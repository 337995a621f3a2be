import type { RequestHeaders } from "#src/provider.ts";

export type HeaderMap = RequestHeaders;

/** What `new Headers` reads of them, for a fraction of its time. Names and values in turns, as Node has them. */
export function readHeaders(flat: readonly string[]): HeaderMap {
  const values = new Map<string, string>();
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const name = (flat[index] ?? "").toLowerCase();
    const value = flat[index + 1] ?? "";
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return {
    get: (name) => values.get(name.toLowerCase()) ?? null,
    has: (name) => values.has(name.toLowerCase()),
  };
}

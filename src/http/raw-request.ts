import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** Node's own request, where there is one. */
function incomingOf(c: Context): HttpBindings["incoming"] | undefined {
  const bindings: Partial<HttpBindings> | undefined = c.env;
  return bindings?.incoming;
}

/** As received, not through a URL parser; null for absolute-form targets, which name another host. */
export function rawTarget(c: Context): string | null {
  const target = incomingOf(c)?.url ?? parsedTarget(c);
  return target.startsWith("/") ? target : null;
}

/** Path and query as a URL parser spells them. */
export function parsedTarget(c: Context): string {
  const url = new URL(c.req.url);
  return `${url.pathname}${url.search}`;
}

/** Names and values in order of arrival. */
export function rawHeaders(c: Context): readonly (readonly [string, string])[] {
  const flat = incomingOf(c)?.rawHeaders;
  return flat === undefined ? [...c.req.raw.headers] : pairsOf(flat);
}

/** Of names and values in turns. */
export function pairsOf(flat: readonly string[]): readonly (readonly [string, string])[] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    pairs.push([flat[index] ?? "", flat[index + 1] ?? ""]);
  }
  return pairs;
}

export function peerAddress(c: Context): string {
  return incomingOf(c)?.socket.remoteAddress ?? "";
}

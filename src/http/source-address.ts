import type { RequestHeaders } from "#src/provider.ts";
import {
  type AddressCheck,
  canonicalAddress,
  compileRanges,
} from "#src/security/address-ranges.ts";

export function addressInRanges(address: string, cidrs: readonly string[]): boolean {
  return compileRanges(cidrs)(address);
}

/**
 * The canonical address of the caller: from the peer on, right to left through the hops that trusted proxies
 * reported, until the first one that is not a trusted proxy. An unreadable hop ends the walk at the proxy that
 * reported it. Where `Forwarded` and `X-Forwarded-For` are both present and lead to different callers, one of them
 * was passed on by a proxy that does not maintain it, so neither is believed.
 */
export function clientAddress(
  peerAddress: string,
  headers: RequestHeaders,
  trustedProxies: readonly string[] | AddressCheck,
): string {
  const peer = canonicalAddress(peerAddress) ?? peerAddress;
  const isTrusted =
    typeof trustedProxies === "function" ? trustedProxies : compileRanges(trustedProxies);
  if (!isTrusted(peer)) return peer;
  const reports = [
    reportedHops(headers.get("x-forwarded-for"), readForwardedFor),
    reportedHops(headers.get("forwarded"), readForwarded),
  ].filter((hops) => hops !== null);
  const callers = new Set(reports.map((hops) => walk(peer, hops, isTrusted)));
  const [caller] = callers;
  return callers.size === 1 && caller !== undefined ? caller : peer;
}

/** A hop that cannot be read is null. */
type Hops = readonly (string | null)[];

function reportedHops(value: string | null, read: (value: string) => Hops): Hops | null {
  return value === null ? null : read(value);
}

function walk(peer: string, hops: Hops, isTrusted: AddressCheck): string {
  let caller = peer;
  for (const hop of hops.toReversed()) {
    if (hop === null) return caller;
    caller = hop;
    if (!isTrusted(hop)) return caller;
  }
  return caller;
}

function readForwardedFor(value: string): Hops {
  return value.split(",").map((node) => nodeAddress(node.trim()));
}

/** One `name=value` with the separator after it. Unquoted ports and brackets are not in the grammar, but are sent. */
const PAIR =
  /[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:([!#$%&'*+.^_`|~0-9A-Za-z:[\]-]+)|"((?:[^"\\]|\\.)*)")[ \t]*(;|,|$)/y;

type Pair = { readonly name: string; readonly value: string; readonly separator: string };

/** RFC 7239. An element without exactly one `for` is an unreadable hop. */
function readForwarded(header: string): Hops {
  const hops: (string | null)[] = [];
  let named: string[] = [];
  for (const { name, value, separator } of readPairs(header)) {
    if (name === "for") named.push(value);
    if (separator === ";") continue;
    const [node] = named;
    hops.push(node === undefined || named.length > 1 ? null : nodeAddress(node));
    named = [];
  }
  return hops.length === 0 ? [null] : hops;
}

/**
 * Read strictly from end to end: one syntax error makes the whole header unreadable, because a caller could otherwise
 * open a quoted string that swallows what the proxies add.
 */
function readPairs(header: string): readonly Pair[] {
  const pairs: Pair[] = [];
  const pattern = new RegExp(PAIR);
  let separator: string | undefined = ";";
  while (separator !== "") {
    const [, name = "", token, quoted = "", after] = pattern.exec(header) ?? [];
    separator = after;
    if (separator === undefined) return [];
    const value = token ?? quoted.replace(/\\(.)/g, "$1");
    pairs.push({ name: name.toLowerCase(), value, separator });
  }
  return pairs;
}

/** `1.2.3.4`, `1.2.3.4:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`; null for names and `unknown`. */
function nodeAddress(node: string): string | null {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(node)?.[1];
  const withPort = /^([^:]*):\d{1,5}$/.exec(node)?.[1];
  const text = bracketed ?? withPort ?? node;
  if (bracketed !== undefined && !bracketed.includes(":")) return null;
  return canonicalAddress(text);
}

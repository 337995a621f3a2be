import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = { readonly base: Address; readonly prefix: number };

/** Is this address in one of the ranges? False for what is not an address. */
export type AddressCheck = (address: string) => boolean;

/**
 * The address in its one canonical spelling: IPv4-mapped IPv6 as IPv4, IPv6 compressed as in RFC 5952, zone id
 * dropped. Null for anything else, also for octal, hexadecimal and shortened IPv4, which parsers read differently.
 */
export function canonicalAddress(text: string): string | null {
  // Of IPv4 no other spelling is taken for an address.
  if (isIP(text) === 4) return text;
  const mapped = /^::ffff:([\d.]+)$/.exec(text)?.[1];
  if (mapped !== undefined && isIP(mapped) === 4) return mapped;
  const address = parseAddress(text);
  if (address === null) return null;
  return address.kind() === "ipv4"
    ? address.toString()
    : (address as ipaddr.IPv6).toRFC5952String();
}

/** IPv4-mapped IPv6 comes out as IPv4. Null for what is not an address. */
export function parseAddress(text: string): Address | null {
  if (isIP(text) === 0) return null;
  return ipaddr.process(text.replace(/%.*$/, ""));
}

/** Throws an error that names the first entry which is neither a CIDR range nor an address. */
export function compileRanges(cidrs: readonly string[]): AddressCheck {
  const ranges = cidrs.map(parseRange);
  if (ranges.length === 0) return () => false;
  return (text) => {
    const address = parseAddress(text);
    return address !== null && ranges.some((range) => contains(range, address));
  };
}

function contains({ base, prefix }: Range, address: Address): boolean {
  return base.kind() === address.kind() && address.match(base, prefix);
}

function parseRange(cidr: string): Range {
  const [text = "", length, ...rest] = cidr.trim().split("/");
  const base = text.includes("%") ? null : parseAddress(text);
  const bits = isIP(text) === 6 ? 128 : 32;
  const prefix = length === undefined ? bits : prefixLength(length, bits);
  if (base === null || prefix === null || rest.length > 0) throw badRange(cidr);
  const isMapped = bits === 128 && base.kind() === "ipv4";
  if (isMapped && prefix < 96) throw badRange(cidr);
  return { base, prefix: isMapped ? prefix - 96 : prefix };
}

function prefixLength(text: string, bits: number): number | null {
  return /^\d{1,3}$/.test(text) && Number(text) <= bits ? Number(text) : null;
}

function badRange(cidr: string): Error {
  return new Error(`${JSON.stringify(cidr)} is neither an address range (CIDR) nor an IP address`);
}

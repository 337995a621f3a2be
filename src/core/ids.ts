const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SUFFIX = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Prefixes under which the Agents Studio documents spell ids. */
export type IdPrefix = "wh" | "sub" | "evt";

/** The same 128 bits as the UUID, as `wh_` + 26 characters of Crockford's base 32 (the layout of ULID and TypeID). */
export function prefixedId(prefix: IdPrefix, uuid: string): string {
  let bits = BigInt(`0x${uuid.replaceAll("-", "")}`);
  let suffix = "";
  for (let i = 0; i < 26; i++) {
    suffix = ALPHABET.charAt(Number(bits & 31n)) + suffix;
    bits >>= 5n;
  }
  return `${prefix}_${suffix}`;
}

/** Reads a UUID or its prefixed spelling (any of the prefixes given); null when it is neither. Lower-case UUID out. */
export function parseId(text: string, ...prefixes: IdPrefix[]): string | null {
  if (UUID.test(text)) return text.toLowerCase();
  const separator = text.indexOf("_");
  const prefix = text.slice(0, separator);
  const suffix = text.slice(separator + 1).toUpperCase();
  if (!prefixes.some((known) => known === prefix) || !SUFFIX.test(suffix)) return null;
  let bits = 0n;
  for (const character of suffix) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(character));
  const hex = bits.toString(16).padStart(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The smallest UUID of version 7 that could be made at a time: ids below it are older. None was made before 1970. */
export function firstIdAt(time: Date): string {
  const hex = Math.max(time.getTime(), 0).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** When a UUID of version 7 was made, in ms since the epoch. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Bodies that no operation takes, made of one that it does. */
import { Buffer } from "node:buffer";

type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with it: its syntax, what it says, its size, or how it is labelled. */
export type Fault = "malformed" | "invalid" | "too-large" | "mislabelled";

export type HostileBody = {
  readonly what: string;
  readonly fault: Fault;
  /** `application/json` unless given. */
  readonly type?: string;
  readonly of: (fields: Fields) => string | Uint8Array;
};

const DEEP = 100_000;
/** More than the longest body of any operation. */
const LARGE = 6 * 1024 * 1024;

/** The fields, and more of them in JSON's own words. */
function and(more: string): (fields: Fields) => string {
  return (fields) => `${JSON.stringify(fields).slice(0, -1)},${more}}`;
}

const MALFORMED: readonly HostileBody[] = [
  ...["{", "{]", "nul", "'", '{"name":}', "{name:1}", "NaN", '"', "[".repeat(DEEP)].map((text) => ({
    what: `malformed ${text.slice(0, 20)}`,
    fault: "malformed" as const,
    of: () => text,
  })),
  {
    what: "more than one value",
    fault: "malformed",
    of: (fields) => `${JSON.stringify(fields)}{}`,
  },
  {
    what: "bytes that are not UTF-8",
    fault: "malformed",
    of: () => Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  },
  {
    what: "UTF-16",
    fault: "malformed",
    of: (fields) => Buffer.from(JSON.stringify(fields), "utf16le"),
  },
];

const INVALID: readonly HostileBody[] = [
  ...["null", "true", "0", '""', "[]"].map((text) => ({
    what: `no object: ${text}`,
    fault: "invalid" as const,
    of: () => text,
  })),
  ...[
    ["a NUL", '"x":"a\\u0000b"'],
    ["a NUL in a name", '"a\\u0000":1'],
    ["half of a surrogate pair", '"x":{"y":["\\ud800"]}'],
    ["half of a surrogate pair in a name", '"\\udfff":1'],
    ["__proto__", '"__proto__":{"isActive":false}'],
    ["__proto__ within", '"metadata":{"x":[{"__proto__":1}]}'],
    ["deep lists", `"x":${"[".repeat(DEEP)}${"]".repeat(DEEP)}`],
    ["deep objects", `"x":${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`],
  ].map(([what = "", more = ""]) => ({ what, fault: "invalid" as const, of: and(more) })),
];

const MISLABELLED: readonly HostileBody[] = [
  "text/plain",
  "application/xml",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "application/json; charset=utf-16",
  "application/jsonx",
].map((type) => ({
  what: `Content-Type ${type}`,
  fault: "mislabelled",
  type,
  of: (fields) => JSON.stringify(fields),
}));

export const HOSTILE_BODIES: readonly HostileBody[] = [
  ...MALFORMED,
  ...INVALID,
  ...MISLABELLED,
  { what: `${LARGE} bytes`, fault: "too-large", of: and(`"x":"${"a".repeat(LARGE)}"`) },
];

/** In JSON's own words, to put where something else is expected. */
const VALUES: readonly string[] = [
  ...["null", "true", "0", "-1", "0.5", "1e308", "1e400", "9007199254740993", "2147483648"],
  ...['""', '" "', '"\\u0001"', '"\\ud83d\\ude00"', `"${"a".repeat(10_000)}"`, "[]", "{}", "[[]]"],
  ...['["\\u0001"]', '{"":""}', '{"constructor":1,"toString":2,"hasOwnProperty":3}', "[null]"],
];

/** The body with each of its fields in turn replaced by each of these; and with names that objects inherit. */
export function damaged(fields: Fields): readonly string[] {
  const inherited = and(
    '"constructor":{"prototype":{}},"toString":1,"hasOwnProperty":"x","valueOf":[]',
  );
  const replaced = Object.keys(fields).flatMap((name) =>
    VALUES.map((value) => {
      const { [name]: _, ...others } = fields;
      const text = JSON.stringify(others).slice(0, -1);
      return `${text}${text === "{" ? "" : ","}${JSON.stringify(name)}:${value}}`;
    }),
  );
  return [inherited({ name: "x", ...fields }), ...replaced];
}

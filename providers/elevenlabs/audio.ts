import { MAX_WINDOW_BYTES, parseJson, textOf } from "./bytes.ts";
import { isObject } from "./tolerant.ts";

/** A body of which the one long text was not parsed. */
export type AudioBody = {
  /** The payload with an empty text in the audio's place. */
  readonly payload: unknown;
  /** The audio's base64 text, a view of the body. */
  readonly base64: Uint8Array;
};

const NAME = /"full_audio"\s{0,64}:\s{0,64}"/;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Finds `data.full_audio` without parsing the megabytes in it: what stands around the text is small. Null where the
 * body is of any other shape, which only a whole parse can read.
 */
export function locateAudio(body: Uint8Array): AudioBody | null {
  const bytes = bufferOn(body);
  // One byte, one character: the match's index is the byte's.
  const name = NAME.exec(bytes.toString("latin1", 0, MAX_WINDOW_BYTES));
  if (name === null) return null;
  const start = name.index + name[0].length;
  const end = bytes.indexOf(QUOTE, start);
  if (end === -1 || bytes.byteLength - end > MAX_WINDOW_BYTES) return null;

  const base64 = bytes.subarray(start, end);
  // Some serialisers write "/" as "\/".
  if (base64.includes(BACKSLASH)) return null;
  const payload = parseJson(`${textOf(bytes.subarray(0, start))}${textOf(bytes.subarray(end))}`);
  return fullAudio(payload) === "" ? { payload, base64 } : null;
}

/** The same bytes, not a copy. */
function bufferOn({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The audio's text where the whole body was parsed. */
export function fullAudio(payload: unknown): string | null {
  const { data } = isObject(payload) ? payload : {};
  if (!isObject(data)) return null;
  const { full_audio: text } = data;
  return typeof text === "string" ? text : null;
}

const PADDING = 0x3d;
const GROUP = 4;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** By byte: 1 for the letters of base64. */
const IS_LETTER = Uint8Array.from({ length: 256 }, (_, byte) =>
  ALPHABET.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** Whether this is base64 with its padding (RFC 4648, section 4), and of at least one byte. */
export function isBase64(text: Uint8Array): boolean {
  if (text.byteLength === 0 || text.byteLength % GROUP !== 0) return false;
  const letters = text.byteLength - paddingOf(text);
  for (let at = 0; at < letters; at++) {
    if (IS_LETTER[text[at] ?? 0] === 0) return false;
  }
  return true;
}

/** Letters that are decoded at a time: a multiple of four. */
const PART = 256 * 1024;

/** What `isBase64` has accepted, decoded in parts, so that the text is never held a second time. */
export function decodeBase64(text: Uint8Array): Uint8Array {
  const source = bufferOn(text);
  const bytes = Buffer.alloc((source.byteLength / GROUP) * 3 - paddingOf(source));
  for (let at = 0; at < source.byteLength; at += PART) {
    const part = source.toString("latin1", at, at + PART);
    bytes.write(part, (at / GROUP) * 3, "base64");
  }
  return bytes;
}

function paddingOf(text: Uint8Array): number {
  if (text.at(-1) !== PADDING) return 0;
  return text.at(-2) === PADDING ? 2 : 1;
}

/** How much is read at either end of a body that is too large to be parsed. */
export const MAX_WINDOW_BYTES = 64 * 1024;

const utf8 = new TextDecoder();

/** UTF-8, without a byte-order mark; what is none becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/** Undefined where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

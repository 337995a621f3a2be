/** Structured-field string (RFC 8941), as the draft of the header has it. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** What most clients send. */
const BARE = /^[\x21\x23-\x7e][\x21-\x7e]*$/;
const LONGEST = 255;

/** `Idempotency-Key` of draft-ietf-httpapi-idempotency-key-header-07, quoted or bare; undefined where it is neither. */
export function parseIdempotencyKey(header: string): string | undefined {
  const text = header.trim();
  const quoted = QUOTED.exec(text)?.[1]?.replaceAll(/\\(.)/g, "$1");
  const key = quoted ?? (BARE.test(text) ? text : "");
  return key.length >= 1 && key.length <= LONGEST ? key : undefined;
}

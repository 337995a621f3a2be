import { fail, ok, type Result } from "#src/core/result.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Meta's payloads are about ten levels deep; V8's and PostgreSQL's own limits lie in the thousands. */
const MAX_DEPTH = 64;

/** A full batch of 1,000 updates has about 30,000 values. */
const MAX_VALUES = 400_000;

/** The start of a number that could be an integer beyond 2^53. May also be found in a string, which only costs time. */
const LARGE_NUMBER = /[:[,\s]-?(?:\d{16}|[\d.]+[eE])/;

const utf8 = new TextDecoder();

/** The body as an object with numbers as doubles; null where it is none. Linear in time, however hostile the body. */
export function glanceAtObject(body: Uint8Array): JsonObject | null {
  return parseObject(utf8.decode(body));
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * The body as an object. Integers beyond 2^53 become strings of their digits instead of being rounded;
 * invalid UTF-8 becomes U+FFFD. Fails on what is not a JSON object, is nested deeper than 64 levels, or has
 * more than 400,000 values.
 */
export function readObject(body: Uint8Array): Result<JsonObject, "malformed"> {
  const text = utf8.decode(body);
  const value = parseObject(text);
  if (value === null) return fail("malformed", "the body is not a JSON object");
  if (!fits(value, 0, { values: MAX_VALUES })) {
    return fail("malformed", "the body has too many values or is nested too deeply");
  }
  return ok(LARGE_NUMBER.test(text) ? parseExactly(text) : value);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Only for text that was parsed and found small enough: a reviver is slow, and recursive. */
function parseExactly(text: string): JsonObject {
  return JSON.parse(text, (_key, value, context?: ReviverContext) => exact(value, context));
}

/** Optional only because the TypeScript library does not know this argument of revivers yet. */
type ReviverContext = { readonly source?: string };

function exact(value: unknown, context: ReviverContext | undefined): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const isFraction = Number.isFinite(value) && !Number.isInteger(value);
  return isFraction ? value : context?.source;
}

function fits(value: unknown, depth: number, budget: { values: number }): boolean {
  if (typeof value !== "object" || value === null) return true;
  const children = Object.values(value);
  budget.values -= children.length;
  if (depth === MAX_DEPTH || budget.values < 0) return false;
  return children.every((child) => fits(child, depth + 1, budget));
}

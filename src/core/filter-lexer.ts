import { fail, ok, type Result } from "./result.ts";

/** What is wrong with a filter, and where: 0-based offset of the character. */
export type FilterProblem = { readonly position: number; readonly message: string };

export type Token =
  | { readonly kind: "punctuation"; readonly text: "(" | ")" | ","; readonly at: number }
  | { readonly kind: "word"; readonly text: string; readonly at: number }
  | { readonly kind: "string"; readonly value: string; readonly at: number }
  | { readonly kind: "number"; readonly value: number; readonly at: number }
  | { readonly kind: "end"; readonly at: number };

const SPACE = /[ \t\r\n]*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.])/y;
/** The strings of JSON: the same escapes, no raw control characters. */
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

/** Reads the token at or after `position`; `next` is where the following one may begin. */
export function readToken(
  text: string,
  position: number,
): Result<{ readonly token: Token; readonly next: number }, FilterProblem> {
  const at = position + (match(SPACE, text, position)?.length ?? 0);
  const first = text.charAt(at);
  if (first === "") return ok({ token: { kind: "end", at }, next: at });
  if (first === "(" || first === ")" || first === ",") {
    return ok({ token: { kind: "punctuation", text: first, at }, next: at + 1 });
  }
  if (first === '"') return readString(text, at);
  const word = match(WORD, text, at);
  if (word !== null) {
    return ok({ token: { kind: "word", text: word, at }, next: at + word.length });
  }
  return readNumber(text, at);
}

function readString(text: string, at: number) {
  const literal = match(STRING, text, at);
  if (literal === null) return problem(at, "this string is not closed, or holds a bad escape");
  const value: unknown = JSON.parse(literal);
  if (typeof value !== "string" || value.includes("\0") || !value.isWellFormed()) {
    return problem(at, "a string holds neither NUL nor half of a surrogate pair");
  }
  return ok({ token: { kind: "string" as const, value, at }, next: at + literal.length });
}

function readNumber(text: string, at: number) {
  const literal = match(NUMBER, text, at);
  if (literal === null) {
    const seen = JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0));
    return problem(at, `expected a name, a value, "(", ")" or ",", found ${seen}`);
  }
  const value = Number(literal);
  if (!Number.isFinite(value)) return problem(at, "this number is too large");
  return ok({ token: { kind: "number" as const, value, at }, next: at + literal.length });
}

function match(pattern: RegExp, text: string, position: number): string | null {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? null;
}

export function problem(position: number, message: string): Result<never, FilterProblem> {
  return fail({ position, message });
}

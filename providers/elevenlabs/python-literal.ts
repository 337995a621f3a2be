/**
 * OpenTelemetry attributes hold scalars, and ElevenLabs writes what is none as Python prints it
 * (`{'value': 'Tuesday', 'json_schema': None}`), cut off after 4 KB.
 */

type Cursor = { readonly text: string; at: number; depth: number };

const MAX_LENGTH = 64 * 1024;
const MAX_DEPTH = 32;

/** What the text prints, as JSON can say it; undefined where it is no Python literal, or not a whole one. */
export function parsePython(text: string): unknown {
  if (text.length > MAX_LENGTH) return undefined;
  const cursor = { text: text.trim(), at: 0, depth: 0 };
  const value = readValue(cursor);
  return cursor.at === cursor.text.length ? value : undefined;
}

function readValue(cursor: Cursor): unknown {
  if (cursor.depth === MAX_DEPTH) return undefined;
  cursor.depth += 1;
  const value = readAny(cursor);
  cursor.depth -= 1;
  return value;
}

function readAny(cursor: Cursor): unknown {
  const first = cursor.text[cursor.at];
  if (first === "'" || first === '"') return readString(cursor);
  if (first === "{") return readDictionary(cursor);
  if (first === "[") return readItems(cursor, "]");
  if (first === "(") return readItems(cursor, ")");
  if (first === "<") return readEnumeration(cursor);
  return readScalar(cursor);
}

const STRING = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/sy;
const ESCAPE = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/gs;
const LETTERS: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const LAST_CODE_POINT = 0x10_ff_ff;

function readString(cursor: Cursor): string | undefined {
  const match = take(cursor, STRING);
  return (match?.[1] ?? match?.[2])?.replaceAll(ESCAPE, (_all, code: string) => {
    if (code.length === 1) return LETTERS.get(code) ?? code;
    const point = Number.parseInt(code.slice(1), 16);
    return point > LAST_CODE_POINT ? "\ufffd" : String.fromCodePoint(point);
  });
}

const SCALAR = /True|False|None|nan|[+-]?inf|[+-]?\d[\d.]*(?:e[+-]?\d+)?/y;
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ["True", true],
  ["False", false],
]);

function readScalar(cursor: Cursor): unknown {
  const word = take(cursor, SCALAR)?.[0];
  if (word === undefined) return undefined;
  const number = Number(word);
  return WORDS.get(word) ?? (Number.isFinite(number) ? number : null);
}

/** `<Result.success: 'success'>` */
function readEnumeration(cursor: Cursor): unknown {
  if (take(cursor, /<[\w.]{1,200}: /y) === null) return undefined;
  const value = readValue(cursor);
  return take(cursor, />/y) === null ? undefined : value;
}

function readItems(cursor: Cursor, end: "]" | ")"): unknown[] | undefined {
  const items: unknown[] = [];
  const isRead = readList(cursor, end, () => {
    const item = readValue(cursor);
    items.push(item);
    return item !== undefined;
  });
  return isRead ? items : undefined;
}

function readDictionary(cursor: Cursor): Record<string, unknown> | undefined {
  const entries: [string, unknown][] = [];
  const isRead = readList(cursor, "}", () => {
    const key = readValue(cursor);
    if (key === undefined || take(cursor, /\s*:\s*/y) === null) return false;
    const value = readValue(cursor);
    entries.push([typeof key === "object" ? JSON.stringify(key) : String(key), value]);
    return value !== undefined;
  });
  return isRead ? Object.fromEntries(entries) : undefined;
}

/** From the opening bracket to the closing one, with a comma between items and perhaps after the last. */
function readList(cursor: Cursor, end: "}" | "]" | ")", readItem: () => boolean): boolean {
  cursor.at += 1;
  for (;;) {
    take(cursor, /\s*/y);
    if (cursor.text[cursor.at] === end) {
      cursor.at += 1;
      return true;
    }
    if (!readItem()) return false;
    if (take(cursor, /\s*,/y) === null) {
      const last = take(cursor, /\s*[}\])]/y)?.[0].trim();
      return last === end;
    }
  }
}

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match !== null) cursor.at = pattern.lastIndex;
  return match;
}

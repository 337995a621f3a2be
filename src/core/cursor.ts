import { convert, type Fields, type FilterValue } from "./filter-fields.ts";
import { parseId } from "./ids.ts";

/** A row's place in a sorted list: its values of the sort fields, in their order, and its id. */
export type Position = { readonly values: readonly FilterValue[]; readonly id: string };

/** Where a page lies that is not named by its number: at the beginning, or beside a row that need not exist any more. */
export type Cursor =
  | "start"
  | { readonly direction: "after" | "before"; readonly position: Position };

/** Begins a walk; every other cursor comes out of an answer. */
export const START = "start";

/** Letters, digits, `-` and `_`. What it says is no secret: whoever may see the list may see it. */
export function encodeCursor({ direction, position }: Exclude<Cursor, "start">): string {
  const parts = [direction, position.id, ...position.values];
  // ASCII, because that is what btoa takes.
  const text = JSON.stringify(parts).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Null when it is none, or one of a list that is sorted otherwise. */
export function decodeCursor<F extends Fields>(
  text: string,
  sort: readonly { readonly field: keyof F & string }[],
  fields: F,
): Cursor | null {
  if (text === START) return START;
  const [direction, id, ...values] = parse(text);
  if (direction !== "after" && direction !== "before") return null;
  const rowId = typeof id === "string" ? parseId(id) : null;
  if (rowId === null || values.length !== sort.length) return null;
  const read = sort.map(({ field }, index) => readValue(values[index], fields[field]));
  const known = read.filter((value) => value !== undefined);
  if (known.length < read.length) return null;
  return { direction, position: { id: rowId, values: known } };
}

function parse(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // Not ours; what is no cursor is told so by the caller.
  }
}

/** Undefined where no row can have the value. */
function readValue(value: unknown, type: Fields[string] | undefined): FilterValue | undefined {
  if (value === null) return null;
  if (type === undefined || !isScalar(value)) return undefined;
  // A row may hold a word that was a choice once. No row holds a NUL.
  if (type.kind !== "text" && type.kind !== "choice") return convert(value, type);
  return typeof value === "string" && !value.includes("\0") ? value : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

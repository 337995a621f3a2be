/** Parameters as PostgreSQL reads them: as pg makes them, only faster where there are many. */
import { createRequire } from "node:module";

/** Comes without types. Throws where an object cannot be told as JSON. */
const { prepareValue } = createRequire(import.meta.url)("pg/lib/utils.js") as {
  prepareValue(value: unknown): string | Buffer | null;
};

const BYTEA = 17;
const SPECIAL = /["\\]/;

/** Text, or bytes in PostgreSQL's binary form. */
export function parameterOf(value: unknown): string | Buffer | null {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return prepareValue(value);
  const array = value.some(isBytes) ? bytesArray(value) : plainArray(value);
  return array ?? prepareValue(value);
}
function isBytes(value: unknown): value is Buffer {
  return Buffer.isBuffer(value);
}

function plainArray(values: readonly unknown[]): string | null {
  let text = "";
  for (const value of values) {
    if (text !== "") text += ",";
    if (value === null) text += "NULL";
    else if (typeof value === "string") text += quoted(value);
    else if (typeof value === "number" || typeof value === "boolean") text += value;
    else return null;
  }
  return `{${text}}`;
}

function quoted(text: string): string {
  if (!SPECIAL.test(text)) return `"${text}"`;
  return `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;
}

/** In binary: as text every byte is written as two characters here, and read back there. */
function bytesArray(values: readonly unknown[]): Buffer | null {
  if (!values.every((value) => value === null || isBytes(value))) return null;
  const items = values as readonly (Buffer | null)[];
  const sizes = items.reduce((sum, item) => sum + 4 + (item?.byteLength ?? 0), 0);
  const array = Buffer.allocUnsafe(HEADER_BYTES + sizes);
  // One dimension that begins at 1.
  array.writeInt32BE(1, 0);
  array.writeInt32BE(items.includes(null) ? 1 : 0, 4);
  array.writeInt32BE(BYTEA, 8);
  array.writeInt32BE(items.length, 12);
  array.writeInt32BE(1, 16);
  let end = HEADER_BYTES;
  for (const item of items) {
    end = array.writeInt32BE(item?.byteLength ?? -1, end);
    if (item !== null) end += item.copy(array, end);
  }
  return array;
}

const HEADER_BYTES = 20;

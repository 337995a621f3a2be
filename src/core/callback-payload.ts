/** The bytes of a callback as one JSON value, for people to look at. */

export type CallbackContent = {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** In order of arrival. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
};

/** Recordings travel inside JSON, as base64. */
const LONGEST_TEXT = 64 * 1024;
/** What is nested deeper could be read but not written again. */
const DEEPEST = 64;

/** JSON as it is, with what is too long or too deep left out; a form, or a query without a body, as an object. */
export function payloadOf(content: CallbackContent): unknown {
  const { body, target } = content;
  if (body.byteLength === 0) return fieldsOf(target.split("?").slice(1).join("?"));
  const text = new TextDecoder().decode(body);
  const parsed = parse(text);
  if (parsed !== undefined) return shortened(parsed.value, 0);
  return isForm(content) ? fieldsOf(text) : { raw: shortened(text, 0) };
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined; // A form, or what no one could read.
  }
}

function isForm({ headers }: CallbackContent): boolean {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return type.toLowerCase().startsWith("application/x-www-form-urlencoded");
}

/** A name that is given several times has a list. */
function fieldsOf(encoded: string): Readonly<Record<string, unknown>> {
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(encoded)) {
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

function shortened(value: unknown, depth: number): unknown {
  if (typeof value === "string") {
    return value.length <= LONGEST_TEXT ? value : `[${value.length} characters left out]`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth === DEEPEST) return "[left out: nested too deep]";
  if (Array.isArray(value)) return value.map((item) => shortened(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, shortened(item, depth + 1)]),
  );
}

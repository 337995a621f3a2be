/** Name and value pairs in the order of submission; blank values and repeated names kept. */
export type FormParameters = readonly (readonly [name: string, value: string])[];

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads `application/x-www-form-urlencoded` bytes or a query string: UTF-8, `+` is a space. Never fails. */
export function parseParameters(source: Uint8Array | string): FormParameters {
  const text = typeof source === "string" ? source : decoder.decode(source);
  const parameters: [string, string][] = [];
  for (const piece of text.split("&")) {
    if (piece === "") continue;
    const end = piece.indexOf("=");
    const name = end === -1 ? piece : piece.slice(0, end);
    parameters.push([unescaped(name), end === -1 ? "" : unescaped(piece.slice(end + 1))]);
  }
  return parameters;
}

// One at a time: URLSearchParams takes seconds over a body made of many parameters.
function unescaped(text: string): string {
  if (!text.includes("%")) return text.includes("+") ? text.replaceAll("+", " ") : text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    // Not UTF-8 throughout: what is wrong in it is replaced, the rest is read.
    return new URLSearchParams(`=${text}`).get("") ?? "";
  }
}

/** First value of each name. */
export function firstValues(parameters: FormParameters): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of parameters) if (!values.has(name)) values.set(name, value);
  return values;
}

/**
 * What is appended to the URL before signing: each sorted name followed by its value. The SDKs disagree on two
 * things, so there are up to four texts. Values of a repeated name: all in order of submission
 * (@signalwire/compatibility-api 3.2.0, signalwire-python 3.3.0), or distinct ones sorted (twilio 6.2.0). Names
 * beyond U+FFFF: by code points in Python, by UTF-16 units in JavaScript.
 */
export function signedTexts(parameters: FormParameters): readonly string[] {
  const values = valuesByName(parameters);
  const names = [...values.keys()].sort();
  const orders = names.some(hasSurrogates) ? [inCodePointOrder(names), names] : [names];
  const arrangements = names.length === parameters.length ? [asSubmitted] : [asSubmitted, distinct];
  const texts = orders.flatMap((order) =>
    arrangements.map((arrange) => joined(order, values, arrange)),
  );
  return texts.length === 1 ? texts : [...new Set(texts)];
}

function joined(
  names: readonly string[],
  valuesOf: ReadonlyMap<string, readonly string[]>,
  arrange: Arrange,
): string {
  let text = "";
  for (const name of names) {
    for (const value of arrange(valuesOf.get(name) ?? [])) text += name + value;
  }
  return text;
}

type Arrange = (values: readonly string[]) => readonly string[];
const asSubmitted: Arrange = (values) => values;
const distinct: Arrange = (values) => [...new Set(values)].sort();

function valuesByName(parameters: FormParameters): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of parameters) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

/** Only then is the order of UTF-16 units another than that of UTF-8's bytes. */
function hasSurrogates(text: string): boolean {
  return /[\ud800-\udfff]/.test(text);
}

/** The order of UTF-8's bytes. */
function inCodePointOrder(texts: readonly string[]): readonly string[] {
  return texts.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

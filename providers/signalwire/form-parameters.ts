/** Name and value pairs in the order of submission; blank values and repeated names kept. */
export type FormParameters = readonly (readonly [name: string, value: string])[];

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads `application/x-www-form-urlencoded` bytes or a query string: UTF-8, `+` is a space. Never fails. */
export function parseParameters(source: Uint8Array | string): FormParameters {
  const text = typeof source === "string" ? source : decoder.decode(source);
  return text
    .split("&")
    .filter((piece) => piece !== "")
    .map((piece) => {
      const end = piece.indexOf("=");
      return end === -1
        ? [unescaped(piece), ""]
        : [unescaped(piece.slice(0, end)), unescaped(piece.slice(end + 1))];
    });
}

// One at a time: URLSearchParams takes seconds over a body made of many parameters.
function unescaped(text: string): string {
  return /[%+]/.test(text) ? (new URLSearchParams(`=${text}`).get("") ?? "") : text;
}

/** First value of each name. */
export function firstValues(parameters: FormParameters): ReadonlyMap<string, string> {
  return new Map(parameters.toReversed());
}

/**
 * What is appended to the URL before signing: each sorted name followed by its value. The SDKs disagree on two
 * things, so there are up to four texts. Values of a repeated name: all in order of submission
 * (@signalwire/compatibility-api 3.2.0, signalwire-python 3.3.0), or distinct ones sorted (twilio 6.2.0). Names
 * beyond U+FFFF: by code points in Python, by UTF-16 units in JavaScript.
 */
export function signedTexts(parameters: FormParameters): readonly string[] {
  const values = valuesByName(parameters);
  const names = [...values.keys()];
  const arrangements = names.length === parameters.length ? [asSubmitted] : [asSubmitted, distinct];
  const texts = [inCodePointOrder(names), names.toSorted()].flatMap((sorted) =>
    arrangements.map((arrange) =>
      sorted
        .flatMap((name) => arrange(values.get(name) ?? []).map((value) => name + value))
        .join(""),
    ),
  );
  return [...new Set(texts)];
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

/** The order of UTF-8's bytes; that of UTF-16 units is the same only where none is a surrogate. */
function inCodePointOrder(texts: readonly string[]): readonly string[] {
  if (!texts.some((text) => /[\ud800-\udfff]/.test(text))) return texts.toSorted();
  return texts.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

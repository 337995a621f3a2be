/** The time of the run. Where a provider gives no time, the moment of receipt stands for it. */
export type Period = { readonly from: number; readonly to: number };

/** What is expected of a link of the gateway's: all but what makes it valid. */
const LINK = /\/v1\/calls\/[^/]+\/(recording|transcript)$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * Where `actual` does not say what `expected` says, in words; null where it does. Only what is expected is compared,
 * a time of the recording may have become one of this run, and a link of the gateway's has to be a signed one.
 */
export function difference(expected: unknown, actual: unknown, period: Period): string | null {
  return compare(expected, actual, period, "");
}

function compare(expected: unknown, actual: unknown, period: Period, path: string): string | null {
  if (isObject(expected) && isObject(actual)) {
    for (const [name, value] of Object.entries(expected)) {
      const found = compare(value, actual[name], period, path === "" ? name : `${path}.${name}`);
      if (found !== null) return found;
    }
    return null;
  }
  if (isSame(expected, actual) || isSameMoment(expected, actual, period)) return null;
  return `${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isSame(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== "string" || !LINK.test(expected)) return expected === actual;
  if (typeof actual !== "string" || !actual.startsWith(`${expected}?`)) return false;
  const query = new URLSearchParams(actual.slice(expected.length));
  return ["workspace", "expires", "signature"].every((name) => query.get(name));
}

function isSameMoment(expected: unknown, actual: unknown, { from, to }: Period): boolean {
  if (typeof expected !== "string" || typeof actual !== "string") return false;
  if (!INSTANT.test(expected) || !INSTANT.test(actual)) return false;
  const moment = Date.parse(actual);
  return moment >= from && moment <= to;
}

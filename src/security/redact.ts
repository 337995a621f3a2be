export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue };

const REDACTED = "[redacted]";
const TOO_DEEP = "[too deep]";
const MAX_DEPTH = 32;

const CREDENTIAL_WORDS = new Set([
  "authorization",
  "cookie",
  "cookies",
  "credential",
  "credentials",
  "jwt",
  "otp",
  "passcode",
  "passphrase",
  "passwd",
  "password",
  "passwords",
  "pwd",
  "secret",
  "secrets",
  "token",
]);
const CREDENTIAL_PHRASES =
  /(^| )((api|access|private|signing|encryption|shared|auth|account|app|client) ?keys?|basic auth|auth ?code|bearer)( |$)/;
const CREDENTIAL_KEYS = new Set(["auth", "pin"]);
const CREDENTIAL_COMPOUND = /apikey|accesskey|privatekey|passw(or)?d|(access|auth|bearer)token/;
const CREDENTIAL_PARAMETERS = new Set(["key", "pass"]);
const CREDENTIAL_HEADER =
  /authorization|cookie|token|secret|passw|api-?key|access-?key|credential|(^|-)(auth|jwt)($|-)/;

/**
 * The JSON that `value` stands for, with the values of credential-like keys replaced by "[redacted]", at any depth
 * down to 32 levels. Reaches into `{ name: "Authorization", value }` pairs, into strings that hold JSON, and into the
 * query of strings that are URLs, because tool calls carry their requests in all of these forms.
 */
export function redactJson(value: unknown): JsonValue {
  return redactValue(value, MAX_DEPTH);
}

/** Header values that give access are replaced; signatures stay, since support needs them. */
export function redactHeaders(headers: Iterable<[string, string]>): [string, string][] {
  return Array.from(headers, ([name, value]) => [name, isSecretHeader(name) ? REDACTED : value]);
}

/** A request target or a URL with the values of credential-like parameters, and any password, replaced; all else byte for byte. */
export function redactTarget(target: string): string {
  return target
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, `$1${REDACTED}@`)
    .replace(/([?&;#])([^=&;#?]*)=([^&;#]*)/g, (pair, before: string, name: string) =>
      isSecretParameter(name) ? `${before}${name}=${REDACTED}` : pair,
    );
}

function isSecretHeader(name: string): boolean {
  return CREDENTIAL_HEADER.test(name.toLowerCase().replaceAll("_", "-"));
}

function isSecretParameter(rawName: string): boolean {
  const name = decoded(rawName);
  return CREDENTIAL_PARAMETERS.has(name.toLowerCase()) || isSecretKey(name);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // Not URL-encoded UTF-8: the name is judged as it stands.
  }
}

/** `accessToken`, `access_token`, `hub.verify_token` and `X-Access-Token` read alike. */
function isSecretKey(key: string): boolean {
  const words = key
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  if (words.some((word) => CREDENTIAL_WORDS.has(word))) return true;
  const phrase = words.join(" ");
  if (CREDENTIAL_KEYS.has(phrase) || CREDENTIAL_PHRASES.test(phrase)) return true;
  return CREDENTIAL_COMPOUND.test(words.join(""));
}

function redactValue(value: unknown, depth: number): JsonValue {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return redactText(value, depth);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object") return null;
  if (depth === 0) return TOO_DEEP;
  if (value instanceof Date) return value.toJSON();
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth - 1));
  return redactObject(value, depth);
}

function redactObject(value: object, depth: number): JsonValue {
  const named = namesSecret(value);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => {
      const secret = isSecretKey(key) || isSecretPlural(key, item) || (named && key === "value");
      return [key, secret && item !== null ? REDACTED : redactValue(item, depth - 1)];
    });
  return Object.fromEntries(entries);
}

/** A number of `tokens` is a count of words for a language model, nothing secret. */
function isSecretPlural(key: string, value: unknown): boolean {
  return /tokens$/i.test(key) && (typeof value === "string" || Array.isArray(value));
}

/** `{ "name": "Authorization", "value": "…" }`, the way header lists are often written. */
function namesSecret(value: object): boolean {
  const name = "name" in value ? value.name : "key" in value ? value.key : null;
  return (
    typeof name === "string" && "value" in value && (isSecretKey(name) || isSecretHeader(name))
  );
}

function redactText(text: string, depth: number): string {
  if (/^https?:\/\//i.test(text)) return redactTarget(text);
  if (/^(bearer|basic) +\S+$/i.test(text)) return REDACTED;
  if (depth === 0 || !/^\s*[{[]/.test(text)) return text;
  const inner = parsed(text);
  if (inner === undefined) return text;
  const redacted = JSON.stringify(redactValue(inner, depth - 1));
  // Only changed text is rewritten: numbers beyond double precision would not survive otherwise.
  return redacted.includes(REDACTED) || redacted.includes(TOO_DEEP) ? redacted : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Text that only looks like JSON is kept as text.
  }
}

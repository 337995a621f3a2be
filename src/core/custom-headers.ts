import { type Issue, issue } from "./issue.ts";

export type HeaderRules = {
  /** Lower-case names that the dialect sets itself. */
  readonly ownHeaders: readonly string[];
  readonly allowsAuthorizationHeader: boolean;
};

export const MOST_HEADERS = 50;
const MOST_CHARACTERS = 4096;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/;
const VALUE = /^[\t\x20-\x7e]*$/;

const CONNECTION = new Set([
  "connection",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const BODY = new Set(["content-encoding", "content-length", "content-type"]);
const GATEWAY = new Set(["traceparent", "tracestate", "user-agent"]);
const CREDENTIALS = new Set(["authorization", "cookie"]);
const RESERVED_PREFIXES = ["webhook-", "x-switchhook-"];

/** What is wrong with the headers that a tenant wants on its deliveries; empty when nothing is. */
export function checkCustomHeaders(
  headers: Readonly<Record<string, string>>,
  rules: HeaderRules,
): readonly Issue[] {
  const entries = Object.entries(headers);
  if (entries.length > MOST_HEADERS) {
    return [issue("headers", `has at most ${MOST_HEADERS} entries`)];
  }
  const seen = new Set<string>();
  const issues: Issue[] = [];
  for (const [name, value] of entries) {
    const message = seen.has(name.toLowerCase())
      ? "is given twice; header names do not differ by case"
      : (refusedName(name, rules) ?? refusedValue(value));
    seen.add(name.toLowerCase());
    if (message !== null) issues.push(issue(`headers.${name}`, message));
  }
  return issues;
}

function refusedName(name: string, rules: HeaderRules): string | null {
  if (!TOKEN.test(name)) return "is not a valid header name";
  const key = name.toLowerCase();
  if (CONNECTION.has(key)) return "belongs to the HTTP connection, which the gateway manages";
  if (BODY.has(key)) return "describes the body, which the gateway writes";
  if (GATEWAY.has(key) || RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix))) {
    return "is set by the gateway on every delivery";
  }
  if (rules.ownHeaders.includes(key)) return "carries the signature of a delivery";
  if (CREDENTIALS.has(key) && !rules.allowsAuthorizationHeader) {
    return "is a credential; deliveries in this format are verified by their signature";
  }
  return null;
}

function refusedValue(value: string): string | null {
  if (value.length > MOST_CHARACTERS) return `has at most ${MOST_CHARACTERS} characters`;
  return VALUE.test(value) ? null : "holds visible ASCII characters, spaces and tabs only";
}

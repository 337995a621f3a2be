import { DIALECT_FACTS, type DialectId } from "#dashboard/shared/dialects.ts";

export type Reservation =
  | "headerConnection"
  | "headerBody"
  | "headerGateway"
  | "headerSignature"
  | "headerCredential";

/** Names that the gateway keeps to itself, by the reason. A test holds them against the gateway's own. */
export const RESERVED: Readonly<Record<Reservation, readonly string[]>> = {
  headerConnection: [
    "Connection",
    "Expect",
    "Host",
    "HTTP2-Settings",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
  ],
  headerBody: ["Content-Encoding", "Content-Length", "Content-Type"],
  headerGateway: ["Webhook-*", "X-Switchhook-*", "Traceparent", "Tracestate", "User-Agent"],
  headerSignature: [
    "X-Signature",
    "X-Timestamp",
    "X-Supervisor-Signature",
    "X-Webhook-Event",
    "X-Webhook-Timestamp",
    "X-Webhook-Signature",
  ],
  headerCredential: ["Authorization", "Cookie"],
};

/** Why a header of this name would be refused; told while it is typed. */
export function reservationOf(name: string, dialect: DialectId): Reservation | undefined {
  const wanted = name.trim().toLowerCase();
  const found = (Object.keys(RESERVED) as Reservation[]).find((reason) =>
    RESERVED[reason].some((pattern) => matches(wanted, pattern.toLowerCase())),
  );
  const isAllowed = found === "headerCredential" && DIALECT_FACTS[dialect].allowsAuthorization;
  return isAllowed ? undefined : found;
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

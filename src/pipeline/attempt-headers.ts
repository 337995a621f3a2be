import type { Webhook } from "#src/core/webhook.ts";
import type { Dialect } from "#src/dialect.ts";
import type { Outgoing } from "./ports.ts";

type Headers = Readonly<Record<string, string>>;

export type Sending = {
  readonly userAgent: string;
  /** 16 lower-case hex digits, not all zero. */
  readonly newSpanId: () => string;
};

/**
 * None of the custom headers can stand in for one of ours, in whatever case it is spelt: they may have been allowed for
 * another dialect than the body's.
 */
export function headersFor(
  { userAgent, newSpanId }: Sending,
  dialect: Dialect,
  outgoing: Outgoing,
  at: Date,
): Headers {
  const { webhook } = outgoing;
  const own = {
    ...(webhook.method === "POST" && { "content-type": dialect.contentType }),
    "user-agent": userAgent,
    "x-switchhook-attempt": String(outgoing.attempt),
    // The event's id is the trace: all its deliveries and attempts belong together.
    traceparent: `00-${outgoing.eventId.replaceAll("-", "")}-${newSpanId()}-01`,
    ...dialect.sign(outgoing.body, {
      secret: webhook.secret,
      previousSecret: previousSecret(webhook, at),
      signingKey: webhook.signingKey,
      messageId: outgoing.deliveryId,
      eventKey: outgoing.eventKey,
      at,
    }),
  };
  const given = Object.entries(webhook.headers);
  if (given.length === 0) return own;
  const taken = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const custom = given.filter(([name]) => !taken.has(name.toLowerCase()));
  return { ...Object.fromEntries(custom), ...own };
}

function previousSecret({ previousSecret: previous }: Webhook, at: Date): string | null {
  return previous !== null && at < previous.until ? previous.text : null;
}

/** What history shows: custom headers may hold the tenant's credentials, so their values stay out. */
export function headersForRecord(sent: Headers, webhook: Webhook): Headers {
  const custom = Object.keys(webhook.headers).filter((name) => Object.hasOwn(sent, name));
  if (custom.length === 0) return sent;
  const hidden = custom.map((name) => [name, "[custom]"]);
  return { ...sent, ...Object.fromEntries(hidden) };
}

/** Mostly they can be stored as they are. */
export function storableHeaders(headers: Headers): Headers {
  const entries = Object.entries(headers);
  if (entries.every(([name, value]) => PLAIN.test(name) && PLAIN.test(value))) return headers;
  return Object.fromEntries(
    entries.map(([name, value]) => [storableText(name), storableText(value)]),
  );
}

const PLAIN = /^[ -~]*$/;

/** PostgreSQL's text holds no NUL and no half of a surrogate pair. */
export function storableText(text: string): string {
  return text.replace(/\p{Cc}/gu, "").toWellFormed();
}

import type { CanonicalEvent } from "#src/core/catalog.ts";
import { exponential } from "#src/core/schedule.ts";
import type { Dialect, RenderContext, SigningContext } from "#src/dialect.ts";
import { hmacHex } from "#src/security/hmac.ts";
import { standardWebhookHeaders } from "#src/security/standard-webhooks.ts";
import { payload } from "./payload.ts";

/** The `retryConfig` of the document's sample, for webhooks that set none. */
const RETRY_CONFIG = { maxAttempts: 5, initialDelay: 30, maxDelay: 3600, backoffFactor: 2 };

/** The format of the 11Wire webhook document, whose event history shows what is sent. */
export const elevenWire: Dialect = {
  id: "11wire",
  // The jitter keeps what failed together from coming back together.
  retry: exponential(RETRY_CONFIG, 0.05),
  timeoutMs: 30_000,
  contentType: "application/json",
  ownHeaders: ["x-webhook-event", "x-webhook-timestamp", "x-webhook-signature"],
  allowsAuthorizationHeader: true,
  render,
  sign,
  judge: ({ status }) => (status >= 200 && status < 300 ? "delivered" : "retry"),
};

function render(event: CanonicalEvent, { eventKey }: RenderContext): string {
  const rendered = payload(event, eventKey);
  if (rendered === null) throw new Error(`11wire has no form of ${event.type} as ${eventKey}`);
  return JSON.stringify(rendered);
}

/** With the secret's text as it was set, whatever it looks like; the payload itself does not name the event. */
function sign(body: string, context: SigningContext): Readonly<Record<string, string>> {
  const timestamp = Math.floor(context.at.getTime() / 1000).toString();
  return {
    "X-Webhook-Event": context.eventKey,
    "X-Webhook-Timestamp": timestamp,
    "X-Webhook-Signature": `sha256=${hmacHex("sha256", context.secret, `${timestamp}.${body}`)}`,
    ...standardWebhookHeaders(body, context),
  };
}

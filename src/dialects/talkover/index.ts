import type { CanonicalEvent } from "#src/core/catalog.ts";
import type { Dialect, RenderContext, SigningContext } from "#src/dialect.ts";
import { hmacHex } from "#src/security/hmac.ts";
import { standardWebhookHeaders } from "#src/security/standard-webhooks.ts";
import { payload } from "./payload.ts";

/** The format that goes with the TalkOver webhook document, which shows no payload: field names follow its own. */
export const talkover: Dialect = {
  id: "talkover",
  // `max_retries` is 3 unless set; one that is set is the webhook's own schedule.
  retry: { delaysMs: [1000, 2000, 4000], jitter: 0.05, isNeverEarly: true },
  timeoutMs: 30_000,
  contentType: "application/json",
  ownHeaders: ["x-webhook-signature"],
  // Its API has no custom headers; nothing of its own stands in Authorization's way.
  allowsAuthorizationHeader: true,
  render,
  sign,
  judge: ({ status }) => (status >= 200 && status < 300 ? "delivered" : "retry"),
};

function render(event: CanonicalEvent, context: RenderContext): string {
  const rendered = payload(event, context.eventKey);
  if (rendered === null) {
    throw new Error(`talkover has no form of ${event.type} as ${context.eventKey}`);
  }
  return JSON.stringify(rendered);
}

/** With the secret's text as it was set (`webhook_secret`), whatever it looks like. */
function sign(body: string, context: SigningContext): Readonly<Record<string, string>> {
  return {
    "X-Webhook-Signature": `sha256=${hmacHex("sha256", context.secret, body)}`,
    ...standardWebhookHeaders(body, context),
  };
}

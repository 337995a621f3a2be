import type { CanonicalEvent } from "#src/core/catalog.ts";
import type { Dialect, RenderContext, SigningContext } from "#src/dialect.ts";
import { hmacBase64, hmacHex } from "#src/security/hmac.ts";
import { standardWebhookHeaders } from "#src/security/standard-webhooks.ts";
import { envelopePayload } from "./envelope.ts";
import { flatPayload } from "./flat.ts";

/** The format of the two Agents Studio webhook documents. */
export const agentsStudio: Dialect = {
  id: "agents-studio",
  // Tenants are told 1, 2, 4 and 8 s, 10 % more or less: half of that is jitter, half is left for getting there.
  retry: { delaysMs: [1000, 2000, 4000, 8000], jitter: 0.05 },
  timeoutMs: 15_000,
  contentType: "application/json",
  ownHeaders: ["x-signature", "x-timestamp", "x-supervisor-signature"],
  allowsAuthorizationHeader: false,
  render,
  sign,
  judge: ({ status }) => (status >= 200 && status < 300 ? "delivered" : "retry"),
};

function render(event: CanonicalEvent, context: RenderContext): string {
  const payload =
    event.type === context.eventKey ? flatPayload(event) : envelopePayload(event, context);
  if (payload === null) {
    throw new Error(`agents-studio has no form of ${event.type} as ${context.eventKey}`);
  }
  return JSON.stringify(payload);
}

/** Both documents sign with the secret's text as shown, `whsec_` included; Standard Webhooks decodes it. */
function sign(body: string, context: SigningContext): Readonly<Record<string, string>> {
  const timestamp = context.at.toISOString();
  return {
    "x-timestamp": timestamp,
    "x-signature": hmacBase64("sha256", context.secret, `${timestamp}.${body}`),
    "X-Supervisor-Signature": `sha256=${hmacHex("sha256", context.secret, body)}`,
    ...standardWebhookHeaders(body, context),
  };
}

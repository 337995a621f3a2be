import type { CanonicalEvent } from "#src/core/catalog.ts";
import { STANDARD_WEBHOOKS_SCHEDULE } from "#src/core/schedule.ts";
import type { Dialect, RenderContext, SigningContext } from "#src/dialect.ts";
import { standardWebhookHeaders } from "#src/security/standard-webhooks.ts";
import { envelope } from "./envelope.ts";

/** The catalog's own events as CloudEvents 1.0, structured mode: attributes and data in one JSON body. */
export const cloudevents: Dialect = {
  id: "cloudevents",
  retry: STANDARD_WEBHOOKS_SCHEDULE,
  timeoutMs: 20_000,
  contentType: "application/cloudevents+json",
  ownHeaders: [],
  allowsAuthorizationHeader: true,
  render,
  sign,
  judge: ({ status }) => (status >= 200 && status < 300 ? "delivered" : "retry"),
};

function render(event: CanonicalEvent, { eventKey }: RenderContext): string {
  if (event.type !== eventKey) {
    throw new Error(`cloudevents has no form of ${event.type} as ${eventKey}`);
  }
  return JSON.stringify(envelope(event));
}

function sign(body: string, context: SigningContext): Readonly<Record<string, string>> {
  return { ...standardWebhookHeaders(body, context) };
}

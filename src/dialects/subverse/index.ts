import type { CanonicalEvent } from "#src/core/catalog.ts";
import type { Dialect, RenderContext, SigningContext } from "#src/dialect.ts";
import { standardWebhookHeaders } from "#src/security/standard-webhooks.ts";
import { payload } from "./payload.ts";

/** The format of the SubVerse webhooks document. */
export const subverse: Dialect = {
  id: "subverse",
  // Tenants are told 1, 5 and 25 s, and none is earlier; the jitter keeps what failed together from coming back together.
  retry: { delaysMs: [1000, 5000, 25_000], jitter: 0.05, isNeverEarly: true },
  timeoutMs: 5000,
  contentType: "application/json",
  // The document leaves authentication to the tenant's custom headers.
  ownHeaders: [],
  allowsAuthorizationHeader: true,
  render,
  sign,
  judge,
};

function render(event: CanonicalEvent, context: RenderContext): string {
  const rendered = payload(event, context);
  if (rendered === null) {
    throw new Error(`subverse has no form of ${event.type} as ${context.eventKey}`);
  }
  return JSON.stringify(rendered);
}

function sign(body: string, context: SigningContext): Readonly<Record<string, string>> {
  return { ...standardWebhookHeaders(body, context) };
}

/** Timeouts and network errors are retried as well; they are no responses, so nobody asks about them here. */
function judge({ status }: { readonly status: number }): ReturnType<Dialect["judge"]> {
  if (status >= 200 && status < 300) return "delivered";
  return status >= 500 ? "retry" : "refuse";
}

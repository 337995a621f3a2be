import type { CanonicalEvent } from "#src/core/catalog.ts";
import { STANDARD_WEBHOOKS_SCHEDULE } from "#src/core/schedule.ts";
import type { Dialect, RenderContext, SigningContext } from "#src/dialect.ts";
import { standardWebhookHeaders } from "#src/security/standard-webhooks.ts";

/** The payload that Standard Webhooks 1.0 recommends, around the catalog's own events. */
export const standard: Dialect = {
  id: "standard",
  retry: STANDARD_WEBHOOKS_SCHEDULE,
  // The specification recommends 15 to 30 s.
  timeoutMs: 20_000,
  contentType: "application/json",
  ownHeaders: [],
  allowsAuthorizationHeader: true,
  render,
  sign,
  judge: ({ status }) => (status >= 200 && status < 300 ? "delivered" : "retry"),
};

/**
 * `{type, timestamp, data}`. The ids that every event has stand in `data`, in front of its own fields, of which none is
 * hidden: the `eventId` of `delivery.exhausted` is that of the event that was given up.
 */
function render(event: CanonicalEvent, { eventKey }: RenderContext): string {
  if (event.type !== eventKey)
    throw new Error(`standard has no form of ${event.type} as ${eventKey}`);
  const { id: eventId, workspaceId, agentId, workflowId } = event;
  return JSON.stringify({
    type: event.type,
    timestamp: new Date(event.occurredAt).toISOString(),
    data: { eventId, workspaceId, agentId, workflowId, ...event.data },
  });
}

function sign(body: string, context: SigningContext): Readonly<Record<string, string>> {
  return { ...standardWebhookHeaders(body, context) };
}

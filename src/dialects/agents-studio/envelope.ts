import type { CallEventType } from "#src/core/call.ts";
import type { CallData } from "#src/core/catalog/call-events.ts";
import type { CanonicalEvent } from "#src/core/catalog.ts";
import { prefixedId } from "#src/core/ids.ts";
import type { RenderContext } from "#src/dialect.ts";
import { type Fields, instant } from "./fields.ts";

type CallEvent = Extract<CanonicalEvent, { readonly type: CallEventType }>;
type RenderData = (event: CallEvent) => Fields;

/** By name in this dialect, then by canonical type: `call.status.updated` is told of four of them. */
const DATA: ReadonlyMap<string, { readonly [T in CallEventType]?: RenderData }> = new Map([
  [
    "call.status.updated",
    {
      "call.callQueued": registered,
      "call.callAnswered": ongoing,
      "call.callEnded": ended,
      "call.callFailed": failed,
    },
  ],
  ["call.completed", { "call.callEnded": completed }],
  ["call.error", { "call.callFailed": failed }],
]);

/**
 * `{id, type, created_at, data}` of the Agents Studio "create webhook" document; null when the event has no
 * such form under this name. The id is the delivery's: names of one event never share it.
 */
export function envelopePayload(event: CanonicalEvent, context: RenderContext): Fields | null {
  const render = DATA.get(context.eventKey)?.[event.type as CallEventType];
  if (render === undefined) return null;
  return {
    id: prefixedId("evt", context.deliveryId),
    type: context.eventKey,
    created_at: instant(event.occurredAt),
    data: render(event as CallEvent),
  };
}

function registered({ data }: CallEvent): Fields {
  return {
    call_id: data.callId,
    call_status: "registered",
    direction: data.direction,
    to_number: data.toNumber,
  };
}

function ongoing({ data, agentId }: CallEvent): Fields {
  return {
    call_id: data.callId,
    call_status: "ongoing",
    from_number: data.fromNumber,
    to_number: data.toNumber,
    agent_id: agentId,
  };
}

function ended({ data }: CallEvent): Fields {
  return { call_id: data.callId, call_status: "ended", ...ending(data) };
}

function completed({ data, agentId }: CallEvent): Fields {
  return {
    call_id: data.callId,
    call_status: "ended",
    direction: data.direction,
    from_number: data.fromNumber,
    to_number: data.toNumber,
    agent_id: agentId,
    ...ending(data),
  };
}

function ending(call: CallData): Fields {
  const { publicLogUrl } = call.metadata;
  return {
    disconnection_reason: call.endReason,
    duration_ms: call.durationMs,
    recording_url: call.recordingUrl,
    // No provider has one; a platform may attach its own.
    public_log_url: typeof publicLogUrl === "string" ? publicLogUrl : null,
  };
}

// SIP 502, 503 and 504: the carrier itself, or one behind it, was not there (RFC 3261, section 21.5).
const CARRIER_AWAY: readonly (number | null)[] = [502, 503, 504];

function failed({ data }: CallEvent): Fields {
  const carrierAway = CARRIER_AWAY.includes(data.sipCode);
  return {
    call_id: data.callId,
    call_status: "error",
    error_code: data.errorCode ?? (carrierAway ? "telephony_provider_unavailable" : "call_failed"),
    error_message: data.errorMessage ?? (carrierAway ? "Carrier unavailable" : "The call failed"),
  };
}

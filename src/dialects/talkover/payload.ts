import type { CallEventType } from "#src/core/call.ts";
import type { CallData } from "#src/core/catalog/call-events.ts";
import { type CanonicalEvent, namesOf } from "#src/core/catalog.ts";

/** A JSON object being composed; the order of its keys is the order sent. */
type Fields = Readonly<Record<string, unknown>>;

type CallEvent = Extract<CanonicalEvent, { readonly type: CallEventType }>;
type Status = "started" | "ended" | "expired";

/** How a call that goes out under one of the two names stands. */
const STATUS: { readonly [T in CallEventType]?: Status } = {
  "call.callStarted": "started",
  "call.callEnded": "ended",
  "call.callExpired": "expired",
};

/** `{event, timestamp, agent_id, data}`; null when the event has no such form under this name. */
export function payload(event: CanonicalEvent, eventKey: string): Fields | null {
  if (!namesOf(event.type, "talkover").some(({ name }) => name === eventKey)) return null;
  const status = STATUS[event.type as CallEventType];
  if (status === undefined) return null;
  return {
    event: eventKey,
    timestamp: instant(event.occurredAt),
    agent_id: event.agentId,
    data: callData((event as CallEvent).data, status),
  };
}

/** The same fields in every event, null where nothing is known. */
function callData(call: CallData, status: Status): Fields {
  return {
    call_id: call.callId,
    direction: call.direction,
    from_number: call.fromNumber,
    to_number: call.toNumber,
    status,
    started_at: instant(call.startedAt),
    answered_at: instant(call.answeredAt),
    ended_at: instant(call.endedAt),
    duration: call.durationMs === null ? null : Math.round(call.durationMs / 1000),
    end_reason: call.endReason,
    sip_code: call.sipCode,
    error_code: call.errorCode,
    error_message: call.errorMessage,
    recording_url: call.recordingUrl,
    transcription_url: call.transcriptionUrl,
    // An event stored by an earlier release has neither transcript nor summary.
    transcript: call.transcript ?? null,
    summary: call.summary ?? null,
    goal: call.goal,
    outcomes: call.outcomes,
    metadata: call.metadata,
  };
}

/** ISO 8601 in UTC with microseconds, as the document writes every time. Ours are known to the millisecond. */
function instant(iso: string | null): string | null {
  return iso === null ? null : new Date(iso).toISOString().replace("Z", "000Z");
}

import type { CallOutcome } from "#src/core/call.ts";
import type { Fact } from "#src/provider.ts";
import { type Arrival, enrichment } from "./arrival.ts";
import { readAttached } from "./attached.ts";
import { CallInitiationFailure } from "./schema.ts";
import { isoTime } from "./tolerant.ts";

/** In ElevenLabs' words and in Twilio's (`CallStatus`). */
const OUTCOME: ReadonlyMap<string | null, CallOutcome> = new Map([
  ["busy", "busy"],
  ["no-answer", "no-answer"],
  ["no_answer", "no-answer"],
  ["canceled", "canceled"],
]);

/** `call_initiation_failure`: an outbound call that nobody took. ElevenLabs sends it for no other direction. */
export function normalizeFailure(payload: unknown, arrival: Arrival): readonly Fact[] {
  const { data, event_timestamp: reported } = CallInitiationFailure.parse(payload);
  const { body } = data.metadata;
  const callId = body.call_sid ?? body.CallSid ?? data.conversation_id;
  if (callId === null) return [];

  const attached = readAttached(data.conversation_initiation_client_data.dynamic_variables);
  const fromNumber = body.from_number ?? body.From;
  const toNumber = body.to_number ?? body.To;
  const named = [data.agent_id, fromNumber, toNumber];
  const observation = {
    callId,
    provider: "elevenlabs",
    at: reported === null ? arrival.receivedAt.toISOString() : isoTime(reported),
    fact: "ended",
    outcome: OUTCOME.get(data.failure_reason) ?? OUTCOME.get(body.CallStatus) ?? "failed",
    direction: "outbound",
    fromNumber,
    toNumber,
    sipCode: body.sip_status_code ?? body.SipResponseCode,
    errorCode: body.twirp_code ?? body.ErrorCode,
    errorMessage: body.error_reason ?? body.ErrorMessage ?? body.sip_status,
    metadata: {
      ...attached.metadata,
      ...(data.conversation_id !== null && { conversationId: data.conversation_id }),
    },
    references: [...new Set(named.filter((name) => name !== null))],
    agentId: attached.agentId,
    ...enrichment(arrival),
  } as const;
  return [{ kind: "call", observation }];
}

import { fail, ok, type Result } from "#src/core/result.ts";
import type { Fact, InboundRequest, Normalized } from "#src/provider.ts";
import { normalizeFailure } from "./normalize-failure.ts";
import { normalizeAgentStatus, normalizeConversation, normalizeVoice } from "./normalize-notice.ts";
import { normalizeTranscription } from "./normalize-transcription.ts";
import { isLargeAudio } from "./scan.ts";
import { Envelope } from "./schema.ts";

/** The payload is the request's body, parsed. */
type Normalizer = (payload: unknown, request: InboundRequest) => readonly Fact[];

/** By the payload's `type` or `event_type`. What is not here is kept, acknowledged and means nothing to tenants. */
const NORMALIZERS: ReadonlyMap<string, Normalizer> = new Map<string, Normalizer>([
  ["post_call_transcription", normalizeTranscription],
  ["call_initiation_failure", normalizeFailure],
  ["voice.processing", normalizeVoice("voice.processing", "processing")],
  ["voice.completed", normalizeVoice("voice.completed", "completed")],
  ["agent.ready", normalizeAgentStatus("agent.ready", "ready")],
  ["agent.speaking", normalizeAgentStatus("agent.speaking", "speaking")],
  ["agent.listening", normalizeAgentStatus("agent.listening", "listening")],
  ["agent.error", normalizeAgentStatus("agent.error", "error")],
  ["conversation.started", normalizeConversation("started")],
  ["conversation.completed", normalizeConversation("completed")],
]);

export function normalize(request: InboundRequest): Result<Normalized, "malformed"> {
  if (isLargeAudio(request.body)) return ok({ type: "post_call_audio", facts: [] });
  const payload = parseJson(request.body);
  if (payload === undefined) return fail("malformed", "the body is not JSON");
  const envelope = Envelope.parse(payload);
  const type = envelope.type ?? envelope.event_type ?? "unknown";
  const facts = NORMALIZERS.get(type)?.(payload, request) ?? [];
  return ok({ type, facts });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

import { fail, ok, type Result } from "#src/core/result.ts";
import type { Fact, InboundRequest, Normalized } from "#src/provider.ts";
import type { Arrival } from "./arrival.ts";
import { locateAudio } from "./audio.ts";
import { parseJson, textOf } from "./bytes.ts";
import { normalizeAudio } from "./normalize-audio.ts";
import { normalizeFailure } from "./normalize-failure.ts";
import { normalizeAgentStatus, normalizeConversation, normalizeVoice } from "./normalize-notice.ts";
import { normalizeSpeech } from "./normalize-speech.ts";
import { normalizeTraces, normalizeTranscription } from "./normalize-transcription.ts";
import { type ConnectionSettings, Envelope } from "./schema.ts";

/** The payload is the request's body, parsed. */
type Normalizer = (payload: unknown, arrival: Arrival) => readonly Fact[];

const AUDIO = "post_call_audio";

/** By the payload's `type` or `event_type`. What is not here is kept, acknowledged and means nothing to tenants. */
const NORMALIZERS: ReadonlyMap<string, Normalizer> = new Map<string, Normalizer>([
  ["post_call_transcription", normalizeTranscription],
  ["post_call_transcription_otel", normalizeTraces],
  ["call_initiation_failure", normalizeFailure],
  ["speech_to_text_transcription", normalizeSpeech],
  ["voice.processing", normalizeVoice("voice.processing", "processing")],
  ["voice.completed", normalizeVoice("voice.completed", "completed")],
  ["agent.ready", normalizeAgentStatus("agent.ready", "ready")],
  ["agent.speaking", normalizeAgentStatus("agent.speaking", "speaking")],
  ["agent.listening", normalizeAgentStatus("agent.listening", "listening")],
  ["agent.error", normalizeAgentStatus("agent.error", "error")],
  ["conversation.started", normalizeConversation("started")],
  ["conversation.completed", normalizeConversation("completed")],
]);

export function normalizer(settings: ConnectionSettings["settings"]) {
  return ({ body, receivedAt }: InboundRequest): Result<Normalized, "malformed"> => {
    const audio = locateAudio(body);
    const payload = audio === null ? parseJson(textOf(body)) : audio.payload;
    if (payload === undefined) return fail("malformed", "the body is not JSON");
    const envelope = Envelope.parse(payload);
    const type = envelope.type ?? envelope.event_type ?? "unknown";
    if (type === AUDIO) {
      return ok({ type, facts: normalizeAudio(payload, audio?.base64 ?? null) });
    }
    const facts = NORMALIZERS.get(type)?.(payload, { body, receivedAt, settings }) ?? [];
    return ok({ type, facts });
  };
}

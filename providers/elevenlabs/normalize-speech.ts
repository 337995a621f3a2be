import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import { sha256Hex } from "#src/security/hmac.ts";
import type { Arrival } from "./arrival.ts";
import { readAttached } from "./attached.ts";
import { SpeechToText } from "./schema.ts";
import { isObject, isoTime, Label, parsedOrText } from "./tolerant.ts";

/**
 * `speech_to_text_transcription`: the text of an audio file. It belongs to a call only where whoever asked for it
 * said so in the request's `webhook_metadata`.
 */
export function normalizeSpeech(payload: unknown, arrival: Arrival): readonly Fact[] {
  const { data, event_timestamp: reported } = SpeechToText.parse(payload);
  const { transcription, request_id: requestId } = data;
  const channels = [transcription, ...transcription.transcripts];
  const texts = channels.flatMap(({ text }) => (text === null || text === "" ? [] : [text]));
  if (texts.length === 0) return [];

  const given = metadataOf(data.webhook_metadata);
  const attached = readAttached(given);
  const { callId: camel, call_id: snake } = given;
  const callId = Label.parse(camel) ?? Label.parse(snake);
  const event: EventDraft = {
    type: "call.transcriptionCompleted",
    occurredAt: reported === null ? arrival.receivedAt.toISOString() : isoTime(reported),
    dedupeKey: `transcription:stt:${requestId ?? sha256Hex(arrival.body)}`,
    callId,
    conversationId: null,
    references: [],
    agentId: attached.agentId,
    workflowId: attached.workflowId,
    data: {
      callId,
      conversationId: null,
      text: texts.join("\n"),
      turns: [],
      language: channels.map((channel) => channel.language_code).find(Boolean) ?? null,
      summary: null,
      url: null,
      metadata: attached.metadata,
    },
  };
  return [{ kind: "event", event }];
}

function metadataOf(given: unknown): Readonly<Record<string, unknown>> {
  const read = typeof given === "string" ? parsedOrText(given) : given;
  return isObject(read) ? read : {};
}

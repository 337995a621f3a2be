import type { Fact } from "#src/provider.ts";
import type { Arrival } from "./arrival.ts";
import { callFacts } from "./call-report.ts";
import { conversationEvents, readConversation } from "./conversation.ts";
import { reportOfTraces } from "./otel.ts";
import { PostCallTranscription } from "./schema.ts";

/** `post_call_transcription`: a conversation, and the call that it was held over. */
export function normalizeTranscription(payload: unknown, arrival: Arrival): readonly Fact[] {
  const conversation = readConversation(PostCallTranscription.parse(payload), arrival);
  if (conversation === null) return [];
  const events = conversationEvents(conversation);
  return [
    ...events.map((event) => ({ kind: "event", event }) as const),
    ...callFacts(conversation),
  ];
}

/** `post_call_transcription_otel`: the same, told as OpenTelemetry spans. */
export function normalizeTraces(payload: unknown, arrival: Arrival): readonly Fact[] {
  return normalizeTranscription(reportOfTraces(payload), arrival);
}

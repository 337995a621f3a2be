import type { Fact } from "#src/provider.ts";
import { decodeBase64, fullAudio, isBase64 } from "./audio.ts";
import { PostCallAudio } from "./schema.ts";

/** `post_call_audio`: the recording itself, as base64 MP3. One that cannot be decoded is none. */
export function normalizeAudio(payload: unknown, located: Uint8Array | null): readonly Fact[] {
  const { agent_id: agent, conversation_id: conversationId } = PostCallAudio.parse(payload).data;
  const base64 = located ?? Buffer.from(fullAudio(payload) ?? "", "latin1");
  if (conversationId === null || !isBase64(base64)) return [];
  const media = {
    kind: "recording",
    key: `elevenlabs:${conversationId}`,
    conversationId,
    // The conversation's report names the call.
    callId: null,
    contentType: "audio/mpeg",
    bytes: () => decodeBase64(base64),
    references: agent === null ? [] : [agent],
    agentId: null,
  } as const;
  return [{ kind: "media", media }];
}

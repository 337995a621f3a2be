import { z } from "zod";
import type { Fixture } from "#src/cli/fixtures.ts";
import { heldOver } from "#src/pipeline/held-over.ts";
import type { MediaTarget } from "#src/pipeline/media-ports.ts";
import { recordingDetail, recordingFacts, withTranscriptLinks } from "#src/pipeline/tell-media.ts";
import type { Fact, MediaDraft } from "#src/provider.ts";

const WORKSPACE = "demo";

/** `post_call_audio` of ElevenLabs: the one callback that carries a recording. */
const WithAudio = z.object({ data: z.object({ full_audio: z.base64() }) });

/** Facts with what follows from recordings, transcripts and the calls they belong to. */
export type Recordings = (fixture: Fixture, facts: readonly Fact[], now: Date) => readonly Fact[];

/** `gatewayUrl`: where links to recordings and transcripts lead; what makes them valid is not predicted. */
export function createRecordings(gatewayUrl: string, newId: () => string): Recordings {
  const callOf = new Map<string, string>();
  const recorded = new Map<string, string | null>();

  function link({ id, part }: MediaTarget): string {
    return `${gatewayUrl}/v1/calls/${encodeURIComponent(id)}/${part}`;
  }

  return ({ provider, body }, facts, now) => {
    const callback = { provider, receivedAt: now, workspaceId: WORKSPACE };
    const held = heldOver(WORKSPACE, facts);
    for (const { conversationId, callId } of held) callOf.set(conversationId, callId);
    const known = held.filter(({ conversationId }) => isRecorded(conversationId, recorded));
    const details = known.map(({ callId }) => recordingDetail(link, callback, callId));
    const stored = facts.flatMap((fact) => {
      if (fact.kind !== "media" || recorded.has(fact.media.key)) return [];
      const { media } = fact;
      recorded.set(media.key, media.conversationId);
      const callId = media.callId ?? callOf.get(media.conversationId ?? "") ?? null;
      return recordingFacts(link, callback, { ...placed(media, body, newId()), callId });
    });
    const told = withTranscriptLinks(link, callback, { facts, held });
    return [...details, ...stored, ...told.filter(({ kind }) => kind !== "media")];
  };
}

function isRecorded(conversationId: string, recorded: ReadonlyMap<string, string | null>): boolean {
  return [...recorded.values()].includes(conversationId);
}

/** Of its file nothing is told but the size. */
function placed(draft: MediaDraft, body: Uint8Array, id: string) {
  const { data } = WithAudio.parse(JSON.parse(Buffer.from(body).toString()));
  const sizeBytes = Buffer.from(data.full_audio, "base64").byteLength;
  const nothing = () => Promise.resolve();
  const file = { path: "", settle: nothing, discard: nothing };
  return { id, draft, file, sizeBytes, sha256: new Uint8Array() };
}

import type { CallObservation } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact, MediaDraft } from "#src/provider.ts";
import type { HeldOver, MediaPorts, PlacedRecording } from "./media-ports.ts";
import type { StoredCallback } from "./ports.ts";

type Link = MediaPorts["link"];
type Callback = Pick<StoredCallback, "provider" | "receivedAt"> & { readonly workspaceId: string };

/** Tells a call where its recording is. */
export function recordingDetail(
  link: Link,
  callback: Callback,
  callId: string,
  { references, agentId }: Pick<MediaDraft, "references" | "agentId"> = {
    references: [],
    agentId: null,
  },
): Fact {
  const recordingUrl = link({ workspaceId: callback.workspaceId, id: callId, part: "recording" });
  return detail(callback, { callId, recordingUrl, references, agentId });
}

/** What a recording that was not known yet says: an event, and a detail of its call where that is known. */
export function recordingFacts(
  link: Link,
  callback: Callback,
  recording: PlacedRecording & { readonly callId: string | null },
): readonly Fact[] {
  const { callId, draft } = recording;
  const completed = recordingCompleted(link, callback, recording);
  return callId === null
    ? [completed]
    : [recordingDetail(link, callback, callId, draft), completed];
}

function recordingCompleted(
  link: Link,
  { workspaceId, receivedAt }: Callback,
  { id, callId, draft, sizeBytes }: PlacedRecording & { readonly callId: string | null },
): Fact {
  const { conversationId, references, agentId } = draft;
  const url = link({ workspaceId, id: callId ?? conversationId ?? id, part: "recording" });
  const event: EventDraft = {
    type: "call.recordingCompleted",
    occurredAt: receivedAt.toISOString(),
    dedupeKey: `recording:${draft.key}:completed`,
    callId,
    conversationId,
    references,
    agentId,
    workflowId: null,
    data: {
      callId,
      recordingId: id,
      status: "completed",
      url,
      durationMs: null,
      channels: null,
      format: formatOf(draft.contentType),
      sizeBytes,
      direction: null,
      fromNumber: null,
      toNumber: null,
      metadata: {},
    },
  };
  return { kind: "event", event };
}

type Transcription = Extract<EventDraft, { readonly type: "call.transcriptionCompleted" }>;

/**
 * Transcripts told without an address get a link to themselves, and their calls are told what they say and where they
 * are. `held`: which calls the callback's conversations were held over. The same facts come back where there is no
 * transcript.
 */
export function withTranscriptLinks(
  link: Link,
  callback: Callback,
  { facts, held }: { readonly facts: readonly Fact[]; readonly held: readonly HeldOver[] },
): readonly Fact[] {
  if (!facts.some((fact) => transcriptionOf(fact) !== null)) return facts;
  const told = facts.map((fact) => linked(link, callback.workspaceId, fact));
  const details = told.flatMap((fact) => {
    const event = transcriptionOf(fact);
    const callId = event === null ? null : callOf(event, held);
    if (event === null || callId === null) return [];
    const { references, agentId, data } = event;
    const { url: transcriptionUrl, text: transcript, summary } = data;
    const said = { transcriptionUrl, transcript, summary };
    return [detail(callback, { callId, ...said, references, agentId })];
  });
  return [...details, ...told];
}

function linked(link: Link, workspaceId: string, fact: Fact): Fact {
  const event = transcriptionOf(fact);
  const id = event?.callId ?? event?.conversationId ?? null;
  if (event === null || id === null || event.data.url !== null) return fact;
  const url = link({ workspaceId, id, part: "transcript" });
  return { kind: "event", event: { ...event, data: { ...event.data, url } } };
}

function transcriptionOf(fact: Fact): Transcription | null {
  if (fact.kind !== "event" || fact.event.type !== "call.transcriptionCompleted") return null;
  return fact.event;
}

function callOf(
  { callId, conversationId }: Transcription,
  held: readonly HeldOver[],
): string | null {
  return callId ?? held.find((one) => one.conversationId === conversationId)?.callId ?? null;
}

/** Moves nothing: the call only learns of it. */
function detail(
  { provider, receivedAt }: Callback,
  about: Pick<CallObservation, "callId" | "references"> & Partial<CallObservation>,
): Fact {
  const at = receivedAt.toISOString();
  return { kind: "call", observation: { provider, at, fact: "detail", outcome: null, ...about } };
}

const FORMATS: ReadonlyMap<string, string> = new Map([
  ["audio/mpeg", "mp3"],
  ["audio/x-wav", "wav"],
  ["audio/mp4", "m4a"],
]);

/** `audio/mpeg` is called mp3; others go by their subtype. */
export function formatOf(contentType: string): string | null {
  const type = contentType.split(";", 1).join("").trim().toLowerCase();
  return FORMATS.get(type) ?? /^audio\/(?:x-)?([a-z0-9]+)$/.exec(type)?.[1] ?? null;
}

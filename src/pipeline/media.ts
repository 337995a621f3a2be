import type { Fact } from "#src/provider.ts";
import { heldOver } from "./held-over.ts";
import type {
  ConversationRef,
  HeldOver,
  MediaPorts,
  MediaUnit,
  NewMedia,
  PlacedFile,
  PlacedRecording,
} from "./media-ports.ts";
import type { StoredCallback } from "./ports.ts";
import { recordingDetail, recordingFacts, withTranscriptLinks } from "./tell-media.ts";

/** What of an ingest item matters here. */
export type MediaItem = {
  readonly callback: StoredCallback & { readonly workspaceId: string };
  readonly facts: readonly Fact[];
  /** Durable already; its rows will name them. */
  readonly files?: readonly PlacedFile[];
};

/** An item whose new recordings are on the disk. */
export type PreparedItem = MediaItem & { readonly recordings?: readonly PlacedRecording[] };

/** What the transaction knows of recordings and of the calls that conversations were held over. */
type Joined = {
  readonly fresh: ReadonlySet<string>;
  readonly callOf: ReadonlyMap<string, string>;
  readonly recorded: ReadonlySet<string>;
};

/**
 * Stores the rows of new recordings and joins them with their calls, whichever of recording and report came first.
 * Returns the items with what follows from it among their facts.
 */
export async function joinMedia(
  { link }: Pick<MediaPorts, "link">,
  unit: MediaUnit,
  items: readonly PreparedItem[],
): Promise<readonly PreparedItem[]> {
  const reported = items.flatMap(conversationsOf);
  const recordings = items.flatMap((item) =>
    (item.recordings ?? []).map((recording) => newMedia(item, recording)),
  );
  const joined = await join(unit, reported, recordings);
  return items.map((item) => withMediaFacts(link, joined, item));
}

function conversationsOf({ callback, facts }: MediaItem): readonly HeldOver[] {
  return heldOver(callback.workspaceId, facts);
}

function newMedia({ callback }: MediaItem, recording: PlacedRecording): NewMedia {
  const { draft, id, sizeBytes, sha256, file } = recording;
  const { key, kind, callId, conversationId, contentType } = draft;
  const { workspaceId } = callback;
  const { path } = file;
  return {
    id,
    workspaceId,
    key,
    kind,
    callId,
    conversationId,
    contentType,
    sizeBytes,
    sha256,
    path,
  };
}

async function join(
  unit: MediaUnit,
  reported: readonly HeldOver[],
  recordings: readonly NewMedia[],
): Promise<Joined> {
  const recordedIn = recordings.filter(hasConversation);
  const conversations = new Map([...reported, ...recordedIn].map((ref) => [nameOf(ref), ref]));
  // Recording and report may come at the same time: one of the two transactions has to see the other's rows.
  if (conversations.size > 0) await unit.lockConversations([...conversations.values()]);
  const callOf = new Map(reported.map((held) => [nameOf(held), held.callId]));
  await lookUpCalls(unit, recordedIn, callOf);
  const rows = recordings.map((row) => ({ ...row, callId: callOfRecording(row, callOf) }));
  const fresh = rows.length === 0 ? new Set<string>() : await unit.insert(rows);
  const isRecorded = reported.length === 0 ? [] : await unit.assign(reported);
  const recorded = new Set(reported.filter((_, index) => isRecorded[index]).map(nameOf));
  return { fresh, callOf, recorded };
}

async function lookUpCalls(
  unit: MediaUnit,
  recordings: readonly (NewMedia & ConversationRef)[],
  callOf: Map<string, string>,
): Promise<void> {
  const open = recordings.filter((row) => row.callId === null && !callOf.has(nameOf(row)));
  if (open.length === 0) return;
  for (const [index, callId] of (await unit.callsOf(open)).entries()) {
    const row = open[index];
    if (row !== undefined && callId !== null) callOf.set(nameOf(row), callId);
  }
}

type Named = Pick<NewMedia, "callId" | "conversationId" | "workspaceId">;

function callOfRecording(recording: Named, callOf: Joined["callOf"]): string | null {
  if (recording.callId !== null || !hasConversation(recording)) return recording.callId;
  return callOf.get(nameOf(recording)) ?? null;
}

function hasConversation<T extends { readonly conversationId: string | null }>(
  row: T,
): row is T & { readonly conversationId: string } {
  return row.conversationId !== null;
}

function nameOf({ workspaceId, conversationId }: ConversationRef): string {
  return `${workspaceId} ${conversationId}`;
}

/** What is told of a call comes first, so that an end that the same callback tells carries it. */
function withMediaFacts(
  link: MediaPorts["link"],
  { fresh, callOf, recorded }: Joined,
  item: PreparedItem,
): PreparedItem {
  const { callback, recordings = [] } = item;
  const { workspaceId } = callback;
  const held = conversationsOf(item);
  const known = held.filter((one) => recorded.has(nameOf(one)));
  const details = known.map(({ callId }) => recordingDetail(link, callback, callId));
  const stored = recordings
    .filter(({ id }) => fresh.has(id))
    .flatMap((recording) => {
      const callId = callOfRecording({ ...recording.draft, workspaceId }, callOf);
      return recordingFacts(link, callback, { ...recording, callId });
    });
  const told = withTranscriptLinks(link, callback, { facts: item.facts, held });
  return told === item.facts && details.length + stored.length === 0
    ? item
    : { ...item, facts: [...details, ...stored, ...told] };
}

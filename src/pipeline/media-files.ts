import type { MediaDraft } from "#src/provider.ts";
import type { MediaItem, PreparedItem } from "./media.ts";
import type { MediaPorts, PlacedRecording } from "./media-ports.ts";

/**
 * Writes an item's recordings before `commit` and sees to its files afterwards: those that a committed row names
 * stay, all others go. What a crash leaves in doubt is decided at the next start.
 */
export async function withFiles<Item extends MediaItem, T>(
  ports: MediaPorts,
  item: Item,
  commit: (item: Item & PreparedItem) => Promise<T>,
): Promise<T> {
  const drafts = draftsOf(item);
  const files = [...(item.files ?? [])];
  if (drafts.length === 0 && files.length === 0) return commit(item);
  const recordings: PlacedRecording[] = [];
  try {
    for (const draft of drafts) {
      const recording = await placeNew(ports, item.callback.workspaceId, draft);
      if (recording === null) continue;
      recordings.push(recording);
      files.push(recording.file);
    }
    const outcome = await commit({ ...item, recordings });
    await Promise.all(files.map((file) => file.settle()));
    return outcome;
  } catch (error) {
    if (!ports.isInDoubt(error)) await Promise.all(files.map((file) => file.discard()));
    throw error;
  }
}

async function placeNew(
  ports: MediaPorts,
  workspaceId: string,
  draft: MediaDraft,
): Promise<PlacedRecording | null> {
  return (await ports.isKnown(workspaceId, draft.key)) ? null : ports.place(workspaceId, draft);
}

/** Each key once. */
function draftsOf({ facts }: MediaItem): readonly MediaDraft[] {
  const drafts = new Map<string, MediaDraft>();
  for (const fact of facts) {
    if (fact.kind === "media") drafts.set(fact.media.key, fact.media);
  }
  return [...drafts.values()];
}

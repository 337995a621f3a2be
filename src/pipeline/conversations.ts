import {
  type ConversationWindow,
  conversationKey,
  endDueAt,
  endWindow,
  receiveMessage,
} from "#src/core/conversation.ts";
import type { OwnedDraft } from "./emit.ts";
import type { IngestUnit, SavedConversation } from "./ports.ts";

type Received = OwnedDraft & {
  readonly draft: Extract<OwnedDraft["draft"], { type: "whatsapp.messageReceived" }>;
};

/** A message that was published with its conversation keeps it. */
function isReceived(owned: OwnedDraft): owned is Received {
  return owned.draft.type === "whatsapp.messageReceived" && owned.draft.conversationId === null;
}

/** Puts received messages into their 24-hour windows, under the windows' locks, and tells what opens. */
export async function placeMessages(
  unit: IngestUnit,
  drafts: readonly OwnedDraft[],
  newId: () => string,
): Promise<readonly OwnedDraft[]> {
  const keys = new Map<string, { workspaceId: string; key: string }>();
  for (const owned of drafts.filter(isReceived)) {
    const key = conversationKey(owned.draft);
    const { workspaceId } = owned;
    if (key !== null) keys.set(`${workspaceId} ${key}`, { workspaceId, key });
  }
  if (keys.size === 0) return drafts;
  const locked = await unit.lockConversations([...keys.values()]);
  const windows = new Map<string, ConversationWindow | null>(
    [...keys.keys()].map((key, index) => [key, locked[index] ?? null]),
  );
  const placed = drafts.flatMap((owned) => place(owned, windows, newId));
  await unit.saveConversations(
    [...keys].flatMap(([name, key]) => saved(key, windows.get(name) ?? null)),
  );
  return placed;
}

function place(
  owned: OwnedDraft,
  windows: Map<string, ConversationWindow | null>,
  newId: () => string,
): readonly OwnedDraft[] {
  const key = isReceived(owned) ? conversationKey(owned.draft) : null;
  if (!isReceived(owned) || key === null) return [owned];
  const name = `${owned.workspaceId} ${key}`;
  const { window, conversationId, events } = receiveMessage(
    windows.get(name) ?? null,
    owned.draft,
    newId(),
  );
  windows.set(name, window);
  const draft = { ...owned.draft, conversationId, data: { ...owned.draft.data, conversationId } };
  return [...events.map((event) => ({ ...owned, draft: event })), { ...owned, draft }];
}

function saved(
  key: { readonly workspaceId: string; readonly key: string },
  window: ConversationWindow | null,
): readonly SavedConversation[] {
  return window === null ? [] : [{ ...key, window, wakeAt: endDueAt(window) }];
}

/** Ends the windows whose day is over; returns what is to be told and how many were due. */
export async function endDueConversations(
  unit: IngestUnit,
  now: Date,
  limit: number,
): Promise<{ readonly drafts: readonly OwnedDraft[]; readonly count: number }> {
  const due = await unit.lockDueConversations(now, limit);
  if (due.length === 0) return { drafts: [], count: 0 };
  const ended = due.map(({ workspaceId, key, window }) => ({
    workspaceId,
    key,
    step: endWindow(window, now.toISOString()),
  }));
  await unit.saveConversations(
    ended.flatMap(({ workspaceId, key, step }) => saved({ workspaceId, key }, step.window)),
  );
  const drafts = ended.flatMap(({ workspaceId, step }) =>
    step.events.map((draft) => ({ draft, workspaceId, callbackId: null })),
  );
  return { drafts, count: due.length };
}
